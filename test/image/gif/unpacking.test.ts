import { afterEach, expect, test, vi } from 'vitest';
import { Unpacking } from '../../../src/image/gif/unpacking.js';
import { loadKernels } from '../../../src/image/wasm/kernels.js';
import { subBlocks } from '../../support/gif-writer.js';
import { CodeWriter, encodeLzw } from '../../support/lzw-encoder.js';

const kernels = loadKernels()!;
const opened: Unpacking[] = [];

function newUnpacking(): Unpacking {
  const unpacking = new Unpacking(kernels);
  opened.push(unpacking);
  return unpacking;
}

afterEach(() => {
  for (const unpacking of opened.splice(0)) unpacking.free();
});

/** Data sub-blocks of the size given, without the terminator. */
function dataOf(codes: readonly number[], size = 255): Uint8Array {
  return Uint8Array.from(subBlocks(codes, size)).slice(0, -1);
}

test('keeps the indices in the order stored', () => {
  const unpacking = newUnpacking();
  const indices = Array.from({ length: 5000 }, (_, i) => (i * i) % 251);
  const data = dataOf(encodeLzw(indices, { minCodeSize: 8 }));
  unpacking.begin(8, indices.length);
  unpacking.push(data, 0, data.length, 0);
  expect([...kernels.memory.bytes(unpacking.indices, indices.length)]).toEqual(indices);
});

test.each([1, 2, 5, 64])('bits that one push leaves are the first of the next, by %i sub-blocks a push', (blocks) => {
  const unpacking = newUnpacking();
  const indices = Array.from({ length: 5000 }, (_, i) => (i * i) % 251);
  const data = dataOf(encodeLzw(indices, { minCodeSize: 8 }), 7);
  unpacking.begin(8, indices.length);
  for (let at = 0; at < data.length; at += 8 * blocks) {
    unpacking.push(data, at, Math.min(data.length, at + 8 * blocks), at);
  }
  expect(unpacking.outcome()).toMatchObject({ ended: 'end_code', pixels: 5000 });
  expect([...kernels.memory.bytes(unpacking.indices, indices.length)]).toEqual(indices);
});

test('ends at the end code, however many pixels are missing', () => {
  const unpacking = newUnpacking();
  const indices = Array.from({ length: 500 }, (_, i) => (i * i) % 251);
  const data = dataOf(encodeLzw(indices, { minCodeSize: 8, endCode: true }));
  unpacking.begin(8, 5000);
  unpacking.push(data, 0, data.length, 0);
  expect(unpacking.outcome()).toMatchObject({ ended: 'end_code', pixels: 500, extraPixels: false });
});

test('flags the indices of each image alone, also where the one before had more', () => {
  const unpacking = newUnpacking();
  for (const [minCodeSize, indices] of [
    [8, [200, 7, 255]],
    [2, [1, 3]],
    [8, [9]],
  ] as const) {
    const data = dataOf(encodeLzw([...indices], { minCodeSize }));
    unpacking.begin(minCodeSize, indices.length);
    unpacking.push(data, 0, data.length, 0);
    const { used } = unpacking.outcome();
    expect([...used.keys()].filter((index) => used[index] === 1)).toEqual(indices.toSorted((a, b) => a - b));
  }
});

test('names the file offset of the byte that completes an invalid code, lengths of sub-blocks counted', () => {
  // 3-bit codes 4 1 4 1 4 7: the last one ends in the second byte, which is alone in the second sub-block
  const codes = new CodeWriter();
  for (const code of [4, 1, 4, 1, 4, 7]) codes.write(code, 3);
  const data = dataOf(codes.bytes(), 1);
  const unpacking = newUnpacking();
  unpacking.begin(2, 9);
  unpacking.push(data, 0, 2, 100);
  unpacking.push(data, 2, data.length, 102);
  // length at 100, data at 101, length at 102, data at 103, length at 104, data at 105
  expect(unpacking.outcome()).toMatchObject({ ended: 'invalid_code', invalidOffset: 105, pixels: 2 });
});

test.each([0, 9, Number.NaN])('refuses the code size %d', (minCodeSize) => {
  expect(() => newUnpacking().begin(minCodeSize, 1)).toThrow(
    `Expected 1 to 8 for minCodeSize but received ${minCodeSize}`,
  );
});

test('refuses more bytes at once than it has room for', () => {
  const unpacking = newUnpacking();
  unpacking.begin(8, 1);
  expect(() => unpacking.push(new Uint8Array(70_000), 0, 70_000, 0)).toThrow(
    'Expected at most 65536 bytes at once but received 70000',
  );
});

test('takes few areas for images that grow row by row', () => {
  const unpacking = newUnpacking();
  const allocate = vi.spyOn(kernels.memory, 'allocate');
  for (let rows = 1; rows <= 1000; rows++) unpacking.begin(8, 100 * rows);
  // from 100 pixels by half at least each: 1.5 ** 18 > 1000
  expect(allocate.mock.calls.length).toBeLessThanOrEqual(19);
  allocate.mockRestore();
});
