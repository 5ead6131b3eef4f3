import fc from 'fast-check';
import type { Block, GifSpec, ImageSpec, Rgb } from './gif-writer.js';
import { comment, loop } from './gif-writer.js';

/** What random GIFs may do; all that is left out stays within what every reader does alike. */
export interface GifShape {
  /** Frames may reach beyond the screen or lie off it. */
  readonly outside?: boolean;
  /** Reserved disposals 4..7 too. */
  readonly reservedDisposals?: boolean;
  /** Every frame has a transparent index. */
  readonly alwaysTransparent?: boolean;
  /** Indices beyond the palette. */
  readonly wildIndices?: boolean;
}

const byte = fc.nat(255);
const rgb: fc.Arbitrary<Rgb> = fc.tuple(byte, byte, byte);
const palette = fc
  .constantFrom(1, 2, 3, 4, 7, 16, 100, 256)
  .chain((size) => fc.array(rgb, { minLength: size, maxLength: size }));

/** Random well-formed GIFs: screens up to 24 x 24, up to 6 frames, every block and packing option. */
export function gifSpec(shape: GifShape = {}): fc.Arbitrary<GifSpec> {
  return fc.tuple(side(), side(), palette).chain(([width, height, global]) =>
    fc
      .record({
        images: fc.array(image(width, height, global.length, shape), { minLength: 1, maxLength: 6 }),
        looped: fc.option(fc.nat(65535)),
        noted: fc.boolean(),
      })
      .map(({ images, looped, noted }) => {
        const before: Block[] = [...(looped === null ? [] : [loop(looped)]), ...(noted ? [comment('note')] : [])];
        return { width, height, palette: global, blocks: [...before, ...images] };
      }),
  );
}

function image(width: number, height: number, globalColors: number, shape: GifShape): fc.Arbitrary<ImageSpec> {
  const area = fc.tuple(span(width, shape), span(height, shape));
  return fc.tuple(area, fc.option(palette)).chain(([[across, down], local]) => {
    const colors = local?.length ?? globalColors;
    const pixels = across.size * down.size;
    const index = fc.nat(colors - 1);
    const largest = shape.wildIndices ? Math.min(255, 2 * colors) : colors - 1;
    return fc
      .record({
        indices: fc.uint8Array({ minLength: pixels, maxLength: pixels, max: largest }),
        repetitive: fc.boolean(),
        interlaced: fc.boolean(),
        delay: fc.nat(500),
        disposal: fc.nat(shape.reservedDisposals ? 7 : 3),
        transparent: shape.alwaysTransparent ? index : fc.option(index),
        clear: fc.constantFrom<'when_full' | 'never' | number>('when_full', 'never', 1, 5, 300),
        subBlockSize: fc.integer({ min: 1, max: 255 }),
      })
      .map(({ indices, repetitive, transparent, clear, ...rest }) => ({
        ...rest,
        indices: repetitive ? indices.map((_, i) => indices[i % 3]!) : indices,
        left: across.start,
        top: down.start,
        width: across.size,
        height: down.size,
        lzw: { clear },
        ...(local && { palette: local }),
        ...(transparent !== null && { transparent }),
      }));
  });
}

function span(screen: number, { outside }: GifShape): fc.Arbitrary<{ start: number; size: number }> {
  const start = fc.nat(outside ? screen + 4 : screen - 1);
  return start.chain((at) =>
    fc.integer({ min: 1, max: outside ? screen + 4 : screen - at }).map((size) => ({ start: at, size })),
  );
}

function side(): fc.Arbitrary<number> {
  return fc.integer({ min: 1, max: 24 });
}
