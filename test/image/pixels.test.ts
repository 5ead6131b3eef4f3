import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Structure } from '../../src/image/facts.js';
import { openGif } from '../../src/image/gif/reader.js';
import { measurePixels, PixelCensus } from '../../src/image/pixels.js';
import { DEFAULT_BUDGET, type Drawing, type Frame, type ImageReader } from '../../src/image/reader.js';
import { openSource } from '../../src/image/source.js';
import { loadKernels } from '../../src/image/wasm/kernels.js';
import { gifSpec } from '../support/gif-arbitrary.js';
import { renderModel } from '../support/gif-model.js';
import { writeGif, type GifSpec, type ImageSpec } from '../support/gif-writer.js';

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
  const integrity = { complete: true, problems: [] };
  const reader: ImageReader = {
    structure: () => Promise.resolve(structure),
    outline: () => Promise.resolve({ structure, integrity, weights: [] }),
    integrity: () => Promise.resolve(integrity),
    async *frames(): AsyncGenerator<Frame> {
      for (const [index, pixels] of frames.entries()) {
        buffer.set(pixels.flat());
        const changed = { left: 0, top: 0, width, height: 1 };
        yield { index, rgba: await Promise.resolve(buffer), changed, touched: null, drawing: null };
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

/** Every pixel of every frame, one by one. */
function bruteForce(frames: readonly Uint8Array[]) {
  const all = new Set<number>();
  let maxPerFrame = 0;
  let transparent = false;
  for (const rgba of frames) {
    const seen = new Set<number>();
    for (let at = 0; at < rgba.length; at += 4) {
      const [r, g, b, a] = rgba.subarray(at, at + 4) as unknown as Rgba;
      if (a < 255) transparent = true;
      if (a > 0) seen.add((r << 16) | (g << 8) | b);
    }
    for (const color of seen) all.add(color);
    maxPerFrame = Math.max(maxPerFrame, seen.size);
  }
  return { colors: { union: all.size, maxPerFrame }, transparent };
}

/** What a reader can say of how each frame came about, from the description. */
function drawingsOf({ width, height, palette: common, blocks }: GifSpec): Drawing[] {
  const images = blocks.filter((block): block is ImageSpec => !('raw' in block));
  return images.map((image, frame) => {
    const palette = image.palette ?? common ?? [];
    const colors = new Set<number>();
    const drawn = new Set<number>();
    for (let y = 0; y < image.height; y++) {
      for (let x = 0; x < image.width; x++) {
        const [column, row] = [(image.left ?? 0) + x, (image.top ?? 0) + y];
        const index = image.indices[y * image.width + x]!;
        if (column >= width || row >= height || index === image.transparent) continue;
        const [r, g, b] = palette[index] ?? [0, 0, 0];
        colors.add((r << 16) | (g << 8) | b);
        drawn.add(row * width + column);
      }
    }
    const before = images[frame - 1]?.disposal;
    const disposed = before === 2 ? 'cleared' : before === 3 ? 'restored' : 'kept';
    return { colors: Uint32Array.from(colors), covers: drawn.size === width * height, disposed };
  });
}

describe('what a reader says of its drawing', () => {
  const specs = gifSpec({ outside: true, wildIndices: true });

  test('makes no difference to what is counted, whichever frames it says it of', () => {
    fc.assert(
      fc.property(specs, fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), (spec, known) => {
        const frames = renderModel(spec);
        const drawings = drawingsOf(spec);
        const changed = { left: 0, top: 0, width: spec.width, height: spec.height };
        const census = new PixelCensus();
        for (const [index, rgba] of frames.entries()) {
          census.add({ index, rgba, changed, touched: null, drawing: known[index] ? drawings[index]! : null });
        }
        expect(census.result()).toEqual(bruteForce(frames));
      }),
      { numRuns: 500 },
    );
  });

  test('gives the same figures through our reader', async () => {
    await fc.assert(
      fc.asyncProperty(specs, async (spec) => {
        const reader = openGif(openSource({ bytes: writeGif(spec) }), DEFAULT_BUDGET);
        expect(await measurePixels(reader)).toEqual(bruteForce(renderModel(spec)));
      }),
    );
  });

  test('counts alike whether the pixels lie in the memory of the kernels or not, and however many colours there are', () => {
    const kernels = loadKernels()!;
    const colors = fc.oneof(
      // many small changes, runs of few colours, and more colours than the kernel lists
      fc.array(fc.nat({ max: 300 }), { minLength: 1, maxLength: 400 }),
      fc
        .array(fc.record({ length: fc.integer({ min: 1, max: 40 }), value: fc.nat({ max: 12 }) }), { minLength: 1 })
        .map((runs) => runs.flatMap(({ length, value }) => Array.from({ length }, () => value))),
      fc.integer({ min: 65_000, max: 66_500 }).map((count) => Array.from({ length: count }, (_, i) => i * 7)),
    );
    fc.assert(
      fc.property(colors, fc.nat({ max: 20 }), fc.boolean(), (list, clear, known) => {
        const rgba = Uint8Array.from(
          list.flatMap((color) => [color >>> 16, (color >>> 8) & 255, color & 255, color % 21 === clear ? 0 : 255]),
        );
        const address = kernels.memory.allocate(rgba.length);
        try {
          kernels.memory.bytes(address, rgba.length).set(rgba);
          const changed = { left: 0, top: 0, width: list.length, height: 1 };
          const seen = Uint32Array.from(new Set(list.filter((color) => color % 21 !== clear)));
          const drawing: Drawing | null = known ? { colors: seen, covers: false, disposed: 'kept' } : null;
          const census = new PixelCensus();
          for (let index = 0; index < 2; index++) {
            census.add({ index, rgba: kernels.memory.bytes(address, rgba.length), changed, touched: null, drawing });
          }
          expect(census.result()).toEqual(bruteForce([rgba]));
        } finally {
          kernels.memory.free(address);
        }
      }),
      { numRuns: 90 },
    );
  });

  test('counts blocks that show one colour only, and sees what is see-through at any place of them', () => {
    const kernels = loadKernels()!;
    const count = (rgba: Uint8Array) => {
      const address = kernels.memory.allocate(rgba.length);
      try {
        kernels.memory.bytes(address, rgba.length).set(rgba);
        const census = new PixelCensus();
        const changed = { left: 0, top: 0, width: rgba.length / 4, height: 1 };
        const inside = kernels.memory.bytes(address, rgba.length);
        census.add({ index: 0, rgba: inside, changed, touched: null, drawing: null });
        return census.result();
      } finally {
        kernels.memory.free(address);
      }
    };
    // the kernel looks at 16 pixels together; what comes in a first or later block comes nowhere else
    for (const pixels of [1, 15, 16, 17, 32, 48]) {
      for (const color of [RED, CLEAR]) {
        const rgba = Uint8Array.from({ length: 4 * pixels }, (_, at) => color[at % 4]!);
        expect(count(rgba)).toEqual(bruteForce([rgba]));
      }
    }
    for (let place = 0; place < 48; place++) {
      for (const alpha of [0, 1, 254]) {
        for (const red of [255, 254]) {
          const rgba = Uint8Array.from({ length: 4 * 48 }, (_, at) => RED[at % 4]!);
          rgba.set([red, 0, 0, alpha], 4 * place);
          expect(count(rgba)).toEqual(bruteForce([rgba]));
        }
      }
    }
  });

  test('lists as many colours as there is room for, and tells of more', () => {
    const kernels = loadKernels()!;
    const found = (count: number): number => {
      const address = kernels.memory.allocate(4 * count);
      const opaque = Uint32Array.from({ length: count }, (_, color) => 0xff000000 + color);
      kernels.memory.bytes(address, 4 * count).set(new Uint8Array(opaque.buffer));
      const colors = kernels.exports.findColors(address, count, -1);
      kernels.memory.free(address);
      return colors;
    };
    expect(found(2 ** 16)).toBe(2 ** 16);
    expect(found(2 ** 16 + 1)).toBe(-1);
    expect(found(2)).toBe(2);
  });

  test('counts a colour that came after more than the kernel lists in pictures that follow', () => {
    const kernels = loadKernels()!;
    const count = (colors: readonly number[]) => {
      const rgba = Uint8Array.from(colors.flatMap((color) => [color >>> 16, (color >>> 8) & 255, color & 255, 255]));
      const address = kernels.memory.allocate(rgba.length);
      try {
        kernels.memory.bytes(address, rgba.length).set(rgba);
        const changed = { left: 0, top: 0, width: colors.length, height: 1 };
        const census = new PixelCensus();
        census.add({
          index: 0,
          rgba: kernels.memory.bytes(address, rgba.length),
          changed,
          touched: null,
          drawing: null,
        });
        return census.result().colors.union;
      } finally {
        kernels.memory.free(address);
      }
    };
    // far from the others in the set, where forgetting them would not forget it
    const late = 0xff0000;
    const many = Array.from({ length: 2 ** 16 }, (_, color) => color);
    expect(count([...many, late])).toBe(many.length + 1);
    expect(count([1, late])).toBe(2);
  });

  test('spares a look at the pixels where nothing that counts can be new', () => {
    let looks = 0;
    const frame = (drawing: Drawing): Frame => ({
      index: 0,
      get rgba() {
        looks += 1;
        return Uint8Array.of(1, 1, 1, 255, 2, 2, 2, 255);
      },
      changed: { left: 0, top: 0, width: 2, height: 1 },
      touched: null,
      drawing,
    });
    const census = new PixelCensus();
    census.add(frame({ colors: Uint32Array.of(0x010101, 0x020202), covers: true, disposed: 'kept' }));
    census.add(frame({ colors: Uint32Array.of(0x020202), covers: false, disposed: 'kept' }));
    expect(looks).toBe(0);
    // a third colour may be a third one on the canvas, or have replaced another
    census.add(frame({ colors: Uint32Array.of(0x030303), covers: false, disposed: 'kept' }));
    expect(looks).toBe(1);
    expect(census.result().colors).toEqual({ union: 3, maxPerFrame: 2 });
  });

  test('spares a look where what a frame drew is gone with it', () => {
    const census = new PixelCensus();
    const add = (disposed: Drawing['disposed'], covers: boolean, ...colors: number[]): void =>
      census.add({
        index: 0,
        get rgba(): Uint8Array {
          throw new Error('looked');
        },
        changed: { left: 0, top: 0, width: 3, height: 1 },
        touched: null,
        drawing: { colors: Uint32Array.from(colors), covers, disposed },
      });
    add('kept', true, 1, 2, 3);
    add('kept', true, 1, 2);
    add('kept', false, 3);
    add('restored', false, 4);
    expect(() => add('kept', false, 5)).toThrow('looked');
  });
});
