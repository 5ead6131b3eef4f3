import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { deltaE2000 } from '../../../../src/image/quality/kernels/delta-e.js';
import { labOfLinear, linearOf } from '../../../../src/image/quality/kernels/lab.js';
import { reference } from './samples.js';

type LabPair = readonly [number, number, number, number, number, number, number];

/** Table 1 of Sharma, Wu and Dalal (2005): L1 a1 b1, L2 a2 b2, CIEDE2000 to four decimals. */
const PUBLISHED: readonly LabPair[] = [
  [50, 2.6772, -79.7751, 50, 0, -82.7485, 2.0425],
  [50, 3.1571, -77.2803, 50, 0, -82.7485, 2.8615],
  [50, 2.8361, -74.02, 50, 0, -82.7485, 3.4412],
  [50, -1.3802, -84.2814, 50, 0, -82.7485, 1],
  [50, -1.1848, -84.8006, 50, 0, -82.7485, 1],
  [50, -0.9009, -85.5211, 50, 0, -82.7485, 1],
  [50, 0, 0, 50, -1, 2, 2.3669],
  [50, -1, 2, 50, 0, 0, 2.3669],
  [50, 2.49, -0.001, 50, -2.49, 0.0009, 7.1792],
  [50, 2.49, -0.001, 50, -2.49, 0.001, 7.1792],
  [50, 2.49, -0.001, 50, -2.49, 0.0011, 7.2195],
  [50, 2.49, -0.001, 50, -2.49, 0.0012, 7.2195],
  [50, -0.001, 2.49, 50, 0.0009, -2.49, 4.8045],
  [50, -0.001, 2.49, 50, 0.001, -2.49, 4.8045],
  [50, -0.001, 2.49, 50, 0.0011, -2.49, 4.7461],
  [50, 2.5, 0, 50, 0, -2.5, 4.3065],
  [50, 2.5, 0, 73, 25, -18, 27.1492],
  [50, 2.5, 0, 61, -5, 29, 22.8977],
  [50, 2.5, 0, 56, -27, -3, 31.903],
  [50, 2.5, 0, 58, 24, 15, 19.4535],
  [50, 2.5, 0, 50, 3.1736, 0.5854, 1],
  [50, 2.5, 0, 50, 3.2972, 0, 1],
  [50, 2.5, 0, 50, 1.8634, 0.5757, 1],
  [50, 2.5, 0, 50, 3.2592, 0.335, 1],
  [60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644],
  [63.0109, -31.0961, -5.8663, 62.8187, -29.7946, -4.0864, 1.263],
  [61.2901, 3.7196, -5.3901, 61.4292, 2.248, -4.962, 1.8731],
  [35.0831, -44.1164, 3.7933, 35.0232, -40.0716, 1.5901, 1.8645],
  [22.7233, 20.0904, -46.694, 23.0331, 14.973, -42.5619, 2.0373],
  [36.4612, 47.858, 18.3852, 36.2715, 50.5065, 21.2231, 1.4146],
  [90.8027, -2.0831, 1.441, 91.1528, -1.6435, 0.0447, 1.4441],
  [90.9257, -0.5406, -0.9208, 88.6381, -0.8985, -0.7239, 1.5381],
  [6.7747, -0.2908, -2.4247, 5.8714, -0.0985, -2.2286, 0.6377],
  [2.0776, 0.0795, -1.135, 0.9033, -0.0636, -0.5514, 0.9082],
];

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
