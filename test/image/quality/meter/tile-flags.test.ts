import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { MeterMemory } from '../../../../src/image/quality/meter/memory.js';
import { CORNERS, TileFlags } from '../../../../src/image/quality/meter/tile-flags.js';
import { loadKernels } from '../../../../src/image/wasm/kernels.js';

const kernels = loadKernels()!;

type Rectangle = readonly [left: number, top: number, right: number, bottom: number];

/** Calls `use` with flags of a picture, none set. */
function withFlags(width: number, height: number, use: (flags: TileFlags) => void): void {
  const memory = new MeterMemory(kernels, width, height);
  const pair = memory.record([width, height, memory.tileColumns, memory.tileRows]);
  const flags = new TileFlags(memory, pair);
  flags.clear();
  use(flags);
  memory.free();
}

/** How often each tile is in a rectangle, row by row. */
function covered(flags: TileFlags, columns: number, rows: number): number[] {
  const counts = Array.from({ length: columns * rows }, () => 0);
  const corners = flags.rectangles();
  for (let at = 0; at < corners.length; at += CORNERS) {
    const [left, top, right, bottom] = corners.subarray(at, at + CORNERS) as unknown as Rectangle;
    for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) counts[y * columns + x]! += 1;
  }
  return counts;
}

const area = fc.record({
  left: fc.nat(199),
  top: fc.nat(149),
  width: fc.integer({ min: 0, max: 80 }),
  height: fc.integer({ min: 0, max: 60 }),
});

describe('tile flags', () => {
  test.prop([fc.array(area, { maxLength: 5 })])(
    'are set where an area touches a tile, and fall into rectangles that hold each once',
    (areas) => {
      withFlags(200, 150, (flags) => {
        for (const each of areas) flags.mark(each);
        const touches = (x: number, y: number): boolean =>
          areas.some(
            ({ left, top, width, height }) =>
              width > 0 &&
              height > 0 &&
              32 * x < left + width &&
              32 * x + 32 > left &&
              32 * y < top + height &&
              32 * y + 32 > top,
          );
        const expected = Array.from({ length: 7 * 5 }, (_, i) => Number(touches(i % 7, Math.floor(i / 7))));
        expect(covered(flags, 7, 5)).toEqual(expected);
        expect(flags.count).toBe(expected.filter(Boolean).length);
        expect(flags.any).toBe(areas.some(({ width, height }) => width > 0 && height > 0));
      });
    },
  );

  test('of a whole picture are one rectangle', () => {
    withFlags(200, 150, (flags) => {
      flags.set();
      expect(flags.rectangles()).toEqual(Uint32Array.of(0, 0, 7, 5));
    });
  });
});
