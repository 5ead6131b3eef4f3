import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { deltaE2000 } from '../../../../src/image/quality/kernels/delta-e.js';
import type { Lab } from '../../../../src/image/quality/kernels/lab.js';
import type { ColorKernel } from '../../../../src/image/wasm/color-kernels.js';
import { loadKernels } from '../../../../src/image/wasm/kernels.js';
import { jumps, labOf, type Color } from './opposite-hues.js';
import { PUBLISHED, reference } from './samples.js';

const { exports, memory } = loadKernels()!;

// A few roundings of 2^-24 in each of L* (0..100), a* and b* (-110..110), and in the formula's terms (0..100): tens of
// 1e-6; a million random pairs had none beyond 8e-5. A hundredth of what an eye sees side by side.
const TOLERANCE = 1e-4;

/**
 * Beside what is nearly grey it is more: the term of hue is 2 sqrt(C1 C2) sin(h / 2), and 32 bits know a hue to 3e-5 / C
 * (opposite-hues.ts). 3.6 million pairs with a near grey had none beyond 1.6e-4.
 */
function toleranceOf([, a1 = 0, b1 = 0]: Lab, [, a2 = 0, b2 = 0]: Lab): number {
  const [c1, c2] = [Math.hypot(a1, b1), Math.hypot(a2, b2)];
  // grey itself has no hue
  return Math.min(c1, c2) < 1e-6 ? TOLERANCE : Math.max(TOLERANCE, (3e-5 * (c1 + c2)) / Math.sqrt(c1 * c2));
}

/** Lays colours out for a kernel, runs it and reads what it wrote. */
function run(kernel: ColorKernel, first: readonly Color[], second: readonly Color[], bytes: boolean): number[] {
  const size = (bytes ? 3 : 12) * first.length;
  const [a, b, out] = [memory.allocate(size), memory.allocate(size), memory.allocate(4 * first.length)] as const;
  for (const [address, colors] of [
    [a, first],
    [b, second],
  ] as const) {
    if (bytes) memory.bytes(address, size).set(colors.flat());
    else new Float32Array(memory.buffer, address, 3 * colors.length).set(colors.flat());
  }
  kernel(a, b, first.length, out);
  const differences = [...new Float32Array(memory.buffer, out, first.length)];
  for (const address of [a, b, out]) memory.free(address);
  return differences;
}

function expectNearTwin(
  found: readonly number[],
  first: readonly Color[],
  second: readonly Color[],
  allowed = (_a: Lab, _b: Lab) => TOLERANCE,
): void {
  const far = found.filter((difference, i) => {
    const [a, b] = [labOf(first[i]!), labOf(second[i]!)];
    return !jumps(a, b) && !(Math.abs(difference - deltaE2000(a, b)) < allowed(a, b));
  });
  expect(far).toEqual([]);
}

const byte = fc.nat({ max: 255 });
/** Means of blocks of 8 x 8 bytes. */
const level = fc.nat({ max: 255 * 64 }).map((sum) => sum / 64);
const vivid = fc.tuple(level, level, level).filter((color) => {
  const [, a, b] = labOf(color) as unknown as Color;
  return Math.hypot(a, b) >= 1;
});
const grey = level.map((l): Color => [l, l, l]);
const nearlyGrey = fc
  .tuple(fc.nat({ max: 253 }), fc.array(fc.nat({ max: 128 }), { minLength: 3, maxLength: 3 }))
  .map(([base, sums]): Color => [base + sums[0]! / 64, base + sums[1]! / 64, base + sums[2]! / 64]);
const pairs = (first: fc.Arbitrary<Color>, second: fc.Arbitrary<Color>): fc.Arbitrary<[Color, Color][]> =>
  fc.array(fc.tuple(first, second), { minLength: 1, maxLength: 20 });

describe('compiled CIEDE2000', () => {
  test("meets the paper's table", () => {
    const found = run(exports.labDeltaE, PUBLISHED.map(firstOf), PUBLISHED.map(secondOf), false);
    // half of the table's last place, and what 32 bits add
    for (const [i, row] of PUBLISHED.entries()) expect(Math.abs(found[i]! - row[6])).toBeLessThan(0.00005 + TOLERANCE);
  });

  test('agrees with scikit-image from a hair apart to opposite colours', () => {
    const { labPairs } = reference;
    const found = run(exports.labDeltaE, labPairs.map(firstOf), labPairs.map(secondOf), false);
    for (const [i, row] of labPairs.entries()) expect(Math.abs(found[i]! - row[6])).toBeLessThan(TOLERANCE);
  });

  test.prop([pairs(vivid, fc.oneof(vivid, grey))], { numRuns: 300 })(
    'agrees with its twin on means of blocks',
    (drawn) => {
      const [first, second] = [drawn.map(([a]) => a), drawn.map(([, b]) => b)];
      expectNearTwin(run(exports.blockDeltaE, first, second, false), first, second, toleranceOf);
    },
  );

  test.prop([pairs(nearlyGrey, fc.oneof(nearlyGrey, grey))])('agrees with its twin on what is nearly grey', (drawn) => {
    const [first, second] = [drawn.map(([a]) => a), drawn.map(([, b]) => b)];
    expectNearTwin(run(exports.blockDeltaE, first, second, false), first, second);
  });

  test.prop([fc.array(fc.tuple(byte, byte, byte, byte, byte, byte), { minLength: 1, maxLength: 20 })], {
    numRuns: 300,
    examples: [[[[237, 2, 152, 156, 158, 159]]], [[[242, 0, 220, 248, 249, 250]]]],
  })('agrees with its twin on pixels', (drawn) => {
    const [first, second] = [drawn.map(firstOf), drawn.map(secondOf)];
    expectNearTwin(run(exports.pixelDeltaE, first, second, true), first, second, toleranceOf);
  });

  test.prop([fc.array(fc.oneof(vivid, grey, nearlyGrey), { minLength: 1, maxLength: 20 })])(
    'is exactly 0 between equal colours',
    (colors) => {
      expect(run(exports.blockDeltaE, colors, colors, false).every((value) => value === 0)).toBe(true);
    },
  );

  test('is the difference of lightness alone between greys', () => {
    const greys = Array.from({ length: 255 }, (_, i): Color => [i, i, i]);
    const next = greys.map(([l]): Color => [l + 1, l + 1, l + 1]);
    expectNearTwin(run(exports.blockDeltaE, greys, next, false), greys, next);
    expect(Math.abs(run(exports.pixelDeltaE, [[0, 0, 0]], [[255, 255, 255]], true)[0]! - 100)).toBeLessThan(TOLERANCE);
  });
});

function firstOf([x, y, z]: readonly [number, number, number, ...number[]]): Color {
  return [x, y, z];
}

function secondOf([, , , x, y, z]: readonly [number, number, number, number, number, number, ...number[]]): Color {
  return [x, y, z];
}
