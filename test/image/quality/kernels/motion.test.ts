import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { cellSums, createCells, mistiming, type Cells } from '../../../../src/image/quality/kernels/index.js';

const WIDTH = 96;
const HEIGHT = 48;
type Rgb = readonly [number, number, number];

function cellsOf(paint: (x: number, y: number) => readonly number[], width = WIDTH, height = HEIGHT): Cells {
  const rgba = new Uint8Array(4 * width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rgba.set(paint(x, y), 4 * (y * width + x));
  const cells = createCells(width, height);
  cellSums(rgba, width, height, cells);
  return cells;
}

/** A disc of radius 6 that moves 12 pixels a step. */
function disc(step: number, paper: Rgb = [240, 240, 240], ink: Rgb = [30, 30, 30], grain = 0): Cells {
  return cellsOf((x, y) => {
    const noise = grain * (((Math.imul(x * 7919 + y * 104729 + step, 2654435761) >>> 16) % 3) - 1);
    const color = Math.hypot(x - 14 - 12 * step, y - 24) < 6 ? ink : paper;
    return [...color.map((value) => value + noise), 255];
  });
}

/** Marks that appear one after the other and stay. */
function typed(letters: number): Cells {
  return cellsOf((x, y) =>
    y >= 20 && y < 28 && x % 8 < 5 && x < 8 * letters ? [20, 20, 20, 255] : [240, 240, 240, 255],
  );
}

describe('cellSums', () => {
  test.prop([fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 })])(
    'adds up the pixels of every cell, also of cut ones',
    (width, height) => {
      const { columns, rows, columnPixels, rowPixels, sums } = cellsOf(() => [10, 20, 30, 255], width, height);
      expect([columns, rows]).toEqual([Math.ceil(width / 4), Math.ceil(height / 4)]);
      for (let i = 0; i < sums.length; i += 4) {
        const pixels = columnPixels[(i / 4) % columns]! * rowPixels[Math.floor(i / 4 / columns)]!;
        expect([...sums.subarray(i, i + 4)]).toEqual([10, 20, 30, 255].map((value) => value * pixels));
      }
    },
  );

  test('gives see-through pixels no colour, whatever theirs would be', () => {
    const [hidden, other] = [cellsOf(() => [255, 0, 9, 0]), cellsOf(() => [3, 200, 9, 0])];
    expect(hidden.sums).toEqual(other.sums);
  });
});

describe('mistiming', () => {
  test('is 0 for a faithful output, and hardly more for a grainy one', () => {
    expect(mistiming(disc(0), disc(1), disc(0), disc(1))).toEqual({ late: 0, early: 0 });
    const grainy = (step: number): Cells => disc(step, [240, 240, 240], [30, 30, 30], 12);
    const { late, early } = mistiming(disc(0), disc(1), grainy(0), grainy(1))!;
    expect(Math.abs(late)).toBeLessThan(0.02);
    expect(Math.abs(early)).toBeLessThan(0.02);
  });

  test('does not exist where nothing moves, or where only grain does', () => {
    expect(mistiming(disc(1), disc(1), disc(0), disc(1))).toBeNull();
    const grain = (step: number): Cells => disc(step, [120, 120, 120], [120, 120, 120], 6);
    expect(mistiming(grain(0), grain(1), grain(0), grain(0))).toBeNull();
  });

  test('is late 1 for an output that is one picture behind, early 1 for one that is ahead', () => {
    expect(mistiming(typed(3), typed(4), typed(2), typed(3))).toEqual({ late: 1, early: 0 });
    expect(mistiming(typed(3), typed(4), typed(4), typed(5))).toEqual({ late: 0, early: 1 });
  });

  // what a luma threshold does not see: 20 grey levels, and a hue of the same luma
  test.each<[string, Rgb, Rgb]>([
    ['dim', [30, 30, 30], [50, 50, 50]],
    ['of the same luma as the paper', [128, 128, 128], [220, 85, 128]],
  ])('is late by half for a frozen disc that is %s', (_name, paper, ink) => {
    const at = (step: number): Cells => disc(step, paper, ink);
    const { late } = mistiming(at(2), at(3), at(0), at(0))!;
    expect(late).toBeGreaterThan(0.45);
  });

  test('sees white move over a see-through canvas, and black too', () => {
    for (const level of [0, 255]) {
      const at = (step: number): Cells =>
        cellsOf((x) => (x >= 12 * step && x < 12 * step + 8 ? [level, level, level, 255] : [0, 0, 0, 0]));
      expect(mistiming(at(2), at(3), at(2), at(3))).toEqual({ late: 0, early: 0 });
      expect(mistiming(at(2), at(3), at(1), at(2))?.late).toBeCloseTo(1, 9);
    }
  });
});
