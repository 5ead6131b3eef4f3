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
function raw(...frames: readonly (readonly Rgba[])[]): ImageReader {
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
        const changed = { left: 0, top: 0, width, height: 1 };
        yield { index, rgba: await Promise.resolve(buffer), changed, drawing: null };
      }
    },
  };
  return reader;
}

test('counts distinct colours over all frames and in the richest frame', async () => {
  const green: Rgba = [0, 255, 0, 255];
  const white: Rgba = [255, 255, 255, 255];
  const { colors } = await measurePixels(raw([RED, RED, BLUE], [RED, green, white], [BLUE, BLUE, BLUE]));
  expect(colors).toEqual({ union: 4, maxPerFrame: 3 });
});

test('a see-through pixel has no colour, a half see-through one has', async () => {
  const facts = await measurePixels(raw([CLEAR, [9, 9, 9, 0], [9, 9, 9, 128]]));
  expect(facts).toMatchObject({ colors: { union: 1, maxPerFrame: 1 }, transparent: true });
});

test('is transparent when any pixel of any frame is not opaque', async () => {
  expect((await measurePixels(raw([RED, RED], [RED, RED]))).transparent).toBe(false);
  expect((await measurePixels(raw([RED, RED], [RED, [0, 0, 0, 254]]))).transparent).toBe(true);
});

test('an empty first pixel is noticed', async () => {
  expect((await measurePixels(raw([CLEAR, RED]))).transparent).toBe(true);
});

test('an image without frames has no colours', async () => {
  expect(await measurePixels(raw())).toEqual({
    colors: { union: 0, maxPerFrame: 0 },
    transparent: false,
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
  const { colors, transparent } = await measurePixels(reader);
  expect(colors).toEqual({ union: 1, maxPerFrame: 1 });
  expect(transparent).toBe(true);
});
