import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createPixelDifference } from '../../../../src/image/quality/kernels/compiled-pixel-difference.js';
import { createPixelDifference as createPlainPixelDifference } from '../../../../src/image/quality/kernels/pixel-difference.js';
import { loadKernels } from '../../../../src/image/wasm/kernels.js';
import { withoutJumps } from './opposite-hues.js';
import { drawRgb, reference, twoPictures, type Spec } from './samples.js';

// assembly/delta-e.ts: a pair of colours is off by 1e-4 at most, but where hues are opposite, which is left out here, or all
// but without chroma, which nothing here is often enough to move a mean by more.
const TOLERANCE = 1e-4;
// a difference next to the edge of a step may fall on its other side
const STEP = 0.05 + 1e-9;

describe('compiled CIEDE2000 of pixels', () => {
  test.each(reference.pairs)('agrees with scikit-image: $name', ({ width, height, a, b, rgb }) => {
    const value = createPixelDifference()(drawRgb(width, height, a), drawRgb(width, height, b));
    const [expected] = rgb.colorDifference.filter(({ block }) => block === 1);
    // as its twin: scikit-image's matrices have 6 digits
    expect(value.mean).toBeCloseTo(expected!.mean, 2);
    expect(value.max).toBeCloseTo(expected!.max, 2);
    expect(Math.abs(value.p95 - expected!.p95)).toBeLessThan(0.06 + STEP);
  });

  const measure = createPixelDifference();
  const plain = createPlainPixelDifference();

  function expectNearTwin(width: number, height: number, a: Spec, b: Spec): void {
    const first = drawRgb(width, height, a);
    const second = withoutJumps(first, drawRgb(width, height, b));
    const [found, expected] = [measure(first, second), plain(first, second)];
    expect(Math.abs(found.mean - expected.mean)).toBeLessThan(TOLERANCE);
    expect(Math.abs(found.p95 - expected.p95)).toBeLessThan(STEP);
    expect(found.max).toBeGreaterThanOrEqual(found.p95);
  }

  test.prop([twoPictures])('agrees with its twin, whatever both remember', ({ width, height, a, b }) => {
    expectNearTwin(width, height, a, b);
  });

  test('agrees with its twin on a picture with one pair of opposite hues, between which the formula jumps by 0.46', () => {
    const [a, b] = [
      { seed: 2147483637, slopeX: 2, slopeY: 16, noise: 177 },
      { seed: 23, slopeX: 19, slopeY: 9, noise: 175 },
    ];
    expectNearTwin(13, 11, a!, b!);
  });

  test.prop([fc.integer({ min: 2000, max: 5000 })])('loses no pixel when more are new than go at once', (pixels) => {
    // every pair is new: the counter runs through green and blue
    const first = Uint8Array.from(
      { length: 3 * pixels },
      (_, i) => [90, Math.floor(i / 3) >> 5, Math.floor(i / 3)][i % 3]!,
    );
    const second = new Uint8Array(3 * pixels).fill(128);
    const [found, expected] = [createPixelDifference()(first, second), createPlainPixelDifference()(first, second)];
    expect(Math.abs(found.mean - expected.mean)).toBeLessThan(TOLERANCE);
    expect(Math.abs(found.max - expected.max)).toBeLessThan(TOLERANCE);
  });

  test('is exactly 0 for equal pictures, and leaves no area behind', () => {
    const before = loadKernels()!.memory.areas;
    const picture = drawRgb(9, 9, { seed: 1, slopeX: 9, slopeY: 4, noise: 50 });
    expect(measure(picture, picture)).toEqual({ mean: 0, p95: 0, max: 0 });
    expect(loadKernels()!.memory.areas).toBe(before);
  });
});
