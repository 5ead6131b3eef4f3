import fc from 'fast-check';
import { decompressFrames, parseGIF } from 'gifuct-js';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { DEFAULT_BUDGET } from '../../../src/image/reader.js';
import { gifSpec } from '../../support/gif-arbitrary.js';
import { renderModel } from '../../support/gif-model.js';
import { writeGif, type GifSpec, type ImageSpec } from '../../support/gif-writer.js';
import { KERNELS, readGif } from '../../support/read-gif.js';

const RUNS = { numRuns: 150 };

describe.each(KERNELS)('with $name kernels, the reader', ({ load }) => {
  test('shows the same pixels as the model for every structure the writer can make', () =>
    fc.assert(
      fc.asyncProperty(gifSpec({ outside: true, reservedDisposals: true, wildIndices: true }), async (spec) => {
        const { structure, frames, integrity } = await readGif(spec, DEFAULT_BUDGET, load);
        expect(frames).toEqual(renderModel(spec));
        const images = spec.blocks.filter((block): block is ImageSpec => !('raw' in block));
        expect(structure.delaysMs).toEqual(images.map(({ delay }) => 10 * (delay ?? 0)));
        expect(integrity.complete).toBe(true);
      }),
      RUNS,
    ));

  test('finds nothing wrong with a well-formed GIF', () =>
    fc.assert(
      fc.asyncProperty(gifSpec(), async (spec) => {
        expect((await readGif(spec, DEFAULT_BUDGET, load)).integrity).toEqual({ complete: true, problems: [] });
      }),
      RUNS,
    ));

  // gifuct-js hands out patches and leaves disposal to its user, so the blitting here is by the browser rules
  test('shows the same pixels as gifuct-js', () =>
    fc.assert(
      fc.asyncProperty(gifSpec({ outside: true }), async (spec) => {
        expect((await readGif(spec, DEFAULT_BUDGET, load)).frames).toEqual(gifuctFrames(spec));
      }),
      RUNS,
    ));

  // sharp (libnsgif) differs by its own rules where the first frame leaves canvas uncovered or disposal 2 clears and the
  // frame has no transparent index: it paints the background colour there. It widens the canvas for frames that reach
  // outside, and has no rule for reserved disposals and indices beyond the palette. These four are left out.
  test('shows the same pixels as sharp', () =>
    fc.assert(
      fc.asyncProperty(gifSpec({ alwaysTransparent: true }), async (spec) => {
        const { frames } = await readGif(spec, DEFAULT_BUDGET, load);
        expect(Buffer.concat(frames).equals(await sharpPixels(spec))).toBe(true);
      }),
      RUNS,
    ));

  test.each([['when_full'], ['never'], [1], [1000]] as const)(
    'fills the code table like gifuct-js and sharp, clear codes: %s',
    async (clear) => {
      const side = 150;
      // a repeating walk of long period, so that the strings in the full table are short and long
      const indices = Uint8Array.from({ length: side * side }, (_, i) => ((i * i) >> 5) & 0xff);
      const palette = Array.from({ length: 256 }, (_, i) => [i, 255 - i, (i * 7) & 255] as const);
      const spec = {
        width: side,
        height: side,
        palette,
        blocks: [{ width: side, height: side, indices, lzw: { clear } }],
      };
      const { frames } = await readGif(spec, DEFAULT_BUDGET, load);
      expect(frames).toEqual(renderModel(spec));
      expect(frames).toEqual(gifuctFrames(spec));
      expect(Buffer.concat(frames).equals(await sharpPixels(spec))).toBe(true);
    },
  );
});

/** Frames one below the other; the colour of a see-through pixel, which nobody sees, is zeroed. */
async function sharpPixels(spec: GifSpec): Promise<Buffer> {
  const rgba = await sharp(writeGif(spec), { pages: -1 }).ensureAlpha().raw().toBuffer();
  for (let at = 0; at < rgba.length; at += 4) if (rgba[at + 3] === 0) rgba.fill(0, at, at + 4);
  return rgba;
}

function gifuctFrames(spec: GifSpec): Uint8Array[] {
  const bytes = writeGif(spec);
  const patches = decompressFrames(parseGIF(bytes.buffer as ArrayBuffer), true);
  const canvas = new Uint8Array(4 * spec.width * spec.height);
  return patches.map(({ patch, dims, disposalType }) => {
    const before = canvas.slice();
    const onCanvas = (visit: (at: number, from: number) => void): void => {
      for (let i = 0; i < dims.width * dims.height; i++) {
        const [x, y] = [dims.left + (i % dims.width), dims.top + Math.floor(i / dims.width)];
        if (x < spec.width && y < spec.height) visit(4 * (y * spec.width + x), 4 * i);
      }
    };
    onCanvas((at, from) => {
      if (patch[from + 3] !== 0) canvas.set(patch.subarray(from, from + 4), at);
    });
    const shown = canvas.slice();
    if (disposalType === 2) onCanvas((at) => canvas.fill(0, at, at + 4));
    if (disposalType === 3) canvas.set(before);
    return shown;
  });
}

test('the random GIFs are mostly animations', () => {
  const samples = fc.sample(gifSpec(), { numRuns: 100, seed: 1 });
  expect(samples.filter(({ blocks }) => blocks.length > 2).length).toBeGreaterThan(30);
});
