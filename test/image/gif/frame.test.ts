import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_BUDGET, type Area, type Drawing } from '../../../src/image/reader.js';
import { gifSpec } from '../../support/gif-arbitrary.js';
import type { GifSpec, ImageSpec } from '../../support/gif-writer.js';
import { KERNELS, readGif } from '../../support/read-gif.js';
import { differingTiles } from '../../support/tiles.js';

const RUNS = { numRuns: 300 };
const EMPTY: Area = { left: 0, top: 0, width: 0, height: 0 };

// sometimes with fewer or more pixels than the image holds
const spec = fc
  .tuple(
    gifSpec({ outside: true, reservedDisposals: true, wildIndices: true }),
    fc.array(fc.integer(), { maxLength: 3 }),
  )
  .map(([gif, lengths]) => ({ ...gif, blocks: gif.blocks.map((block, i) => withPixels(block, lengths[i])) }));

function withPixels(block: GifSpec['blocks'][number], length: number | undefined): GifSpec['blocks'][number] {
  if ('raw' in block || length === undefined) return block;
  const stored = Math.abs(length) % (2 * block.indices.length);
  const indices = Array.from({ length: stored }, (_, i) => block.indices[i] ?? 0);
  return { ...block, interlaced: false, indices };
}

function imagesOf({ blocks }: GifSpec): readonly ImageSpec[] {
  return blocks.filter((block): block is ImageSpec => !('raw' in block));
}

/** The part of an image that lies on the screen. */
function visible({ left = 0, top = 0, width, height }: ImageSpec, screen: GifSpec): Area {
  const [right, bottom] = [Math.min(screen.width, left + width), Math.min(screen.height, top + height)];
  return left >= right || top >= bottom ? EMPTY : { left, top, width: right - left, height: bottom - top };
}

/** The smallest rectangle around the pixels of a canvas that `holds` names. */
function bounds({ width, height }: GifSpec, holds: (x: number, y: number) => boolean): Area {
  const at = Array.from({ length: width * height }, (_, i) => [i % width, Math.floor(i / width)] as const);
  const inside = at.filter(([x, y]) => holds(x, y));
  if (inside.length === 0) return EMPTY;
  const [xs, ys] = [inside.map(([x]) => x), inside.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, width: Math.max(...xs) - left + 1, height: Math.max(...ys) - top + 1 };
}

function contains(area: Area, x: number, y: number): boolean {
  return x >= area.left && x < area.left + area.width && y >= area.top && y < area.top + area.height;
}

interface Pixel {
  readonly x: number;
  readonly y: number;
  readonly color: number;
}

/** Pixels of an image that are there and not transparent, also those beside the screen. */
function drawnBy(image: ImageSpec, screen: GifSpec): readonly Pixel[] {
  const palette = image.palette ?? screen.palette ?? [];
  const there = Array.from({ length: Math.min(image.indices.length, image.width * image.height) }, (_, i) => i);
  return there.flatMap((i) => {
    if (image.indices[i] === image.transparent) return [];
    const [r, g, b] = palette[image.indices[i]!] ?? [0, 0, 0];
    const [x, y] = [(image.left ?? 0) + (i % image.width), (image.top ?? 0) + Math.floor(i / image.width)];
    return [{ x, y, color: (r << 16) | (g << 8) | b }];
  });
}

/** Where a frame may differ from the one before: on its image, if it draws, and where that one was disposed of. */
function mayChange(gif: GifSpec, index: number): Area {
  if (index === 0) return { left: 0, top: 0, width: gif.width, height: gif.height };
  const [last, image] = [imagesOf(gif)[index - 1]!, imagesOf(gif)[index]!];
  const disposed = last.disposal === 2 || last.disposal === 3 ? visible(last, gif) : EMPTY;
  const drawn = drawnBy(image, gif).length > 0 ? visible(image, gif) : EMPTY;
  return bounds(gif, (x, y) => contains(disposed, x, y) || contains(drawn, x, y));
}

/** The same on a larger screen, further to the right and down. */
function moved(gif: GifSpec, left: number, top: number): GifSpec {
  const blocks = gif.blocks.map((block) =>
    'raw' in block ? block : { ...block, left: left + (block.left ?? 0), top: top + (block.top ?? 0) },
  );
  return { ...gif, width: left + gif.width, height: top + gif.height, blocks };
}

/** One flag a tile: it holds some of an area. */
function tilesOf(area: Area, { width, height }: GifSpec): Uint8Array {
  const inside = new Uint8Array(4 * width * height);
  for (let y = area.top; y < area.top + area.height; y++) {
    inside.fill(1, 4 * (y * width + area.left), 4 * (y * width + area.left + area.width));
  }
  return differingTiles(new Uint8Array(inside.length), inside, width);
}

describe.each(KERNELS)('of a frame, with $name kernels,', ({ load }) => {
  test('the changed area is that of its image and of what was disposed of, and no pixel outside it changed', () =>
    fc.assert(
      fc.asyncProperty(spec, async (gif) => {
        const { frames, changes } = await readGif(gif, DEFAULT_BUDGET, load);
        for (const [index, { changed }] of changes.entries()) {
          expect(changed).toEqual(mayChange(gif, index));
          const [now, before] = [pixelsOf(frames[index]!), pixelsOf(frames[Math.max(0, index - 1)]!)];
          const differs = (x: number, y: number): boolean => now[y * gif.width + x] !== before[y * gif.width + x];
          expect(bounds(gif, (x, y) => differs(x, y) && !contains(changed, x, y))).toEqual(EMPTY);
        }
      }),
      RUNS,
    ));

  test('tiles are flagged where a pixel changed, and none outside the changed area', () =>
    fc.assert(
      fc.asyncProperty(spec, fc.nat(70), fc.nat(70), async (small, left, top) => {
        const gif = moved(small, left, top);
        const { frames, changes } = await readGif(gif, DEFAULT_BUDGET, load);
        expect(changes[0]!.touched).not.toContain(0);
        for (const [index, { changed, touched }] of changes.entries()) {
          if (index === 0) continue;
          const differing = differingTiles(frames[index - 1]!, frames[index]!, gif.width);
          const within = tilesOf(changed, gif);
          differing.forEach((differs, tile) => expect(touched![tile]).toBeGreaterThanOrEqual(differs));
          touched!.forEach((flag, tile) => expect(flag).toBeLessThanOrEqual(within[tile]!));
        }
      }),
      RUNS,
    ));

  test('an image that paints the whole canvas touches only the tiles whose pixels become others', async () => {
    const [width, height] = [100, 40];
    const picture = (other: number): ImageSpec => {
      const indices = Array.from({ length: width * height }, (_, i) => (i === other ? 2 : i % 2));
      return { width, height, indices };
    };
    const palette = [
      [0, 0, 0],
      [255, 255, 255],
      [255, 0, 0],
    ] as const;
    // column 64 of row 31, the third tile's first, and column 99 of row 32
    const blocks = [picture(-1), picture(31 * width + 64), picture(31 * width + 64), picture(32 * width + 99)];
    const { changes } = await readGif({ width, height, palette, blocks }, DEFAULT_BUDGET, load);
    expect(changes.slice(1).map(({ touched }) => [...touched!])).toEqual([
      [0, 0, 1, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 0, 0],
      [0, 0, 1, 0, 0, 0, 0, 1],
    ]);
  });

  test('the drawing names each colour that was drawn, unless some of it lies beside the canvas', () =>
    fc.assert(
      fc.asyncProperty(spec, async (gif) => {
        const { changes } = await readGif(gif, DEFAULT_BUDGET, load);
        for (const [index, image] of imagesOf(gif).entries()) {
          const drawn = drawnBy(image, gif);
          const { disposal } = imagesOf(gif)[index - 1] ?? {};
          const known: Drawing = {
            colors: Uint32Array.from(new Set(drawn.map(({ color }) => color))).toSorted(),
            covers: drawn.length === gif.width * gif.height,
            disposed: disposal === 2 ? 'cleared' : disposal === 3 ? 'restored' : 'kept',
          };
          const area = visible(image, gif);
          const clipped = area.width * area.height < image.width * image.height;
          expect(changes[index]!.drawing).toEqual(clipped ? null : known);
        }
      }),
      RUNS,
    ));
});

function pixelsOf(rgba: Uint8Array): Uint32Array {
  return new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4);
}
