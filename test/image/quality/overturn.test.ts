import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultsOf } from '../../../src/core/limits.js';
import { QUALITY_LIMITS } from '../../../src/image/checks/quality-degradation.js';
import type { FrameQuality } from '../../../src/image/quality/comparison.js';
import { judgeFrames, type QualityLimits } from '../../../src/image/quality/judge.js';
import { overturnedBy } from '../../../src/image/quality/overturn.js';
import { frameQuality } from '../../support/frame-quality.js';

const defaults = defaultsOf(QUALITY_LIMITS);

const frame = frameQuality;

function overturned(frames: readonly FrameQuality[], places: number, limits: Partial<QualityLimits> = {}) {
  return overturnedBy(
    { frames, places, resemblances: [], metrics: [] },
    judgeFrames({ frames, places }, { ...defaults, ...limits }),
  );
}

/** Limits that no frame can break. */
const harmless: QualityLimits = {
  minSsim: -1,
  minMeanSsim: -1,
  minPsnr: 0,
  maxGmsd: 1,
  maxDeltaE: 1e6,
  maxMeanDeltaE: 1e6,
  maxDeltaEP95: 1e6,
  maxLocalDeltaE: 1e6,
  maxLoneDeltaE: 1e6,
  minLocalStructure: -1,
  minDetail: 0,
  maxFlicker: 255,
  maxMistimed: 1,
  minMsSsim: null,
  minSsimulacra2: null,
  maxCiede2000: null,
  maxBanding: null,
};

describe('what was not compared', () => {
  test('cannot change anything when there is nothing of it', () => {
    expect(overturned([frame(0), frame(1)], 2)).toBeNull();
  });

  test('can break what holds', () => {
    expect(overturned([frame(0), frame(3, { flicker: null })], 4)).toBe(
      '2 of 4 pairs of frames were not compared, and any of them could break a limit',
    );
  });

  test('cannot break limits that nothing can break', () => {
    expect(overturned([frame(0)], 9, harmless)).toBeNull();
    expect(overturned([frame(0)], 9, { ...harmless, maxFlicker: 100 })).not.toBeNull();
  });

  test('cannot mend the worst frame', () => {
    expect(overturned([frame(0, { ssim: 0.1 })], 1000)).toBeNull();
  });

  test('mends a mean where enough of it is missing, and only there', () => {
    // mean 0.65 of two; the limit is 0.7, and one perfect frame makes it 0.767
    const poor = [frame(0, { ssim: 0.65 }), frame(1, { ssim: 0.65 })];
    expect(overturned(poor, 3)).toBe(
      '1 of 3 pairs of frames were not compared; together they could make limits.minMeanSsim hold',
    );
    // mean 0.61 of eight: with one perfect frame 0.653
    const worse = Array.from({ length: 8 }, (_, place) => frame(place, { ssim: 0.61 }));
    expect(overturned(worse, 9)).toBeNull();
    // 0.61 x 8 + 3 is over 0.7 x 11
    expect(overturned(worse, 11)).not.toBeNull();
  });

  test('mends nothing when something else is broken for good', () => {
    expect(overturned([frame(0, { ssim: 0.65, deltaE: 7 }), frame(1, { ssim: 0.65, deltaE: 9 })], 3)).toBeNull();
  });

  test('may be the steps between frames alone', () => {
    expect(overturned([frame(0), frame(1, { flicker: null })], 2)).toMatch(
      /^flicker, the timing of motion and damage of single frames were not/,
    );
    // one of the two is enough
    expect(overturned([frame(0), frame(1, { flicker: null })], 2, { maxMistimed: 1 })).not.toBeNull();
    expect(overturned([frame(0), frame(1, { flicker: null })], 2, { maxFlicker: 255 })).not.toBeNull();
    expect(overturned([frame(0), frame(1, { flicker: null })], 2, harmless)).toBeNull();
  });

  test('breaks a mean where enough of it is missing, and only there', () => {
    // of ten perfect frames, one more at its worst leaves 9 / 11, two leave 8 / 12
    const perfect = Array.from({ length: 10 }, (_, place) => frame(place, { ssim: 1 }));
    expect(overturned(perfect, 11, { ...harmless, minMeanSsim: 0.7 })).toBeNull();
    expect(overturned(perfect, 12, { ...harmless, minMeanSsim: 0.7 })).not.toBeNull();
  });

  test('has no figure either that the size of the pictures rules out', () => {
    const small = frame(0, { ssim: null, ssimFast: null, gmsd: null });
    expect(overturned([small], 9, { ...harmless, minSsim: 0.9, minMeanSsim: 0.9, maxGmsd: 0.1 })).toBeNull();
  });
});

describe('a verdict that is said to stand', () => {
  const figures = fc.record({
    ssim: fc.double({ min: 0.4, max: 1, noNaN: true }),
    deltaE: fc.double({ min: 0, max: 9, noNaN: true }),
    psnr: fc.option(fc.double({ min: 17, max: 60, noNaN: true })),
    late: fc.option(fc.double({ min: 0, max: 0.6, noNaN: true })),
    flicker: fc.double({ min: 0, max: 13, noNaN: true }),
  });

  test('does, whatever the frames show that were not compared', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(figures, fc.boolean()), { minLength: 1, maxLength: 12 }),
        fc.constantFrom({}, harmless, { ...harmless, maxMistimed: 0.4 }, { ...harmless, minMeanSsim: 0.7 }),
        (all, loosened) => {
          const limits = { ...defaults, ...loosened };
          const seen = all.map(([, compared], place) => compared || place === 0);
          const full = all.map(([one], place) => frame(place, { ...one, early: one.late }));
          const sampled = full.flatMap((one, place) => {
            if (!seen[place]) return [];
            return place === 0 || seen[place - 1] ? [one] : [{ ...one, flicker: null, late: null, early: null }];
          });
          const found = { frames: sampled, places: all.length, resemblances: [], metrics: [] };
          const fails = (frames: readonly FrameQuality[]) =>
            judgeFrames({ frames, places: all.length }, limits).some(({ broken }) => broken);
          const reason = overturnedBy(found, judgeFrames(found, limits));
          expect(reason !== null || fails(sampled) === fails(full)).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('mistimed motion', () => {
  const late = (place: number) => frame(place, { late: 1, early: 0 });
  const timely = (place: number) => frame(place, { late: 0, early: 0 });
  const measure = (frames: readonly FrameQuality[], places = frames.length) =>
    judgeFrames({ frames, places }, defaults).find(({ limit }) => limit === 'maxMistimed');

  test('is a run of four frames that were compared one after the other', () => {
    expect(measure([frame(0), late(1), late(2), late(3), late(4)])).toMatchObject({ value: 1, broken: true });
    expect(measure([frame(0), timely(1), late(2), timely(3), timely(4)])).toMatchObject({ value: 0.25, broken: false });
  });

  test('is the worst run, wherever it lies', () => {
    const early = [frame(0), ...[1, 2, 3, 4].map(late), ...[5, 6, 7, 8].map(timely)];
    expect(measure(early)).toMatchObject({ value: 1, frame: 4, broken: true });
    const middle = [frame(0), ...[1, 2, 3, 4].map(timely), ...[5, 6, 7, 8].map(late), ...[9, 10, 11, 12].map(timely)];
    expect(measure(middle)).toMatchObject({ value: 1, frame: 8, broken: true });
  });

  test('counts what comes early like what comes late, and a step without either as none', () => {
    const hasty = (place: number) => frame(place, { late: 0, early: 1 });
    expect(measure([frame(0), ...[1, 2, 3, 4].map(hasty)])).toMatchObject({ value: 1, broken: true });
    const neither = (place: number) => frame(place, { late: 0, early: null });
    expect(measure([frame(0), ...[1, 2, 3, 4].map(neither)])).toMatchObject({ value: 0, broken: false });
    // of two frames there is one step
    expect(measure([frame(0), hasty(1)])).toMatchObject({ value: 1, broken: true });
  });

  test('does not gather late frames from here and there, nor takes a few for all', () => {
    const apart = [0, 4, 8, 12].flatMap((first) => [
      frame(first, first > 0 ? { flicker: null } : {}),
      timely(first + 1),
      late(first + 2),
    ]);
    expect(measure(apart, 15)).toMatchObject({ value: null, broken: false });
  });
});

describe('detail', () => {
  const measure = (figures: Partial<FrameQuality>) =>
    judgeFrames({ frames: [frame(0, { gradientRatio: 0.1, ...figures })], places: 1 }, defaults).find(
      ({ limit }) => limit === 'minDetail',
    );

  test('that is lost counts together with lost similarity alone', () => {
    expect(measure({ ssim: 0.89 })).toMatchObject({ value: 0.1, broken: true });
    expect(measure({ ssim: 0.9 })).toMatchObject({ value: null, broken: false });
    expect(measure({ ssim: null })).toMatchObject({ value: null, broken: false });
    // where a bound does instead of the exact one, the fast one is reported
    expect(measure({ ssim: null, leastSsim: 0.85, ssimFast: 0.89 })).toMatchObject({ value: 0.1, broken: true });
  });
});
