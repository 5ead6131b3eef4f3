import { test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { temporalExcess } from '../../../../src/image/quality/kernels/index.js';
import { drawLuma, reference, twoPictures, type Spec } from './samples.js';

/** Block means are floats; with blocks of one pixel they are the luma itself. */
const drawBlocks = (width: number, height: number, spec: Spec): Float32Array =>
  Float32Array.from(drawLuma(width, height, spec));

describe('temporalExcess', () => {
  test.each(reference.temporal)('agrees with NumPy on $width x $height', ({ width, height, specs, excess }) => {
    const [o0, o1, p0, p1] = specs.map((spec) => drawBlocks(width, height, spec)) as Four;
    // sums of whole numbers: exact but for one division
    expect(temporalExcess(o0, o1, p0, p1)).toBeCloseTo(excess, 12);
  });

  test.prop([twoPictures])('is 0 for identical animations, whatever moves in them', ({ width, height, a, b }) => {
    const [now, next] = [drawBlocks(width, height, a), drawBlocks(width, height, b)];
    expect(temporalExcess(now, next, now, next)).toBe(0);
  });

  test.prop([twoPictures])('is 0 for an output that stands still', ({ width, height, a, b }) => {
    const [now, next] = [drawBlocks(width, height, a), drawBlocks(width, height, b)];
    expect(temporalExcess(now, next, now, now)).toBe(0);
  });

  test('is the whole step where the output blinks over a still original', () => {
    const grey = new Float32Array(16).fill(100);
    expect(temporalExcess(grey, grey, grey, new Float32Array(16).fill(130))).toBe(30);
  });
});

type Four = [Float32Array, Float32Array, Float32Array, Float32Array];
