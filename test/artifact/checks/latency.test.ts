import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { buildGguf } from '../../../fixtures/artifacts/gguf.js';
import { tinyLlama } from '../../../fixtures/artifacts/gguf-llama.js';
import { classifier } from '../../../fixtures/artifacts/onnx-classifier.js';
import { latency } from '../../../src/artifact/checks/latency.js';
import { DEFAULT_ENVIRONMENTS, type EnvironmentProfile } from '../../../src/artifact/environments.js';
import type { ArtifactFacts } from '../../../src/artifact/facts.js';
import { gatherers } from '../../../src/artifact/gather.js';
import type { Trials } from '../../../src/artifact/inference/trials.js';
import { Progress } from '../../../src/artifact/progress.js';
import { DEFAULT_ARTIFACT_BUDGET } from '../../../src/artifact/task.js';
import { FactStore } from '../../../src/core/fact.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();
const [DEVELOPMENT, , PRODUCTION] = DEFAULT_ENVIRONMENTS as [
  EnvironmentProfile,
  EnvironmentProfile,
  EnvironmentProfile,
];
let text: Trials;
let tensors: Trials;

/** Measured once: the same times are judged by all limits. */
async function measure(name: string, bytes: Uint8Array): Promise<Trials> {
  const path = join(scratch, name);
  writeFileSync(path, bytes);
  const task = { kind: 'artifact', path, expectation: {}, limits: {}, checks: null, coverage: 'full' } as const;
  const store = new FactStore<ArtifactFacts>(
    gatherers({ ...task, budget: DEFAULT_ARTIFACT_BUDGET, progress: null }, new Progress(null)),
  );
  const found = await store.gather('inference');
  if (!found.measured) throw new Error(found.reason);
  return found.value;
}

beforeAll(async () => {
  text = await measure('tiny.gguf', buildGguf(tinyLlama()).bytes);
  tensors = await measure('classifier.onnx', classifier());
});

function judge(inference: Trials, limits: Readonly<Record<string, number>>, environment?: EnvironmentProfile) {
  const facts = { inference } as ArtifactFacts;
  return latency.run({ facts, operation: 'validate', expectation: { environment } }, limits);
}

test('tokens a second fail and warn by their limits', () => {
  expect(judge(text, {})).toMatchObject({ outcome: 'passed' });
  expect(judge(text, { fairTokensPerSecond: 1e9 })).toMatchObject({
    outcome: 'warned',
    message: expect.stringContaining('would be fair'),
  });
  expect(judge(text, { minTokensPerSecond: 1e9, fairTokensPerSecond: 1e9 })).toMatchObject({ outcome: 'failed' });
});

test('the time of an answer is held to its limit, of either kind of model', () => {
  for (const trials of [text, tensors]) {
    expect(judge(trials, {})).toMatchObject({ outcome: 'passed', expected: { maxAnswerMs: null } });
    expect(judge(trials, { maxAnswerMs: 0.000001 })).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('wanted: at most'),
    });
  }
});

test('an environment has a limit of its own, and a stated one goes before it', () => {
  expect(judge(tensors, {}, DEVELOPMENT)).toMatchObject({ outcome: 'passed', expected: { maxAnswerMs: 3000 } });
  expect(judge(tensors, {}, { ...DEVELOPMENT, maxLatencyMs: 0.000001 })).toMatchObject({ outcome: 'failed' });
  expect(judge(tensors, { maxAnswerMs: 5000 }, DEVELOPMENT)).toMatchObject({ expected: { maxAnswerMs: 5000 } });
});

test('where a GPU is required, what the processor does in time counts, and what it does not says nothing', () => {
  expect(judge(tensors, {}, PRODUCTION)).toMatchObject({ outcome: 'passed' });
  expect(judge(tensors, {}, { ...PRODUCTION, maxLatencyMs: 0.000001 })).toMatchObject({
    outcome: 'inconclusive',
    message: expect.stringContaining('production requires a GPU'),
  });
});

test('without an answer there is no time', () => {
  expect(judge({ trials: [], notRun: [], refused: null }, {})).toMatchObject({ outcome: 'inconclusive' });
});

test('times are what was measured: cold apart, and how many', () => {
  const [figures] = judge(tensors, {}).actual as {
    coldMs: number;
    warm: { n: number; p50Ms: number; p95Ms: number };
  }[];
  expect(figures!.warm.n).toBe(20);
  expect(figures!.warm.p50Ms).toBeLessThanOrEqual(figures!.warm.p95Ms);
  const { answers } = tensors.trials[0]!;
  expect(answers?.kind === 'tensors' && answers.timing.coldMs).toBe(figures!.coldMs);
});
