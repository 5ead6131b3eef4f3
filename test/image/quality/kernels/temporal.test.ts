import { test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { ghosting, temporalExcess } from '../../../../src/image/quality/kernels/index.js';
import { drawLuma, reference, twoPictures } from './samples.js';

describe('temporalExcess', () => {
  test.each(reference.temporal)('agrees with NumPy on $width x $height', ({ width, height, specs, excess }) => {
    const [o0, o1, p0, p1] = specs.map((spec) => drawLuma(width, height, spec)) as Four;
    // sums of whole numbers: exact but for one division
    expect(temporalExcess(o0, o1, p0, p1)).toBeCloseTo(excess, 12);
  });

  test.prop([twoPictures])('is 0 for identical animations, whatever moves in them', ({ width, height, a, b }) => {
    const [now, next] = [drawLuma(width, height, a), drawLuma(width, height, b)];
    expect(temporalExcess(now, next, now, next)).toBe(0);
  });

  test.prop([twoPictures])('is 0 for an output that stands still', ({ width, height, a, b }) => {
    const [now, next] = [drawLuma(width, height, a), drawLuma(width, height, b)];
    expect(temporalExcess(now, next, now, now)).toBe(0);
  });

  test('is the whole step where the output blinks over a still original', () => {
    const grey = new Float32Array(16).fill(100);
    expect(temporalExcess(grey, grey, grey, new Float32Array(16).fill(130))).toBe(30);
  });
});

describe('ghosting', () => {
  test.each(reference.temporal)('agrees with NumPy on $width x $height', ({ width, height, specs, ...expected }) => {
    const [o0, o1, , p1] = specs.map((spec) => drawLuma(width, height, spec)) as Four;
    const { changed, stale, error } = ghosting(o0, o1, p1);
    expect(changed).toBeCloseTo(expected.changed, 12);
    expect(stale).toBeCloseTo(expected.stale, 12);
    expect(error).toBeCloseTo(expected.error, 12);
  });

  test.prop([twoPictures])('finds nothing stale in an identical animation', ({ width, height, a, b }) => {
    const [now, next] = [drawLuma(width, height, a), drawLuma(width, height, b)];
    const { changed, stale, error } = ghosting(now, next, next);
    expect(stale).toBe(changed === 0 ? null : 0);
    expect(error).toBeNull();
  });

  test('calls every changed pixel of a frozen output stale', () => {
    const before = Float32Array.of(0, 0, 0, 0);
    const now = Float32Array.of(0, 24, 25, 225);
    expect(ghosting(before, now, before)).toEqual({ changed: 0.5, stale: 1, error: 125 });
  });

  test('has no share where the original did not change', () => {
    const still = new Float32Array(4);
    expect(ghosting(still, still, new Float32Array(4).fill(255))).toEqual({ changed: 0, stale: null, error: null });
  });
});

type Four = [Float32Array, Float32Array, Float32Array, Float32Array];
