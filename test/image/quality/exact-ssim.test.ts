import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultsOf } from '../../../src/core/limits.js';
import { QUALITY_LIMITS } from '../../../src/image/checks/quality-degradation.js';
import { meanInDoubt, NearLimits } from '../../../src/image/quality/exact-ssim.js';
import { patchesOf } from '../../../src/image/quality/kernels/ssim-patches.js';
import type { Size } from '../../../src/image/reader.js';
import { judgeFrames } from '../../../src/image/quality/judge.js';
import { leastSsim } from '../../../src/image/quality/ssim-bound.js';
import { frameQuality } from '../../support/frame-quality.js';

const limits = defaultsOf(QUALITY_LIMITS);
const size = { width: 320, height: 240 };
const large = { width: 1280, height: 960 };

interface Pair {
  readonly fast: number;
  readonly exact: number;
  readonly detail: number;
}

/** An exact SSIM that the fast one allows. */
const pair: fc.Arbitrary<Pair> = fc
  .record({
    fast: fc.double({ min: 0.5, max: 1, noNaN: true }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    detail: fc.double({ min: 0, max: 1.5, noNaN: true }),
  })
  .map(({ fast, share, detail }) => {
    const least = leastSsim(fast, size.width, size.height);
    return { fast, exact: least + share * (1 - least), detail };
  });

function exactFrame({ fast, exact, detail }: Pair, place: number) {
  return frameQuality(place, { ssim: exact, ssimFast: fast, gradientRatio: detail });
}

/** What a walk keeps of the pairs when it leaves out what the rule does not want. */
function walk(pairs: readonly Pair[], of: Size = size) {
  const rule = new NearLimits(limits, of, () => 'c0ffee');
  return pairs.map((one, place) => {
    const frame = exactFrame(one, place);
    const leastSsim = rule.bound({
      ssimFast: one.fast,
      gradientRatio: one.detail,
      changed: 1,
      shortfallAt: (patches) => shortfallOf(one, patches, of),
    });
    const kept = leastSsim === null ? frame : { ...frame, ssim: null, leastSsim };
    rule.took(kept);
    return kept;
  });
}

/** Of a picture whose windows are as bad as can be in the upper part, and right in the rest: the hardest to sample. */
function shortfallOf({ exact }: Pair, patches: Uint32Array, { width, height }: Size): number {
  const bad = ((1 - exact) / 2) * patchesOf(width, height);
  return patches.reduce((sum, patch) => sum + 2 * 16 * Math.max(0, Math.min(1, bad - patch)), 0);
}

function brokenOf(frames: ReturnType<typeof walk>) {
  return judgeFrames({ frames, places: frames.length }, limits).flatMap(({ limit, broken }) => (broken ? [limit] : []));
}

describe('the fast SSIM', () => {
  test('decides as the exact one would, whatever that is', () => {
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 40 }), (pairs) => {
        const exactly = pairs.map(exactFrame);
        const walked = walk(pairs);
        const settled = meanInDoubt(walked, limits) ? exactly : walked;
        expect(brokenOf(settled)).toEqual(brokenOf(exactly));
      }),
    );
  });

  test('decides as the exact one would where that is sampled', () => {
    // a fast one that proves nothing itself may be anything beside it
    const hundredths = (min: number, max: number) => fc.integer({ min, max }).map((value) => value / 100);
    const any = fc.record({ fast: hundredths(65, 88), exact: hundredths(50, 100), detail: hundredths(40, 200) });
    let sampled = 0;
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 40 }), (pairs) => {
        const exactly = pairs.map(exactFrame);
        const walked = walk(pairs, large);
        sampled += walked.filter(({ leastSsim }) => leastSsim !== null).length;
        expect(brokenOf(meanInDoubt(walked, limits) ? exactly : walked)).toEqual(brokenOf(exactly));
      }),
    );
    expect(sampled).toBeGreaterThan(10);
  });

  test('does where it is high, and does not where it is low', () => {
    const high = { fast: 0.99, exact: 0.98, detail: 1 };
    const low = { fast: 0.8, exact: 0.9, detail: 1 };
    expect(walk([high, high]).map(({ ssim }) => ssim)).toEqual([null, null]);
    expect(walk([low, high]).map(({ ssim }) => ssim)).toEqual([0.9, null]);
  });

  test('does in a large picture where a sample of the exact one is well over the limits', () => {
    const [good, near] = [0.86, 0.72].map((value) => ({ fast: value, exact: value + 0.01, detail: 1 }));
    const [first, second] = walk([good!, near!], large);
    expect(first!.ssim).toBeNull();
    expect(first!.leastSsim).toBeGreaterThan(0.7);
    expect(first!.leastSsim).toBeLessThan(0.87);
    expect(second!.ssim).toBe(0.73);
    // the fast one would be reported below the limit
    expect(walk([{ fast: 0.65, exact: 0.99, detail: 1 }], large)[0]!.ssim).toBe(0.99);
    // lost detail counts from 0.9 down
    expect(walk([{ fast: 0.86, exact: 0.87, detail: 0.4 }], large)[0]!.ssim).toBe(0.87);
  });

  test('leaves the mean in no doubt on the way, only after a late slump', () => {
    // 0.92 proves 0.7 but for a little: the mean's reserve is used up, and exact figures fill it again
    const near = { fast: 0.92, exact: 0.95, detail: 1 };
    const kept = walk(Array.from({ length: 40 }, () => near));
    expect(kept.some(({ ssim }) => ssim === null)).toBe(true);
    expect(meanInDoubt(kept, limits)).toBe(false);
    const slump = Array.from({ length: 40 }, (_, k) => (k < 20 ? near : { fast: 0.7, exact: 0.62, detail: 1 }));
    expect(meanInDoubt(walk(slump), limits)).toBe(true);
  });
});
