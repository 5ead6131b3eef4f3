import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { deltaE2000 } from '../../../../src/image/quality/kernels/delta-e.js';
import { labOfLinear, linearOf } from '../../../../src/image/quality/kernels/lab.js';
import { PUBLISHED, reference, type LabPair } from './samples.js';

function differenceOf([l1, a1, b1, l2, a2, b2]: LabPair): number {
  return deltaE2000(Float64Array.of(l1, a1, b1), Float64Array.of(l2, a2, b2));
}

const lab = fc
  .tuple(fc.float({ min: 0, max: 100, noNaN: true }), coordinate(), coordinate())
  .map((values) => Float64Array.from(values));

function coordinate(): fc.Arbitrary<number> {
  return fc.float({ min: -110, max: 110, noNaN: true });
}

describe('deltaE2000', () => {
  test.each(PUBLISHED)("meets the paper's table: %f %f %f, %f %f %f -> %f", (...pair) => {
    // the table is rounded to four decimals; half of the last place, and a little for the decimal itself
    expect(Math.abs(differenceOf(pair) - pair[6])).toBeLessThan(0.00005 + 1e-9);
  });

  test('agrees with scikit-image from a hair apart to opposite colours', () => {
    expect(reference.labPairs).toHaveLength(30);
    // 64-bit trigonometry on both sides; nothing below 0.05, so no cancellation beyond 1e-12
    for (const pair of reference.labPairs) expect(differenceOf(pair)).toBeCloseTo(pair[6], 9);
  });

  test.prop([lab, lab])('is symmetric, finite and not negative', (first, second) => {
    const value = deltaE2000(first, second);
    expect(value).toBeGreaterThanOrEqual(0);
    expect(Number.isFinite(value)).toBe(true);
    // the paper's note: the formula is symmetric; only the sums' order differs
    expect(deltaE2000(second, first)).toBeCloseTo(value, 9);
  });

  test.prop([lab])('is 0 between equal colours', (color) => {
    expect(deltaE2000(color, color.slice())).toBe(0);
  });
});

describe('labOfLinear', () => {
  const labOf = (r: number, g: number, b: number): Float64Array =>
    labOfLinear(linearOf(r), linearOf(g), linearOf(b), new Float64Array(3));

  test.prop([fc.nat({ max: 255 })])('gives greys no colour and a lightness of 0..100', (level) => {
    const [lightness, a, b] = labOf(level, level, level);
    expect(lightness).toBeGreaterThanOrEqual(-1e-12);
    expect(lightness).toBeLessThanOrEqual(100 + 1e-12);
    expect(a).toBeCloseTo(0, 10);
    expect(b).toBeCloseTo(0, 10);
  });

  test('places the primaries where colour science tables have them (Lindbloom, sRGB, D65)', () => {
    const rounded = (values: Float64Array): number[] => [...values].map((value) => Math.round(10 * value) / 10);
    expect(rounded(labOf(255, 0, 0))).toEqual([53.2, 80.1, 67.2]);
    expect(rounded(labOf(0, 255, 0))).toEqual([87.7, -86.2, 83.2]);
    expect(rounded(labOf(0, 0, 255))).toEqual([32.3, 79.2, -107.9]);
  });
});
