import { expect, test } from 'vitest';
import { Canvas } from '../../../src/image/gif/canvas.js';
import type { ImageJob, ImageOutcome } from '../../../src/image/gif/kernel.js';
import { readPalette } from '../../../src/image/gif/palette.js';
import { PlainKernel } from '../../../src/image/gif/plain-kernel.js';
import { interlace } from '../../support/gif-writer.js';
import { encodeLzw } from '../../support/lzw-encoder.js';

// index i is the colour (i, 0, 0)
const PALETTE = readPalette(
  Uint8Array.from({ length: 768 }, (_, i) => (i % 3 === 0 ? i / 3 : 0)),
  0,
  256,
);

function draw(canvas: Canvas | null, indices: readonly number[], job: Partial<ImageJob>): ImageOutcome {
  const kernel = new PlainKernel(canvas);
  const whole = { left: 0, top: 0, width: 1, height: 1, interlaced: false, palette: PALETTE, transparent: -1 };
  kernel.begin({ ...whole, minCodeSize: 8, ...job });
  const codes = Uint8Array.from(encodeLzw(indices, { minCodeSize: 8 }));
  kernel.push(codes, 0, codes.length, 0);
  return kernel.end();
}

/** The red channel; 0 where nothing was drawn. */
function reds(canvas: Canvas): number[] {
  return Array.from(canvas.pixels, (_, i) => canvas.rgba[4 * i]!);
}

const NINE = [1, 2, 3, 4, 5, 6, 7, 8, 9];

test('draws rows at their place', () => {
  const canvas = new Canvas(4, 4);
  draw(canvas, NINE, { left: 1, top: 1, width: 3, height: 3 });
  expect(reds(canvas)).toEqual([0, 0, 0, 0, 0, 1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9]);
});

test('clips what reaches over the right and the lower edge', () => {
  const canvas = new Canvas(2, 2);
  draw(canvas, NINE, { width: 3, height: 3, left: 1 });
  expect(reds(canvas)).toEqual([0, 1, 0, 4]);
});

test.each([
  ['right of', { left: 2, top: 0 }],
  ['below', { left: 0, top: 2 }],
])('draws nothing of a frame %s the canvas', (_, place) => {
  const canvas = new Canvas(2, 2);
  expect(draw(canvas, NINE, { width: 3, height: 3, ...place })).toMatchObject({ pixels: 9 });
  expect(reds(canvas)).toEqual([0, 0, 0, 0]);
});

test('puts interlaced rows where they belong, clipped or not, for every height', () => {
  for (let height = 1; height <= 20; height++) {
    const rows = Array.from({ length: 2 * height }, (_, i) => i + 1);
    for (const visible of [1, 2, 3, height]) {
      const canvas = new Canvas(2, visible);
      draw(canvas, interlace(rows, 2, height), { width: 2, height, interlaced: true });
      const expected = Array.from({ length: 2 * visible }, (_, i) => rows[i] ?? 0);
      expect(reds(canvas)).toEqual(expected);
    }
  }
});

test('leaves the canvas alone where the transparent index is', () => {
  const canvas = new Canvas(3, 1);
  canvas.pixels.fill(canvas.black);
  draw(canvas, [1, 2, 3], { width: 3, height: 1, transparent: 2 });
  expect([...canvas.rgba]).toEqual([1, 0, 0, 255, 0, 0, 0, 255, 3, 0, 0, 255]);
});

test('draws black without a palette', () => {
  const canvas = new Canvas(1, 1);
  draw(canvas, [7], { palette: null });
  expect([...canvas.rgba]).toEqual([0, 0, 0, 255]);
});

test('comes to the same outcome with and without a canvas', () => {
  for (const job of [
    { width: 3, height: 3 },
    { width: 2, height: 2 },
    { width: 4, height: 4, transparent: 9 },
  ]) {
    expect(draw(null, NINE, job)).toEqual(draw(new Canvas(1, 1), NINE, job));
  }
});

test('a second image is drawn with its own palette, transparency and size', () => {
  const canvas = new Canvas(2, 1);
  const kernel = new PlainKernel(canvas);
  const job = { left: 0, top: 0, height: 1, interlaced: false, palette: PALETTE, minCodeSize: 8 };
  const codes = Uint8Array.from(encodeLzw([5, 6], { minCodeSize: 8 }));
  for (const more of [
    { width: 2, transparent: 5 },
    { width: 1, transparent: 6 },
  ]) {
    kernel.begin({ ...job, ...more });
    kernel.push(codes, 0, codes.length, 0);
    kernel.end();
  }
  expect(reds(canvas)).toEqual([5, 6]);
});
