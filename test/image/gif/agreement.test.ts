import { fc, test } from '@fast-check/vitest';
import { decompressFrames, parseGIF } from 'gifuct-js';
import sharp from 'sharp';
import { expect } from 'vitest';
import { gifSpec } from '../../support/gif-arbitrary.js';
import { renderModel } from '../../support/gif-model.js';
import { writeGif, type GifSpec, type ImageSpec } from '../../support/gif-writer.js';
import { readGif } from '../../support/read-gif.js';

const RUNS = { numRuns: 150 };

test.prop([gifSpec({ outside: true, reservedDisposals: true, wildIndices: true })], RUNS)(
  'shows the same pixels as the model for every structure the writer can make',
  async (spec) => {
    const { structure, frames, integrity } = await readGif(spec);
    expect(frames).toEqual(renderModel(spec));
    const images = spec.blocks.filter((block): block is ImageSpec => !('raw' in block));
    expect(structure.delaysMs).toEqual(images.map(({ delay }) => 10 * (delay ?? 0)));
    expect(integrity.complete).toBe(true);
  },
);

test.prop([gifSpec()], RUNS)('finds nothing wrong with a well-formed GIF', async (spec) => {
  expect((await readGif(spec)).integrity).toEqual({ complete: true, problems: [] });
});

// gifuct-js hands out patches and leaves disposal to its user, so the blitting here is by the browser rules
test.prop([gifSpec({ outside: true })], RUNS)('shows the same pixels as gifuct-js', async (spec) => {
  expect((await readGif(spec)).frames).toEqual(gifuctFrames(spec));
});

// sharp (libnsgif) differs by its own rules where the first frame leaves canvas uncovered or disposal 2 clears and the
// frame has no transparent index: it paints the background colour there. It widens the canvas for frames that reach
// outside, and has no rule for reserved disposals and indices beyond the palette. These four are left out.
test.prop([gifSpec({ alwaysTransparent: true })], RUNS)('shows the same pixels as sharp', async (spec) => {
  const { data, info } = await sharp(Buffer.from(writeGif(spec)), { pages: -1 })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { frames } = await readGif(spec);
  expect([info.width, info.height]).toEqual([spec.width, spec.height * frames.length]);
  expect(Buffer.concat(frames).equals(zeroInvisible(data))).toBe(true);
});

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

/** The colour of a see-through pixel is nothing that is seen. */
function zeroInvisible(rgba: Buffer): Buffer {
  for (let at = 0; at < rgba.length; at += 4) if (rgba[at + 3] === 0) rgba.fill(0, at, at + 4);
  return rgba;
}

test('the properties above cover animations, not only stills', () => {
  const samples = fc.sample(gifSpec(), { numRuns: 100, seed: 1 });
  expect(samples.filter(({ blocks }) => blocks.length > 2).length).toBeGreaterThan(30);
});
