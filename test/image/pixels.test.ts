import { expect, test } from 'vitest';
import type { Structure } from '../../src/image/facts.js';
import { openGif } from '../../src/image/gif/reader.js';
import { measurePixels } from '../../src/image/pixels.js';
import { DEFAULT_BUDGET, type Frame, type ImageReader } from '../../src/image/reader.js';
import { openSource } from '../../src/image/source.js';
import { writeGif, type ImageSpec } from '../support/gif-writer.js';

type Rgba = readonly [number, number, number, number];

const RED: Rgba = [255, 0, 0, 255];
const BLUE: Rgba = [0, 0, 255, 255];
const CLEAR: Rgba = [0, 0, 0, 0];

/** A reader of raw frames, one row of pixels each, in one buffer that begins at an odd address. */
function raw(...frames: readonly (readonly Rgba[])[]): [ImageReader, Structure] {
  const width = frames[0]?.length ?? 1;
  const buffer = new Uint8Array(4 * width + 1).subarray(1);
  const structure: Structure = {
    format: 'png',
    width,
    height: 1,
    frames: frames.length,
    delaysMs: frames.map(() => 0),
    durationMs: 0,
    fps: 0,
    loopCount: null,
  };
  const reader: ImageReader = {
    structure: () => Promise.resolve(structure),
    integrity: () => Promise.resolve({ complete: true, problems: [] }),
    async *frames(): AsyncGenerator<Frame> {
      for (const [index, pixels] of frames.entries()) {
        buffer.set(pixels.flat());
        yield { index, rgba: await Promise.resolve(buffer) };
      }
    },
  };
  return [reader, structure];
}

test('counts distinct colours over all frames and in the richest frame', async () => {
  const green: Rgba = [0, 255, 0, 255];
  const white: Rgba = [255, 255, 255, 255];
  const { colors } = await measurePixels(...raw([RED, RED, BLUE], [RED, green, white], [BLUE, BLUE, BLUE]));
  expect(colors).toEqual({ union: 4, maxPerFrame: 3 });
});

test('a see-through pixel has no colour, a half see-through one has', async () => {
  const facts = await measurePixels(...raw([CLEAR, [9, 9, 9, 0], [9, 9, 9, 128]]));
  expect(facts).toMatchObject({ colors: { union: 1, maxPerFrame: 1 }, transparent: true });
});

test('is transparent when any pixel of any frame is not opaque', async () => {
  expect((await measurePixels(...raw([RED, RED], [RED, RED]))).transparent).toBe(false);
  expect((await measurePixels(...raw([RED, RED], [RED, [0, 0, 0, 254]]))).transparent).toBe(true);
});

test('an empty first pixel is noticed', async () => {
  expect((await measurePixels(...raw([CLEAR, RED]))).transparent).toBe(true);
});

test('the first frame changes everything, an identical one nothing, each by its own predecessor', async () => {
  const { changes } = await measurePixels(...raw([RED, RED], [RED, RED], [RED, BLUE], [RED, RED]));
  // one of two pixels, red 255 and blue 255 off: 2 x 255 squared over 6 samples
  const one = { pixels: 1, mse: 21_675 };
  expect(changes).toEqual([{ pixels: 2, mse: 0 }, { pixels: 0, mse: 0 }, one, one]);
});

test('see-through pixels are compared as shown on mid grey', async () => {
  const grey: Rgba = [128, 128, 128, 255];
  const { changes } = await measurePixels(...raw([CLEAR], [grey], [[0, 0, 0, 255]], [[255, 255, 255, 0]], [CLEAR]));
  expect(changes).toEqual([
    { pixels: 1, mse: 0 },
    { pixels: 1, mse: 0 },
    { pixels: 1, mse: 128 ** 2 },
    { pixels: 1, mse: 128 ** 2 },
    { pixels: 0, mse: 0 },
  ]);
});

test('an image without frames has no colours', async () => {
  expect(await measurePixels(...raw())).toEqual({
    colors: { union: 0, maxPerFrame: 0 },
    transparent: false,
    changes: [],
  });
});

test('palette padding, duplicate entries and the transparent index of a GIF are not colours', async () => {
  const image: ImageSpec = { width: 4, height: 1, indices: [0, 1, 2, 0], transparent: 2 };
  const palette = [
    [1, 1, 1],
    [1, 1, 1],
    [2, 2, 2],
    [3, 3, 3],
    [4, 4, 4],
  ] as const;
  const gif = writeGif({ width: 4, height: 1, palette, blocks: [image] });
  const reader = openGif(openSource({ bytes: gif }), DEFAULT_BUDGET);
  const { colors, transparent } = await measurePixels(reader, await reader.structure());
  expect(colors).toEqual({ union: 1, maxPerFrame: 1 });
  expect(transparent).toBe(true);
});
