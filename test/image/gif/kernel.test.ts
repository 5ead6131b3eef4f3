import { afterEach, describe, expect, test } from 'vitest';
import { Canvas } from '../../../src/image/gif/canvas.js';
import type { ImageJob, ImageOutcome, Kernel } from '../../../src/image/gif/kernel.js';
import { readPalette } from '../../../src/image/gif/palette.js';
import { PlainKernel } from '../../../src/image/gif/plain-kernel.js';
import { WasmKernel } from '../../../src/image/gif/wasm-kernel.js';
import { loadKernels } from '../../../src/image/wasm/kernels.js';
import { interlace, subBlocks } from '../../support/gif-writer.js';
import { encodeLzw } from '../../support/lzw-encoder.js';

// index i is the colour (i, 0, 0)
const PALETTE = readPalette(
  Uint8Array.from({ length: 768 }, (_, i) => (i % 3 === 0 ? i / 3 : 0)),
  0,
  256,
);

/** The red channel; 0 where nothing was drawn. */
function reds(canvas: Canvas): number[] {
  return Array.from(canvas.pixels, (_, i) => canvas.rgba[4 * i]!);
}

const NINE = [1, 2, 3, 4, 5, 6, 7, 8, 9];

function dataOf(indices: readonly number[]): Uint8Array {
  return Uint8Array.from(subBlocks(encodeLzw(indices, { minCodeSize: 8 }))).slice(0, -1);
}

describe.each(['plain', 'wasm'] as const)('the %s kernel', (name) => {
  const kernels = name === 'wasm' ? loadKernels()! : null;
  const opened: (Kernel | Canvas)[] = [];

  function newCanvas(width: number, height: number): Canvas {
    const canvas = new Canvas(width, height, kernels?.memory);
    opened.push(canvas);
    return canvas;
  }

  function newKernel(canvas: Canvas | null): Kernel {
    const kernel = kernels ? new WasmKernel(kernels, canvas) : new PlainKernel(canvas);
    opened.push(kernel);
    return kernel;
  }

  function draw(canvas: Canvas | null, indices: readonly number[], job: Partial<ImageJob>): ImageOutcome {
    const kernel = newKernel(canvas);
    const whole = { left: 0, top: 0, width: 1, height: 1, interlaced: false, palette: PALETTE, transparent: -1 };
    kernel.begin({ ...whole, minCodeSize: 8, ...job });
    const data = dataOf(indices);
    kernel.push(data, 0, data.length, 0);
    return kernel.end();
  }

  afterEach(() => {
    for (const each of opened.splice(0)) each.free();
  });

  test('draws rows at their place', () => {
    const canvas = newCanvas(4, 4);
    draw(canvas, NINE, { left: 1, top: 1, width: 3, height: 3 });
    expect(reds(canvas)).toEqual([0, 0, 0, 0, 0, 1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9]);
  });

  test('clips what reaches over the right and the lower edge', () => {
    const canvas = newCanvas(2, 2);
    draw(canvas, NINE, { width: 3, height: 3, left: 1 });
    expect(reds(canvas)).toEqual([0, 1, 0, 4]);
  });

  test.each([
    ['right of', { left: 2, top: 0 }],
    ['below', { left: 0, top: 2 }],
  ])('draws nothing of a frame %s the canvas', (_, place) => {
    const canvas = newCanvas(2, 2);
    expect(draw(canvas, NINE, { width: 3, height: 3, ...place })).toMatchObject({ pixels: 9 });
    expect(reds(canvas)).toEqual([0, 0, 0, 0]);
  });

  test('puts interlaced rows where they belong, clipped or not, for every height', () => {
    for (let height = 1; height <= 20; height++) {
      const rows = Array.from({ length: 2 * height }, (_, i) => i + 1);
      for (const visible of [1, 2, 3, height]) {
        const canvas = newCanvas(2, visible);
        draw(canvas, interlace(rows, 2, height), { width: 2, height, interlaced: true });
        const expected = Array.from({ length: 2 * visible }, (_, i) => rows[i] ?? 0);
        expect(reds(canvas)).toEqual(expected);
      }
    }
  });

  test('leaves the canvas alone where the transparent index is', () => {
    const canvas = newCanvas(3, 1);
    canvas.pixels.fill(canvas.black);
    draw(canvas, [1, 2, 3], { width: 3, height: 1, transparent: 2 });
    expect([...canvas.rgba]).toEqual([1, 0, 0, 255, 0, 0, 0, 255, 3, 0, 0, 255]);
  });

  test('draws black without a palette', () => {
    const canvas = newCanvas(1, 1);
    draw(canvas, [7], { palette: null });
    expect([...canvas.rgba]).toEqual([0, 0, 0, 255]);
  });

  test('comes to the same outcome with and without a canvas', () => {
    for (const job of [
      { width: 3, height: 3 },
      { width: 2, height: 2 },
      { width: 4, height: 4, transparent: 9 },
    ]) {
      expect(draw(null, NINE, job)).toEqual(draw(newCanvas(1, 1), NINE, job));
    }
  });

  test('a second image is drawn with its own palette, transparency and size', () => {
    const canvas = newCanvas(2, 1);
    const kernel = newKernel(canvas);
    const job = { left: 0, top: 0, height: 1, interlaced: false, palette: PALETTE, minCodeSize: 8 };
    const codes = dataOf([5, 6]);
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

  test('gives back all of its memory', () => {
    const before = kernels?.memory.areas ?? 0;
    for (const canvas of [newCanvas(3, 3), null]) draw(canvas, NINE, { width: 3, height: 3 });
    for (const each of opened.splice(0)) each.free();
    expect(kernels?.memory.areas ?? 0).toBe(before);
  });
});
