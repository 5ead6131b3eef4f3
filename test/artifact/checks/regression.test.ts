/** Candidate against baseline, both really run: worse fails, equal passes, better passes, and what cannot be told is not told. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildGguf } from '../../../fixtures/artifacts/gguf.js';
import { SERIES, tinyLlama } from '../../../fixtures/artifacts/gguf-llama.js';
import { classifier, picture } from '../../../fixtures/artifacts/onnx-classifier.js';
import type { ArtifactExpectation } from '../../../src/artifact/expectation.js';
import { compareMetric } from '../../../src/artifact/regression/compare.js';
import { duelOf } from '../../../src/artifact/regression/duel.js';
import { baselineOf } from '../../../src/artifact/regression/baseline.js';
import { askingLimits } from '../../../src/artifact/holdout/open.js';
import type { Baseline } from '../../../src/artifact/facts.js';
import type { HoldoutExpectation } from '../../../src/artifact/holdout/example.js';
import type { Comparison, Duel, LatencyComparison } from '../../../src/artifact/regression/result.js';
import { regression } from '../../../src/artifact/checks/regression.js';
import { randomFrom } from '../../../src/artifact/statistics/random.js';
import { DEFAULT_ARTIFACT_BUDGET } from '../../../src/artifact/task.js';
import { runArtifactSuite } from '../../support/run-artifact.js';
import { scratchFolder } from '../../support/scratch.js';

const home = scratchFolder();
const at = (name: string) => join(home, name);

beforeAll(() => {
  writeFileSync(at('good.gguf'), buildGguf(tinyLlama()).bytes);
  writeFileSync(at('worse.gguf'), buildGguf(tinyLlama({ worse: true })).bytes);
  writeFileSync(at('good.onnx'), classifier());
  writeFileSync(at('worse.onnx'), classifier({ weightNoise: 3 }));
  // as often wrong as each other, on other pictures
  writeFileSync(at('one.onnx'), classifier({ weightNoise: 1.2, seed: 2 }));
  writeFileSync(at('other.onnx'), classifier({ weightNoise: 1.2, seed: 3 }));
});

function written(examples: readonly object[]): string {
  const path = join(mkdtempSync(join(home, 'examples-')), 'holdout.jsonl');
  writeFileSync(path, examples.map((example) => JSON.stringify(example)).join('\n'));
  return path;
}

// the first words of each
const series = SERIES.flatMap((words) =>
  words
    .slice(0, 4)
    .slice(0, words.length - 1)
    .map((word, place) => ({ input: `Go on: ${word}`, expected: words.slice(place + 1).join(' ') })),
);
const pictures = (count: number, contrast = 0.25) =>
  Array.from({ length: count }, (_, seed) => ({ values: [...picture(seed % 4, seed, contrast)], label: seed % 4 }));

async function judge(
  candidate: string,
  baseline: string | null,
  examples: readonly object[] | null,
  asked: Omit<HoldoutExpectation, 'path'> = {},
) {
  const expectation: ArtifactExpectation = {
    ...(baseline !== null && { baseline: at(baseline) }),
    ...(examples && { holdout: { path: written(examples), ...asked } }),
  };
  return (await runArtifactSuite(at(candidate), { checks: ['regression'], expectation })).check('regression');
}

describe('a model of texts', () => {
  test('that is truly worse fails, by every metric of its answers', async () => {
    const { outcome, message, details } = await judge('worse.gguf', 'good.gguf', series);
    expect(outcome).toBe('failed');
    expect(message).toMatch(/^exact_match 0\.\d+, the baseline has 1: a critical drop of .*; f1 /);
    expect(details).toMatchObject({ severity: 'critical', errors: { candidate: 0, baseline: 0 } });
  });

  test('that is equal passes', async () => {
    const equal = await judge('good.gguf', 'good.gguf', series);
    expect(equal).toMatchObject({ outcome: 'passed', details: { severity: 'none' } });
  });

  test('that holds the right texts less likely fails by perplexity', async () => {
    const { outcome, message } = await judge('worse.gguf', 'good.gguf', series, { metric: 'perplexity' });
    expect(outcome).toBe('failed');
    expect(message).toMatch(/^perplexity .* drop of /);
  });
});

describe('a model of classes', () => {
  test('that is truly worse fails, an equal and a better one pass', async () => {
    const examples = pictures(60);
    expect(await judge('worse.onnx', 'good.onnx', examples)).toMatchObject({
      outcome: 'failed',
      expected: { accuracy: 1 },
      details: { severity: 'critical' },
    });
    expect((await judge('good.onnx', 'good.onnx', examples)).outcome).toBe('passed');
    expect((await judge('good.onnx', 'worse.onnx', examples)).outcome).toBe('passed');
  });

  test('fails where a program of the user says so, with a number for each example or one for all', async () => {
    const right = `const all = require('fs').readFileSync(0, 'utf8').trim().split('\\n').map(JSON.parse).map(({ answer, expected }) => Number(answer.indexOf(Math.max(...answer)) === expected));`;
    const each = [process.execPath, '-e', `${right} console.log(all.join('\\n'))`];
    const whole = [process.execPath, '-e', `${right} console.log(all.reduce((a, b) => a + b) / all.length)`];
    const run = async (command: readonly string[]) => {
      const { details = {} } = await judge('worse.onnx', 'good.onnx', pictures(60), { command });
      return (details.comparisons as unknown as Comparison[])[0];
    };
    const own = await run(each);
    const one = await run(whole);
    expect(own).toMatchObject({ metric: 'command', severity: 'critical', baseline: 1 });
    expect(own?.chance).toBeLessThan(0.001);
    expect(one).toMatchObject({ metric: 'command', drop: own?.drop, chance: null, interval: null });
  });

  test('of the same accuracy passes 100 times of 100, each time with other mistakes', () => {
    const random = randomFrom(21);
    const draw = () => ({ ...ACCURACY, ...measuredAs(Array.from({ length: 200 }, () => Number(random() < 0.85))) });
    const outcomes = Array.from({ length: 100 }, () => outcomeOf(duelWith([compareMetric(draw(), draw())])));
    expect(outcomes.filter((outcome) => outcome === 'passed')).toHaveLength(100);
  });

  test('of a lower accuracy fails 100 times of 100', () => {
    const random = randomFrom(22);
    const draw = (accuracy: number) => ({
      ...ACCURACY,
      ...measuredAs(Array.from({ length: 200 }, () => Number(random() < accuracy))),
    });
    const outcomes = Array.from({ length: 100 }, () => outcomeOf(duelWith([compareMetric(draw(0.55), draw(0.9))])));
    expect(outcomes.filter((outcome) => outcome === 'failed')).toHaveLength(100);
  });

  test('that is equal passes 100 times of 100, whatever the noise is drawn with', async () => {
    const duel = await really('one.onnx', 'other.onnx', pictures(160, 0.2));
    const { candidate, baseline, comparisons } = duel;
    // they are not the same model: each is right where the other is wrong
    expect(comparisons[0]?.worse).toBeGreaterThan(0);
    expect(comparisons[0]?.better).toBeGreaterThan(0);
    const outcomes = Array.from({ length: 100 }, (_, seed) => {
      const comparison = compareMetric(candidate.judged, baseline.judged, seed);
      const back = compareMetric(baseline.judged, candidate.judged, seed);
      return [comparison, back].map((one) => outcomeOf({ ...duel, comparisons: [one] }));
    });
    expect(outcomes.flat().filter((outcome) => outcome === 'passed')).toHaveLength(200);
  });
});

describe('what cannot be told is inconclusive', () => {
  test('case 51: a baseline that is not there, or not sound, or not loadable', async () => {
    const examples = pictures(8);
    writeFileSync(at('cut.onnx'), classifier().subarray(0, 700));
    expect(await judge('good.onnx', 'none.onnx', examples)).toMatchObject({
      outcome: 'inconclusive',
      message: `There is no baseline at ${at('none.onnx')}`,
    });
    expect(await judge('good.onnx', 'cut.onnx', examples)).toMatchObject({
      outcome: 'inconclusive',
      message: expect.stringMatching(/^The baseline is not sound/),
    });
  });

  test('without a holdout, another model than the baseline: nobody knows which is better', async () => {
    for (const kind of ['onnx', 'gguf']) {
      expect(await judge(`worse.${kind}`, `good.${kind}`, null)).toMatchObject({
        outcome: 'inconclusive',
        message: expect.stringMatching(/without a holdout nobody can say which is better$/),
      });
    }
    expect(await judge('good.onnx', 'good.onnx', null)).toMatchObject({
      outcome: 'passed',
      actual: { differing: 0 },
      provisional: 'no holdout was given',
    });
  });

  test('nothing is asked without a baseline', async () => {
    const judged = await judge('good.onnx', null, pictures(8));
    expect(judged).toMatchObject({ outcome: 'skipped', message: 'No baseline was given' });
  });

  test('case 51: numbers that trainers report are compared with nothing', async () => {
    const expectation = { baseline: at('worse.onnx'), reported: { accuracy: 0.99 } };
    const { check } = await runArtifactSuite(at('good.onnx'), { checks: ['regression'], expectation });
    expect(check('regression').outcome).toBe('inconclusive');
  });

  test.each([
    [
      'case 51: a metric that is no number',
      comparison({ candidate: null, drop: null, reason: 'f1 is no number' }),
      'inconclusive',
    ],
    ['a severe drop that few examples could show by chance', comparison({ drop: 0.2, chance: 0.125 }), 'inconclusive'],
    ['a severe drop that chance hardly shows', comparison({ drop: 0.2, chance: 0.03 }), 'failed'],
    ['a severe drop of one number for all', comparison({ drop: 0.2, chance: null, interval: null }), 'failed'],
    ['a critical drop', comparison({ drop: 0.31, chance: 0.0001 }), 'failed'],
    ['a moderate drop beyond the noise', comparison({ drop: 0.06, chance: 0.0005 }), 'warned'],
    ['a moderate drop within the noise', comparison({ drop: 0.06, chance: 0.02 }), 'passed'],
    ['a minor drop beyond the noise', comparison({ drop: 0.02, chance: 0.0005 }), 'warned'],
    ['less than a minor drop', comparison({ drop: 0.009, chance: 0.0005 }), 'passed'],
    ['a gain', comparison({ drop: -0.5, chance: 1 }), 'passed'],
  ] as const)('%s', (_, one, outcome) => {
    expect(outcomeOf(duelWith([one]))).toBe(outcome);
  });

  test('a baseline that gave no answer to some: it would make every candidate look good', () => {
    const duel = duelWith([comparison({})]);
    expect(outcomeOf({ ...duel, baseline: { ...duel.baseline, errors: 1 } })).toBe('inconclusive');
  });

  test('two models whose tokens differ, by perplexity', () => {
    const judged = {
      metric: 'perplexity',
      higherIsBetter: false,
      isAccuracy: false,
      value: 2,
      reason: null,
      valueOf: Math.exp,
    } as const;
    const own = { ...judged, scores: [1, 1], weights: [3, 4] };
    expect(compareMetric(own, { ...own, weights: [3, 5] })).toMatchObject({
      drop: null,
      reason: expect.stringMatching(/tokens/),
    });
    expect(compareMetric(own, own)).toMatchObject({ drop: 0, interval: [0, 0], chance: 1 });
  });

  test('thresholds are those that were set', () => {
    const duel = duelWith([comparison({ drop: 0.06, chance: 0.0005 })]);
    expect(outcomeOf(duel, { regressionModerate: 0.02, regressionSevere: 0.055 })).toBe('failed');
    expect(outcomeOf(duel, { regressionChance: 0.0001 })).toBe('passed');
    expect(outcomeOf(duelWith([comparison({ drop: 0.2, chance: 0.03 })]), { regressionSevereChance: 0.01 })).toBe(
      'inconclusive',
    );
  });
});

describe('latency', () => {
  const slower: LatencyComparison = { baselineMs: 10, candidateMs: 14, ratio: 1.4, interval: [1.3, 1.5], pairs: 40 };

  test.each([
    ['longer beyond its noise warns', slower, 'warned'],
    ['longer within its noise passes', { ...slower, interval: [0.9, 2] }, 'passed'],
    ['a little longer passes', { ...slower, candidateMs: 12, ratio: 1.2, interval: [1.1, 1.3] }, 'passed'],
    ['longer by what nobody notices passes', { ...slower, baselineMs: 0.1, candidateMs: 0.14 }, 'passed'],
    ['shorter passes', { ...slower, candidateMs: 5, ratio: 0.5, interval: [0.4, 0.6] }, 'passed'],
  ] as const)('%s', (_, latency, outcome) => {
    expect(outcomeOf({ ...duelWith([comparison({})]), latency })).toBe(outcome);
  });
});

const ACCURACY = { metric: 'accuracy', higherIsBetter: true, isAccuracy: true, reason: null } as const;

function measuredAs(scores: readonly number[]) {
  const value = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return { value, scores, weights: scores.map(() => 1), valueOf: (mean: number) => mean };
}

/** Both models on the examples, once. */
async function really(candidate: string, baseline: string, examples: readonly object[]): Promise<Duel> {
  const subject = (name: string) => (baselineOf(at(name), DEFAULT_ARTIFACT_BUDGET) as { value: Baseline }).value;
  return await duelOf(subject(candidate), subject(baseline), { path: written(examples) }, askingLimits({}));
}

function comparison(of: Partial<Comparison>): Comparison {
  const values = {
    metric: 'accuracy',
    higherIsBetter: true,
    baseline: 0.9,
    candidate: 0.9,
    drop: 0,
    reason: null,
  } as const;
  return { ...values, interval: [0, 0], chance: 1, worse: 0, better: 0, ...of };
}

function duelWith(comparisons: readonly Comparison[]): Duel {
  const result = { path: '', examples: 8, runtime: 'test 1', errors: 0, interval: null, mistakes: [], medianMs: 1 };
  // the judged measurement is read by nobody here
  const one = { ...result, judged: null as never, measurements: [] };
  return { candidate: one, baseline: one, comparisons, latency: null };
}

function outcomeOf(duel: Duel, limits: Readonly<Record<string, number>> = {}) {
  const input = { facts: { duel }, operation: 'validate', expectation: {} };
  return regression.run(input as never, limits).outcome;
}
