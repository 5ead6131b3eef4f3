/** What the bits of each element type are worth, and that they are counted as that. */
import fc from 'fast-check';
import { test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { emptyTally, type Tally } from '../../../src/artifact/weights/chunk.js';
import { readerOf } from '../../../src/artifact/weights/element-types.js';

function tallied(dtype: string, bytes: Uint8Array, at = 0): Tally {
  const reader = readerOf('safetensors', dtype, {});
  if (!reader) throw new Error(`${dtype} has no reader`);
  const tally = emptyTally();
  // at a multiple of 8, as the scan gives it
  reader.add(Uint8Array.from(bytes), at, tally);
  return tally;
}

const bits16 = (...values: readonly number[]) => new Uint8Array(Uint16Array.from(values).buffer);
const worth = (dtype: string, bytes: Uint8Array) => tallied(dtype, bytes).max;

describe('single values', () => {
  test.each([
    ['F16', 0x3c00, 1],
    ['F16', 0xc000, -2],
    ['F16', 0x7bff, 65_504],
    ['F16', 0x0001, 2 ** -24],
    ['BF16', 0x3f80, 1],
    ['BF16', 0x0001, 2 ** -133],
    ['bfloat16', 0xff7f, -3.3895313892515355e38],
  ])('%s 0x%s is %d', (dtype, bits, value) => {
    expect(worth(dtype, bits16(bits))).toBe(value);
  });

  // OFP8 1.0, tables 1 and 2
  test.each([
    ['F8_E4M3', 0x7e, 448],
    ['F8_E4M3', 0x01, 2 ** -9],
    ['F8_E4M3', 0x38, 1],
    ['F8_E5M2', 0x7b, 57_344],
    ['F8_E5M2', 0x01, 2 ** -16],
    ['float8e4m3fnuz', 0x7f, 240],
    ['float8e5m2fnuz', 0x7f, 57_344],
    ['F8_E8M0', 0x7f, 1],
  ])('%s 0x%s is %d', (dtype, bits, value) => {
    expect(worth(dtype, Uint8Array.of(bits))).toBe(value);
  });

  test.each([
    ['F16', bits16(0x7c00), { nan: 0, infinite: 1 }],
    ['F16', bits16(0xfe01), { nan: 1, infinite: 0 }],
    ['BF16', bits16(0xff80), { nan: 0, infinite: 1 }],
    ['BF16', bits16(0x7fc0), { nan: 1, infinite: 0 }],
    ['F8_E5M2', Uint8Array.of(0x7c), { nan: 0, infinite: 1 }],
    ['F8_E5M2', Uint8Array.of(0x7d), { nan: 1, infinite: 0 }],
    ['F8_E4M3', Uint8Array.of(0xff), { nan: 1, infinite: 0 }],
    ['float8_e4m3fnuz', Uint8Array.of(0x80), { nan: 1, infinite: 0 }],
    ['F8_E8M0', Uint8Array.of(0xff), { nan: 1, infinite: 0 }],
    ['C64', new Uint8Array(Float32Array.of(1, Number.NaN).buffer), { nan: 1, infinite: 0 }],
    ['>f2', Uint8Array.of(0x3c, 0, 0x7c, 0), { values: 2, infinite: 1, max: 1, firstBad: 2 }],
    ['>f4', Uint8Array.of(0x3f, 0x80, 0, 0, 0x7f, 0xc0, 0, 0), { values: 2, nan: 1, max: 1, firstBad: 4 }],
    ['>f8', Uint8Array.of(0x7f, 0xf0, 0, 0, 0, 0, 0, 0), { infinite: 1 }],
    ['>c8', Uint8Array.of(0x3f, 0x80, 0, 0, 0x7f, 0x80, 0, 0), { infinite: 1, max: 1 }],
    ['>c16', Uint8Array.of(0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), { values: 2, max: 1, zeros: 1 }],
  ])('%s: what is no number is counted', (dtype, bytes, counts) => {
    expect(tallied(dtype, bytes)).toMatchObject(counts);
  });
});

test('a negative zero is a zero', () => {
  expect(tallied('F16', bits16(0x8000, 0x0000, 0x3c00)).zeros).toBe(2);
  expect(tallied('F32', new Uint8Array(Float32Array.of(-0, 1).buffer)).zeros).toBe(1);
});

test('a sum past the largest double does not make its values infinite', () => {
  const tally = tallied('F64', new Uint8Array(Float64Array.of(1.7e308, 1.7e308, -1).buffer));
  expect(tally).toMatchObject({ values: 3, nan: 0, infinite: 0, min: -1, max: 1.7e308, firstBad: -1 });
});

test('integers and texts have nothing to look for, and an unknown type is not known', () => {
  expect(['I64', 'uint8', 'BOOL', 'int4', 'string'].map((dtype) => readerOf('onnx', dtype, {}))).toEqual(
    Array.from({ length: 5 }, () => null),
  );
  for (const dtype of ['F4', 'F6_E3M2', '<U10', '|S5', '>i4', '<M8[ns]']) expect(readerOf('npy', dtype, {})).toBeNull();
  // raw bytes: ml_dtypes keeps bfloat16 so
  for (const dtype of ['>f16', 'float128', 'object', '<V2', '|V16']) expect(readerOf('npy', dtype, {})).toBeUndefined();
  expect(readerOf('safetensors', 'constructor', {})).toBeUndefined();
});

test.prop([fc.float32Array({ maxLength: 300 }), fc.nat(1000)], {
  numRuns: 200,
  examples: [
    [Float32Array.of(0, -0), 0],
    [Float32Array.of(-0, 0), 0],
  ],
})('singles are counted as a plain loop counts them', (values, at) => {
  const numbers = [...values];
  const bad = numbers.filter((value) => !Number.isFinite(value));
  const finite = numbers.filter((value) => Number.isFinite(value));
  const first = numbers.findIndex((value) => !Number.isFinite(value));
  const tally = tallied('F32', new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
  expect(tally).toMatchObject({
    values: numbers.length,
    nan: bad.filter((value) => Number.isNaN(value)).length,
    infinite: bad.filter((value) => !Number.isNaN(value)).length,
    zeros: finite.filter((value) => value === 0).length,
    // the first of equal ones, as there are two zeros
    min: finite.reduce((least, value) => (value < least ? value : least), Infinity),
    max: finite.reduce((most, value) => (value > most ? value : most), -Infinity),
    firstBad: first < 0 ? -1 : at + 4 * first,
  });
});

test.prop([fc.uint16Array({ maxLength: 300 })], { numRuns: 200 })(
  'halves of singles are counted as the singles that they are the half of',
  (halves) => {
    const singles = new Float32Array(Uint32Array.from(halves, (half) => half * 2 ** 16).buffer);
    const { firstBad, sum, ...counted } = tallied('BF16', new Uint8Array(halves.slice().buffer));
    const { firstBad: first, sum: total, ...expected } = tallied('F32', new Uint8Array(singles.buffer));
    expect(counted).toEqual(expected);
    expect(2 * firstBad).toBe(first < 0 ? -2 : first);
    expect(Math.abs(sum - total)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(total), Math.abs(counted.max)));
  },
);
