import { test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { blockMeans, gradientRatio } from '../../../../src/image/quality/kernels/index.js';
import { gradientEnergy } from '../../../../src/image/quality/kernels/gradient.js';
import { drawLuma, reference, twoPictures } from './samples.js';

describe('gradientRatio', () => {
  test.each(reference.pairs)('rests on the energies that NumPy finds: $name', ({ width, height, a, b, luma }) => {
    // sums of whole numbers: exact but for one division
    expect(gradientEnergy(drawLuma(width, height, a), width, height)).toBeCloseTo(luma.gradientEnergies[0], 9);
    expect(gradientEnergy(drawLuma(width, height, b), width, height)).toBeCloseTo(luma.gradientEnergies[1], 9);
  });

  test('falls below 1 for a blur and rises above 1 for dithering', () => {
    const size = 32;
    const ramp = Uint8Array.from({ length: size * size }, (_, i) => 16 + 7 * (i % size));
    const dithered = ramp.map((level, i) => level + (((i % size) + Math.floor(i / size)) % 2 === 0 ? 8 : -8));
    const edge = Uint8Array.from({ length: size * size }, (_, i) => ((i % size) % 16 < 8 ? 0 : 255));
    const blurred = edge.map((_, i) => (edge[i - 1] ?? 0) / 4 + edge[i]! / 2 + (edge[i + 1] ?? 0) / 4);
    expect(gradientRatio(ramp, dithered, size, size)).toBeGreaterThan(1.5);
    expect(gradientRatio(edge, blurred, size, size)).toBeLessThan(0.6);
  });

  test.prop([twoPictures])('is 1 for equal planes that have any detail', ({ width, height, a }) => {
    const plane = drawLuma(width, height, { ...a, slopeX: a.slopeX + 1 });
    expect(gradientRatio(plane, plane, width, height)).toBe(1);
  });

  test('does not exist for a flat original or a single row', () => {
    const flat = new Uint8Array(64).fill(9);
    expect(gradientRatio(flat, drawLuma(8, 8, { seed: 1, slopeX: 9, slopeY: 0, noise: 0 }), 8, 8)).toBeNull();
    expect(gradientRatio(Uint8Array.of(0, 255), Uint8Array.of(0, 255), 2, 1)).toBeNull();
  });
});

describe('blockMeans', () => {
  test('averages cut blocks over the pixels there are', () => {
    const plane = Uint8Array.of(1, 3, 10, 5, 7, 20, 100, 200, 7);
    expect([...blockMeans(plane, 3, 3, 2, new Float32Array(4))]).toEqual([4, 15, 150, 7]);
  });

  test.prop([twoPictures])('of side 1 are the plane itself', ({ width, height, a }) => {
    const plane = drawLuma(width, height, a);
    expect(blockMeans(plane, width, height, 1, new Float32Array(plane.length))).toEqual(Float32Array.from(plane));
  });
});
