/** Many outputs of one original, decoded once: each judged as if it were alone. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recolored } from '../../fixtures/animation.js';
import { encodeGif } from '../../fixtures/encode.js';
import { SCENES } from '../../fixtures/scenes.js';
import { Joint } from '../../src/image/joint.js';
import { ImagePair } from '../../src/image/pair.js';
import { DEFAULT_BUDGET } from '../../src/image/reader.js';
import { runValidateManyTask, runValidateTask } from '../../src/image/run.js';
import { ImageSubject } from '../../src/image/subject.js';
import type { ValidateManyTask } from '../../src/image/task.js';
import { CountedBytes } from '../support/counted-bytes.js';
import { encodeStill } from '../support/raster.js';
import { scratchFolder } from '../support/scratch.js';
import type { SuiteResult } from '../../src/core/suite-result.js';

const folder = scratchFolder();
const scene = SCENES.ball();
const original = encodeGif(scene);
const black = encodeGif(recolored(scene, () => [0, 0, 0]));
const fewer = {
  ...scene,
  frames: scene.frames.filter((_, frame) => frame % 2 === 0),
  delaysMs: scene.delaysMs.flatMap((delay, frame) => (frame % 2 === 0 ? [2 * delay] : [])),
};

type Output = ValidateManyTask['outputs'][number];

function asked(bytes: Uint8Array, more: Partial<Output> = {}): Output {
  return {
    output: { bytes },
    operation: 'recompress',
    expectation: {},
    limits: {},
    checks: null,
    crossCheck: false,
    ...more,
  };
}

function many(from: Uint8Array, outputs: readonly Output[]) {
  return runValidateManyTask({ kind: 'validate-many', original: { bytes: from }, outputs, budget: DEFAULT_BUDGET });
}

function withoutTimes(result: SuiteResult): unknown {
  return { ...result, checks: result.checks.map((check) => ({ ...check, durationMs: 0 })) };
}

/** Of every kind, in an order that mixes them. */
const outputs: readonly Output[] = [
  asked(original),
  asked(original.subarray(0, original.length - 40)),
  asked(black),
  asked(encodeGif(fewer), { operation: 'frame_reduction', expectation: { frameRatio: 0.5 } }),
  asked(Buffer.from('no image')),
  asked(await encodeStill('png')),
  asked(black, { coverage: 'structural' }),
  asked(original, { checks: ['frame_count', 'size_reduction'] }),
  asked(original, { metrics: ['ssim'], limits: { maxDeltaE: 1 } }),
  asked(encodeGif(scene), { operation: 'color_reduction', expectation: { colors: 2 } }),
];

describe('many outputs of one original', () => {
  test('are judged each as if it were alone, whatever is wrong with the others', async () => {
    const together = await many(original, outputs);
    const alone: unknown[] = [];
    for (const output of outputs) {
      const task = { ...output, kind: 'validate', original: { bytes: original }, budget: DEFAULT_BUDGET } as const;
      alone.push(withoutTimes(await runValidateTask(task)));
    }
    expect(together.map((result) => ('checks' in result ? withoutTimes(result) : result))).toEqual(alone);
  });

  test('read the original once for its blocks and digest, once for its pixels', async () => {
    const counted = new CountedBytes(original);
    await many(counted, [asked(black), asked(original), asked(encodeGif(scene))]);
    expect(counted.timesRead).toBe(2);
    // also where not the first of them, but another, needs its colours
    const again = new CountedBytes(original);
    await many(again, [asked(black, { checks: ['quality_degradation'] }), asked(original)]);
    expect(again.timesRead).toBe(2);
  });

  test('leave one that the validator cannot judge to itself', async () => {
    const [failed, judged] = await many(original, [asked(original, { limits: { minSsim: 7 } }), asked(original)]);
    expect(failed).toMatchObject({ error: { code: 'invalid_argument' } });
    expect(judged).toHaveProperty('checks');
  });

  test('of a damaged original are all inconclusive', async () => {
    const results = await many(original.subarray(0, original.length - 40), [asked(original), asked(black)]);
    for (const result of results) {
      const quality = 'checks' in result ? result.checks.find(({ id }) => id === 'quality_degradation') : undefined;
      expect(quality).toMatchObject({ outcome: 'inconclusive', details: { code: 'original_damaged' } });
    }
  });

  test('may be many more than files can be open', async () => {
    const path = join(folder, 'out.gif');
    writeFileSync(path, original);
    const outputs = Array.from({ length: 70 }, () => ({
      ...asked(original, { checks: ['quality_degradation'] }),
      output: { path },
    }));
    const counted = new CountedBytes(original);
    const results = await many(counted, outputs);
    expect(results.every((result) => 'checks' in result && result.checks[0]?.outcome === 'passed')).toBe(true);
    // 32 at a time
    expect(counted.timesRead).toBe(1 + 3);
  });

  test('are taken in groups where memory does not suffice for all', async () => {
    const counted = new CountedBytes(original);
    const from = new ImageSubject({ bytes: counted }, DEFAULT_BUDGET);
    // two canvases, but not three
    const joint = new Joint(from, 2 * 32 * scene.width * scene.height);
    const options = {
      asking: { operation: 'recompress', expectation: {} },
      needed: new Set(['comparison'] as const),
      sampling: { level: 'full', deadline: null, now: () => 0 },
      limits: { minSsim: 0, minMeanSsim: 0, minDetail: 0 },
      metrics: [],
    } as const;
    const pairs = [black, original, black, original, black].map(
      (bytes) => new ImagePair(from, new ImageSubject({ bytes }, DEFAULT_BUDGET), options, joint),
    );
    for (const pair of pairs) expect((await pair.comparison()).measured).toBe(true);
    const blocks = 1;
    expect(counted.timesRead).toBe(blocks + 3);
  });
});
