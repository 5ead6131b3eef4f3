import { expect, test } from 'vitest';
import { ByteWindow } from '../../../src/image/gif/window.js';
import { openSource } from '../../../src/image/source.js';

// longer than two windows of 64 KiB
const BYTES = Uint8Array.from({ length: 150_000 }, (_, i) => (i * 31) & 0xff);

function windowOn(bytes: Uint8Array): ByteWindow {
  return new ByteWindow(openSource({ bytes }));
}

test('hands out every byte once and in order, whatever piece sizes are asked for', () => {
  const window = windowOn(BYTES);
  const got: number[] = [];
  for (let size = 1; got.length < BYTES.length; size = (size * 7) % 769) {
    const piece = Math.min(size, BYTES.length - got.length);
    expect(window.has(piece)).toBe(true);
    expect(window.position).toBe(got.length);
    got.push(...window.bytes.subarray(window.cursor, window.cursor + piece));
    window.skip(piece);
  }
  expect(Uint8Array.from(got)).toEqual(BYTES);
  expect(window.has(1)).toBe(false);
});

test('says no, and keeps what is there, when the file ends before the bytes asked for', () => {
  const window = windowOn(Uint8Array.of(1, 2, 3));
  expect(window.has(4)).toBe(false);
  expect(window.available).toBe(3);
  expect(window.has(3)).toBe(true);
});

test('reads 16-bit numbers little-endian, also across the edge of the window', () => {
  const window = windowOn(BYTES);
  const edge = 2 ** 16;
  window.has(edge - 1);
  window.skip(edge - 1);
  expect(window.has(2)).toBe(true);
  expect(window.u16()).toBe(BYTES[edge - 1]! + 256 * BYTES[edge]!);
  expect(window.position).toBe(edge + 1);
});

test('counts the bytes that are left without reading them', () => {
  const window = windowOn(BYTES);
  window.has(10);
  window.skip(10);
  expect(window.left).toBe(BYTES.length - 10);
});
