import { expect, test } from 'vitest';
import { bounded } from '../../../src/batch/queue/answer.js';
import { readAnswer, type Answer } from '../../../src/batch/queue/protocol.js';
import type { Json } from '../../../src/core/check.js';
import { inProcess, queuePlace, testSettings } from '../../support/queue-place.js';

const MIB = 2 ** 20;

/** The reply to a real task, with something in the details of its first check. */
async function answerWith(extra: Json): Promise<Answer> {
  const crew = inProcess({ width: 1, settings: testSettings() });
  const task = queuePlace().task(0);
  const reply = await crew.run(task, new AbortController().signal);
  if ('kind' in reply || reply.outcome.kind === 'error') throw new Error('The task failed');
  const { decision } = reply.outcome;
  const [first, ...others] = decision.report.checks;
  const checks = [{ ...first!, details: { extra } }, ...others];
  const outcome = { ...reply.outcome, decision: { ...decision, report: { ...decision.report, checks } } };
  return { result: { ...reply, outcome }, staged: task.staged };
}

const sizeOf = (answer: Answer) => Buffer.byteLength(JSON.stringify(answer));

test('an ordinary reply is carried as it is, and understood on the other side', async () => {
  const answer = await answerWith('figures');
  expect(bounded(answer)).toBe(answer);
  expect(sizeOf(answer)).toBeLessThan(MIB / 16);
  expect(readAnswer(JSON.parse(JSON.stringify(answer)))).toEqual(JSON.parse(JSON.stringify(answer)));
});

test('one over 1 MiB goes without the details of checks, with its verdict and its file', async () => {
  const answer = bounded(await answerWith('x'.repeat(MIB)));
  expect(sizeOf(answer)).toBeLessThan(MIB);
  expect(answer.staged).not.toBeNull();
  expect(answer.result).toMatchObject({ outcome: { kind: 'judged', written: {} } });
  expect(JSON.stringify(answer)).toContain('the queue carries reports of at most 1 MiB');
});

test('one that is too large even so becomes an error of its item', async () => {
  const answer = await answerWith('figures');
  const { result } = answer;
  if ('kind' in result || result.outcome.kind === 'error') throw new Error('The task failed');
  const stages = [{ engine: 'x'.repeat(MIB), verdict: null, reason: null }];
  const huge = bounded({ ...answer, result: { ...result, outcome: { ...result.outcome, stages } } });
  expect(huge).toMatchObject({ staged: null, result: { outcome: { kind: 'error', code: 'reply_too_large' } } });
});

test('of an error with an endless message the beginning is carried', () => {
  const outcome = { kind: 'error', code: 'engine_failed', message: 'x'.repeat(2 * MIB), failedStage: null } as const;
  const answer = bounded({ staged: null, result: { outcome, worker: 'host:1', durationMs: 1 } });
  expect(sizeOf(answer)).toBeLessThan(MIB / 16);
  expect(answer.result).toMatchObject({ outcome: { kind: 'error', code: 'engine_failed' } });
});
