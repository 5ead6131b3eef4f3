import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultsOf } from '../../../src/core/limits.js';
import { QUALITY_LIMITS } from '../../../src/image/checks/quality-degradation.js';
import { meanInDoubt, NearLimits } from '../../../src/image/quality/exact-ssim.js';
import { judgeFrames } from '../../../src/image/quality/judge.js';
import { leastSsim } from '../../../src/image/quality/ssim-bound.js';
import { frameQuality } from '../../support/frame-quality.js';

const limits = defaultsOf(QUALITY_LIMITS);
const size = { width: 320, height: 240 };

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
function walk(pairs: readonly Pair[]) {
  const rule = new NearLimits(limits, size);
  return pairs.map((one, place) => {
    const frame = exactFrame(one, place);
    const wanted = rule.wants({ ssimFast: one.fast, gradientRatio: one.detail });
    const kept = wanted ? frame : { ...frame, ssim: null, approximate: true };
    rule.took(kept);
    return kept;
  });
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
        const settled = meanInDoubt(walked, limits, size) ? exactly : walked;
        expect(brokenOf(settled)).toEqual(brokenOf(exactly));
      }),
    );
  });

  test('does where it is high, and does not where it is low', () => {
    const high = { fast: 0.99, exact: 0.98, detail: 1 };
    const low = { fast: 0.8, exact: 0.9, detail: 1 };
    expect(walk([high, high]).map(({ approximate }) => approximate)).toEqual([true, true]);
    expect(walk([low, high]).map(({ approximate }) => approximate)).toEqual([false, true]);
  });

  test('leaves the mean in no doubt on the way, only after a late slump', () => {
    // 0.92 proves 0.7 but for a little: the mean's reserve is used up, and exact figures fill it again
    const near = { fast: 0.92, exact: 0.95, detail: 1 };
    const kept = walk(Array.from({ length: 40 }, () => near));
    expect(kept.some(({ approximate }) => approximate)).toBe(true);
    expect(meanInDoubt(kept, limits, size)).toBe(false);
    const slump = Array.from({ length: 40 }, (_, k) => (k < 20 ? near : { fast: 0.7, exact: 0.62, detail: 1 }));
    expect(meanInDoubt(walk(slump), limits, size)).toBe(true);
  });
});
