/** Case 24, as far as it concerns GGUF: what the values of its types are, and that they are found. */
import { describe, expect, test } from 'vitest';
import { tensorType } from '../../../../src/artifact/formats/gguf/tensor-types.js';
import { ggufValues } from '../../../../src/artifact/formats/gguf/values.js';
import { emptyTally, type Tally } from '../../../../src/artifact/weights/chunk.js';

const TYPES = Array.from({ length: 43 }, (_, id) => tensorType(id)).flatMap((type) => ('name' in type ? [type] : []));
const QUANTISED = TYPES.filter(({ elements }) => elements > 1).map(({ name }) => name);

function tallied(dtype: string, bytes: Uint8Array, at = 0): Tally {
  const tally = emptyTally();
  ggufValues(dtype)!.add(bytes, at, tally);
  return tally;
}

/** One block of equal bytes, of which some bytes are others. */
function blockOf(dtype: string, change: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(ggufValues(dtype)!.unit).fill(0x11);
  change(new DataView(bytes.buffer));
  return bytes;
}

test('there is a reader for every type but integers, with blocks as long as those of the format', () => {
  const found = TYPES.map(({ name }) => [name, ggufValues(name)?.unit ?? null]);
  expect(found).toEqual(TYPES.map(({ name, bytes }) => [name, /^I(8|16|32|64)$/.test(name) ? null : bytes]));
});

test.each([...QUANTISED, 'F32', 'F16', 'BF16', 'F64'])('%s of zero bytes is zero', (dtype) => {
  const { values, zeros, nan } = tallied(dtype, new Uint8Array(4 * ggufValues(dtype)!.unit));
  expect([zeros, nan]).toEqual([values, 0]);
});

test.each(QUANTISED)('%s of other bytes is not zero', (dtype) => {
  expect(
    tallied(
      dtype,
      blockOf(dtype, () => undefined),
    ).zeros,
  ).toBe(0);
});

describe('case 24: a scale that is no number', () => {
  /** Byte of the first scale in a block, and of the second, which is the least value of the block. */
  const halves: readonly (readonly [string, number])[] = [
    ['Q4_0', 0],
    ['Q4_1', 0],
    ['Q4_1', 2],
    ['Q5_0', 0],
    ['Q5_1', 2],
    ['Q8_0', 0],
    ['Q2_K', 80],
    ['Q2_K', 82],
    ['Q3_K', 108],
    ['Q4_K', 0],
    ['Q4_K', 2],
    ['Q5_K', 2],
    ['Q6_K', 208],
    ['IQ2_XXS', 0],
    ['IQ4_XS', 0],
    ['IQ4_NL', 0],
    ['TQ1_0', 52],
    ['TQ2_0', 64],
  ];
  test.each(halves)('NaN in %s at byte %i', (dtype, at) => {
    const good = blockOf(dtype, () => undefined);
    const bad = blockOf(dtype, (view) => view.setUint16(at, 0x7e00, true));
    const { nan, firstBad } = tallied(dtype, Uint8Array.from([...good, ...bad]), 1000);
    expect([nan, firstBad]).toEqual([1, 1000 + good.length + at]);
  });

  test.each(halves)('an infinity in %s at byte %i', (dtype, at) => {
    const { infinite, firstBad } = tallied(
      dtype,
      blockOf(dtype, (view) => view.setUint16(at, 0xfc00, true)),
    );
    expect([infinite, firstBad]).toEqual([1, at]);
  });

  test('NaN in MXFP4 is a scale of 255', () => {
    expect(
      tallied(
        'MXFP4',
        blockOf('MXFP4', (view) => view.setUint8(0, 255)),
      ),
    ).toMatchObject({ nan: 1, firstBad: 0 });
  });

  test('NaN in Q8_K is one of 32 bits', () => {
    const block = blockOf('Q8_K', (view) => view.setFloat32(0, Number.NaN, true));
    expect(tallied('Q8_K', block)).toMatchObject({ nan: 1, firstBad: 0 });
  });

  test('NaN in IQ1_M lies in four quarters', () => {
    const block = blockOf('IQ1_M', (view) => {
      for (const [index, quarter] of [0x0, 0x0, 0xe, 0x7].entries())
        view.setUint16(48 + 2 * index, quarter << 12, true);
    });
    expect(tallied('IQ1_M', block)).toMatchObject({ nan: 1, firstBad: 48 });
  });
});

test('scales are what the bits of half precision are worth', () => {
  const block = blockOf('Q4_1', (view) => {
    view.setUint16(0, 0x3c00, true);
    view.setUint16(2, 0xc000, true);
  });
  expect(tallied('Q4_1', block)).toMatchObject({ values: 2, min: -2, max: 1, sum: -1, zeros: 0 });
});
