/** The metrics of a holdout, by examples whose value is known. */
import { describe, expect, test } from 'vitest';
import { classReply, type Reply } from '../../../src/artifact/holdout/ask.js';
import type { Example, Holdout, MetricName } from '../../../src/artifact/holdout/example.js';
import { metricsFor } from '../../../src/artifact/holdout/metrics.js';
import { measurementsOf, resultOf } from '../../../src/artifact/holdout/measure.js';
import { exactMatch, tokenF1 } from '../../../src/artifact/holdout/text-metrics.js';

const asText = (expected: readonly string[] | null, line = 1): Example => ({ kind: 'text', line, input: '', expected });
const asClass = (label: number, line = 1): Example => ({ kind: 'class', line, values: [0], label });
const text = (words: string): Reply => ({ kind: 'text', text: words });
const scores = (label: number, ...all: readonly number[]): Reply => classReply(all, label, false);
const surprise = (nats: number, tokens: number): Reply => ({ kind: 'surprise', nats, tokens });
const answerOf = (reply: Reply | null) => ({ reply, ms: 1, error: reply ? null : 'it broke' });

async function measured(
  metric: MetricName | undefined,
  pairs: readonly (readonly [Example, Reply | null])[],
  k?: number,
) {
  const holdout: Holdout = {
    path: 'holdout.jsonl',
    header: { holdout: 1, ...(k !== undefined && { k }) },
    examples: pairs.map(([example]) => example),
  };
  const predictions = { runtime: 'test 1', answers: pairs.map(([, reply]) => answerOf(reply)) };
  return resultOf(holdout, predictions, await measurementsOf(holdout, predictions, { path: '', metric }, 1000));
}

describe('texts', () => {
  test('match exactly but for blanks and the way that letters are composed', () => {
    expect(exactMatch(' two\n three ', 'two three')).toBe(1);
    expect(exactMatch('cafe\u0301', 'caf\u00e9')).toBe(1);
    expect(exactMatch('Two three', 'two three')).toBe(0);
  });

  test('have an F1 of common words, each as often as it is there', () => {
    expect(tokenF1('The cat, the dog', 'the cat')).toBeCloseTo((2 * 2) / (4 + 2));
    expect(tokenF1('the the', 'the')).toBeCloseTo(2 / 3);
    expect(tokenF1('nothing', 'of it')).toBe(0);
    expect(tokenF1('...', '')).toBe(1);
  });

  test('count by the best of several right answers, and no answer is a wrong one', async () => {
    const result = await measured(undefined, [
      [asText(['x', 'y'], 1), text('y')],
      [asText(['x'], 2), text('z')],
      [asText([''], 3), null],
    ]);
    expect(result).toMatchObject({ judged: { metric: 'exact_match', value: 1 / 3 }, errors: 1 });
    expect(result.mistakes).toEqual([
      { line: 2, input: '', expected: 'x', answer: 'z', error: null },
      { line: 3, input: '', expected: '', answer: null, error: 'it broke' },
    ]);
    // Wilson's interval of 1 in 3
    expect(result.interval?.map((end) => end.toFixed(3))).toEqual(['0.061', '0.792']);
  });
});

describe('classes', () => {
  const pairs = [
    [asClass(1), scores(1, 0.1, 0.8, 0.1)],
    [asClass(2), scores(2, 0.5, 0.3, 0.2)],
    [asClass(1), scores(1, 0.4, 0.4, 0.2)],
  ] as const;

  test('are right where theirs is the highest number, and the first of equal ones', async () => {
    expect((await measured(undefined, pairs)).judged).toMatchObject({ metric: 'accuracy', scores: [1, 0, 0] });
  });

  test('are among the k highest', async () => {
    expect((await measured('top_k', pairs, 2)).judged).toMatchObject({ metric: 'top_k', scores: [1, 0, 1] });
    expect((await measured('top_k', pairs)).judged.value).toBe(1);
  });
});

describe('perplexity', () => {
  test('is that of all tokens together, not the mean of the texts', async () => {
    const { judged } = await measured('perplexity', [
      [asText(null), surprise(Math.log(2) * 3, 3)],
      [asText(null), surprise(Math.log(4) * 1, 1)],
    ]);
    expect(judged.value).toBeCloseTo(2 ** (5 / 4));
    expect(judged.higherIsBetter).toBe(false);
  });

  test.each([
    ['an answer that did not come', null, /line 1 is no number: it broke/],
    ['probabilities that are no numbers', surprise(Number.NaN, 3), /line 1 is no number/],
    ['a text of a single token', surprise(0, 0), /line 1 is no number/],
  ])('is not measured for %s: it never becomes a number', async (_, reply, reason) => {
    const { judged } = await measured(undefined, [
      [asText(null), reply],
      [asText(null, 2), surprise(1, 1)],
    ]);
    expect(judged).toMatchObject({ metric: 'perplexity', value: null, reason: expect.stringMatching(reason) });
  });

  test('that is beyond all numbers is none', async () => {
    const { judged } = await measured(undefined, [[asText(null), surprise(10_000, 1)]]);
    expect(judged).toMatchObject({ value: null, reason: expect.stringMatching(/no number/) });
  });
});

test('a metric that the examples do not have is refused, not replaced by another', async () => {
  await expect(measured('f1', [[asClass(0), scores(0, 1)]])).rejects.toThrow('f1 cannot be measured of the examples');
  await expect(measured('top_k', [[asText(['a']), text('a')]])).rejects.toThrow('top_k cannot be measured');
  expect(metricsFor({ path: '', header: { holdout: 1 }, examples: [asText(['a'])] }, 'accuracy')[0]?.name).toBe(
    'accuracy',
  );
});
