/** Many tensors over the same bytes: a pickle of megabytes can name one value a hundred thousand times. */
import { expect, test } from 'vitest';
import type { Structure } from '../../../src/artifact/contents.js';
import type { Tensor } from '../../../src/artifact/formats/format.js';
import { Readings } from '../../../src/artifact/weights/readings.js';
import { weigh, type Weights } from '../../../src/artifact/weights/weights.js';

const SIZE = 64;
const NUMBERS = new Uint8Array(Float32Array.from({ length: SIZE / 4 }, (_, index) => index + 1).buffer);

/** How often bytes were read, and what was found. */
function weighed(tensors: readonly Partial<Tensor>[]): Weights & { readonly readings: number; readonly told: number } {
  let [readings, told] = [0, 0];
  const source = {
    name: 'w',
    size: SIZE,
    read: (offset: number, length: number) => {
      readings += 1;
      return NUMBERS.subarray(offset, offset + length);
    },
  };
  const whole = { dtype: 'float32', shape: [SIZE / 4], file: 'w', offset: 0, bytes: SIZE };
  const all = tensors.map((tensor, index) => ({ name: `t${index}`, ...whole, ...tensor }));
  const file = { format: 'pickle', tensors: all } as unknown as Structure['files'][number];
  const weights = weigh({ files: [file] } as unknown as Structure, {
    coverage: 'full',
    open: () => source,
    own: {},
    expect: () => undefined,
    onBytes: (bytes) => void (told += bytes),
    timeMs: null,
  });
  return { ...weights, readings, told };
}

test('of tied tensors the bytes are read once, and each has what was found in them', () => {
  const { read, readings, told, bytesRead, unread } = weighed([{}, {}, {}]);
  expect(readings).toBe(1);
  expect(read.map(({ tensor, tally }) => [tensor.name, tally.max])).toEqual([
    ['t0', 16],
    ['t1', 16],
    ['t2', 16],
  ]);
  expect([told, bytesRead, unread]).toEqual([3 * SIZE, 3 * SIZE, []]);
});

test('what lies elsewhere or is of another type or shape is read anew', () => {
  const others = [{}, { offset: 4, bytes: 60, shape: [15] }, { dtype: 'float16', shape: [32] }, { shape: [4, 4] }];
  const { read, readings } = weighed(others);
  expect(readings).toBe(others.length);
  expect(read.map(({ tally }) => tally.values)).toEqual([16, 15, 32, 16]);
});

test('a file is read sixteen times at most, or a gibibyte of it', () => {
  const readings = new Readings<never>();
  const size = 2 ** 30;
  const large = Array.from({ length: 17 }, () => readings.mayRead('large', size, size));
  expect([large.indexOf(false), readings.mayRead('large', 1, size)]).toEqual([16, false]);
  expect([readings.mayRead('small', size, SIZE), readings.mayRead('small', 1, SIZE)]).toEqual([true, false]);
});

test('what is beyond that is unread', () => {
  const { read, readings, unread } = weighed([{ bytes: 2 ** 31, shape: [2 ** 29] }, {}]);
  expect([readings, read.length]).toEqual([1, 1]);
  expect(unread).toMatchObject([
    { tensor: { name: 't0' }, reason: 'tensors lie over each other: w would be read more than 16 times' },
  ]);
});
