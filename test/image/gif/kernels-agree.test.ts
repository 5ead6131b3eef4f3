import { readdirSync, readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ImageError } from '../../../src/image/errors.js';
import { Canvas } from '../../../src/image/gif/canvas.js';
import type { ImageJob, ImageOutcome, Kernel } from '../../../src/image/gif/kernel.js';
import { readPalette } from '../../../src/image/gif/palette.js';
import { PlainKernel } from '../../../src/image/gif/plain-kernel.js';
import { WasmKernel } from '../../../src/image/gif/wasm-kernel.js';
import { DEFAULT_BUDGET, iteratorOf, type Budget } from '../../../src/image/reader.js';
import { loadKernels } from '../../../src/image/wasm/kernels.js';
import { gifSpec } from '../../support/gif-arbitrary.js';
import { subBlocks, writeGif } from '../../support/gif-writer.js';
import { CodeWriter, encodeLzw } from '../../support/lzw-encoder.js';
import { mutate, mutations } from '../../support/mutate.js';
import { checkGif, imageErrorCode, KERNELS, open, readGif } from '../../support/read-gif.js';

const kernels = loadKernels()!;
const FOLDER = new URL('../../../fixtures/gif/', import.meta.url);

// like noise and unlike black, so that a pixel drawn at the wrong place or with the wrong colour shows
const PALETTE = readPalette(
  Uint8Array.from({ length: 768 }, (_, i) => (Math.imul(i + 1, 0x9e3779b1) >>> 24) | 1),
  0,
  256,
);

interface Drawn {
  readonly outcome: ImageOutcome;
  readonly pixels: Uint8Array | null;
  readonly touched: Uint8Array | null;
}

/** Draws one image over a canvas that is not empty; `pieces` sub-blocks at a time. */
function drawWith(kernel: Kernel, canvas: Canvas | null, job: ImageJob, data: Uint8Array, pieces: number): Drawn {
  try {
    canvas?.pixels.forEach((_, i, pixels) => (pixels[i] = i % 3 === 0 ? canvas.black : Math.imul(i, 0x85ebca6b)));
    canvas?.touched.flags.fill(0);
    kernel.begin(job);
    for (let start = 0; start < data.length;) {
      let end = start;
      for (let i = 0; i < pieces && end < data.length; i++) end += 1 + data[end]!;
      end = Math.min(end, data.length);
      kernel.push(data, start, end, 1000 + start);
      start = end;
    }
    return {
      outcome: kernel.end(),
      pixels: canvas && canvas.rgba.slice(),
      touched: canvas && canvas.touched.flags.slice(),
    };
  } finally {
    kernel.free();
    canvas?.free();
  }
}

function drawBoth(job: ImageJob, size: readonly [number, number] | null, data: Uint8Array, pieces: number): Drawn {
  const drawn = (memory: typeof kernels.memory | null): Drawn => {
    const canvas = size && new Canvas(...size, memory);
    const kernel = memory ? new WasmKernel(kernels, canvas) : new PlainKernel(canvas);
    return drawWith(kernel, canvas, job, data, pieces);
  };
  const expected = drawn(null);
  expect(drawn(kernels.memory)).toEqual(expected);
  return expected;
}

// three tiles, and a bit of a fourth
const side = fc.integer({ min: 0, max: 100 });
const job: fc.Arbitrary<ImageJob> = fc.record({
  left: side,
  top: side,
  width: side,
  height: side,
  interlaced: fc.boolean(),
  palette: fc.constantFrom(PALETTE, null),
  transparent: fc.integer({ min: -1, max: 255 }),
  minCodeSize: fc.integer({ min: 1, max: 8 }),
});
const size = fc.option(fc.tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 })));
const pieces = fc.integer({ min: 1, max: 20 });

test('the kernels draw the same and come to the same outcome for any bytes as codes', () => {
  const ends = new Set<string>();
  fc.assert(
    fc.property(job, size, fc.uint8Array({ maxLength: 600 }), fc.integer({ min: 1, max: 255 }), pieces, (...given) => {
      const [of, onto, bytes, block, together] = given;
      const { outcome } = drawBoth(of, onto, Uint8Array.from(subBlocks(bytes, block)).slice(0, -1), together);
      ends.add(outcome.ended);
    }),
    { numRuns: 1000 },
  );
  expect(ends.size).toBe(3);
});

const walk = fc.record({
  minCodeSize: fc.integer({ min: 2, max: 8 }),
  // pixels that the data has; the image may have more or fewer
  length: fc.integer({ min: 1, max: 30_000 }),
  // runs of 1 to 128 equal indices: short and long strings
  run: fc.nat(7),
  seed: fc.nat(),
  clear: fc.constantFrom<'when_full' | 'never' | number>('when_full', 'never', 1, 100, 5000),
  endCode: fc.boolean(),
});

test('the kernels agree on long images, whole, cut, damaged, with too few and too many pixels', () => {
  let extra = 0;
  fc.assert(
    fc.property(walk, job, size, fc.option(mutations), pieces, (...given) => {
      const [{ length, run, seed, minCodeSize, ...packing }, place, onto, changes, together] = given;
      const indices = Array.from(
        { length },
        (_, i) => (Math.imul(i >> run, seed | 1) >>> 9) & ((1 << minCodeSize) - 1),
      );
      const whole = Uint8Array.from(subBlocks(encodeLzw(indices, { ...packing, minCodeSize }))).slice(0, -1);
      const data = changes ? mutate(whole, changes) : whole;
      const width = 1 + (seed % 300);
      const height = Math.floor(length / width);
      const { outcome } = drawBoth({ ...place, width, height, minCodeSize }, onto, data, together);
      if (outcome.extraPixels) extra++;
    }),
    { numRuns: 200 },
  );
  // some 50 of 200: those whose length is no multiple of a width, and that were not cut short
  expect(extra).toBeGreaterThan(20);
});

test('the kernels agree on more codes of 2 bits than a table has, none of them a clear code', () => {
  const codes = new CodeWriter();
  codes.write(2, 2);
  for (let i = 0; i < 20_000; i++) codes.write((Math.imul(i, i) >> 3) & 1, 2);
  const data = Uint8Array.from(subBlocks(codes.bytes())).slice(0, -1);
  const wide = { left: 0, top: 0, width: 200, height: 100, interlaced: false, palette: PALETTE, transparent: -1 };
  const { outcome } = drawBoth({ ...wide, minCodeSize: 1 }, [200, 100], data, 20);
  expect(outcome).toMatchObject({ pixels: 20_000, ended: 'data' });
});

test('an image of more pixels than indices are kept for is drawn the same', () => {
  // 2 ** 22 indices are kept whatever the canvas
  const [width, height] = [2100, 2000];
  const data = Uint8Array.from(subBlocks(encodeLzw(Array<number>(100_000).fill(3), { minCodeSize: 8 }))).slice(0, -1);
  const large = { left: 1, top: 2, width, height, interlaced: false, palette: PALETTE, transparent: -1 };
  const { outcome, pixels } = drawBoth({ ...large, minCodeSize: 8 }, [40, 30], data, 20);
  expect(outcome).toMatchObject({ pixels: 100_000, ended: 'end_code' });
  expect(pixels!.subarray(4 * (2 * 40 + 1), 4 * (2 * 40 + 2))).toEqual(
    new Uint8Array(PALETTE.colors.buffer, 4 * 3, 4).slice(),
  );
});

// as encoders write them
const FILES = readdirSync(FOLDER).map((name) => readFileSync(new URL(name, FOLDER)));
const anything = fc.oneof(
  { weight: 4, arbitrary: gifSpec({ outside: true, reservedDisposals: true, wildIndices: true }).map(writeGif) },
  { weight: 1, arbitrary: fc.constantFrom(...FILES) },
);

test('both readings of any GIF, whole or damaged, are the same', () =>
  fc.assert(
    fc.asyncProperty(anything, fc.option(mutations), async (whole, changes) => {
      const bytes = changes ? mutate(whole, changes) : whole;
      // 2 ** 18 pixels: mutations of the header make the screen large
      const budget = { ...DEFAULT_BUDGET, maxCanvasPixels: 2 ** 18 };
      const [first, second] = await Promise.all(KERNELS.map(({ load }) => settled(bytes, budget, load)));
      expect(second).toEqual(first);
      expect(kernels.memory.areas).toBe(0);
    }),
    { numRuns: 800 },
  ));

/** All that is read from a GIF, frames as digests; or the code of the error. */
async function settled(bytes: Uint8Array, budget: Budget, load: (typeof KERNELS)[number]['load']): Promise<unknown> {
  try {
    const { frames, ...rest } = await readGif(bytes, budget, load);
    return { frames: frames.map((rgba) => crc32(rgba)), ...rest, checked: await checkGif(bytes, load) };
  } catch (error) {
    return error instanceof ImageError ? error.code : Promise.reject(error);
  }
}

test('a pass that is left early or that throws gives back its memory', async () => {
  const spec = {
    width: 5,
    height: 5,
    palette: [[1, 2, 3]],
    blocks: Array(3).fill({ width: 5, height: 5, indices: Array(25).fill(0) }),
  } as const;
  const frames = iteratorOf(open(spec).frames());
  await frames.next();
  expect(kernels.memory.areas).toBeGreaterThan(0);
  await frames.return?.();
  expect(kernels.memory.areas).toBe(0);
  expect(await imageErrorCode(readGif(spec, { ...DEFAULT_BUDGET, maxFrames: 2 }))).toBe('frames_over_budget');
  const broken = open(spec, { ...DEFAULT_BUDGET, maxFrames: 2 }).frames();
  const shown = async (): Promise<void> => {
    for await (const frame of broken) expect(frame.rgba).toHaveLength(100);
  };
  expect(await imageErrorCode(shown())).toBe('frames_over_budget');
  expect(kernels.memory.areas).toBe(0);
});
