import { expectValues } from './sizes.js';

/** Side of the squares over which colours are averaged before motion is looked for: grain and dithering average out. */
const CELL = 4;

/** Cells along the side of an area that moves or does not: 16 x 16 pixels. */
const AREA_CELLS = 4;

/** Red, green and blue as seen on black, and alpha: together they show what moves on any background. */
const CHANNELS = 4;

/** Root mean square change, 0..255, from which an area has moved: a cursor of 2 x 2 pixels has 12, dithering 1 to 3. */
const MOVED = 4;

/** Where in time the output is, on the way from one picture of the original to the next. */
export interface Mistiming {
  /** 0: the output shows all that moved; 1: it still shows the picture before. */
  readonly late: number;
  /** 0: the output still showed none of it one picture before; 1: it had shown all of it by then. */
  readonly early: number;
}

/** A picture reduced to sums over its cells, which is all that `mistiming` looks at. */
export interface Cells {
  readonly columns: number;
  readonly rows: number;
  /** Pixels of each column and row of cells that lie in the picture: 4, or fewer in the last one. */
  readonly columnPixels: readonly number[];
  readonly rowPixels: readonly number[];
  /** Premultiplied R, G, B and alpha, 0..4080, cell by cell. */
  readonly sums: Uint16Array;
}

export function createCells(width: number, height: number): Cells {
  const [columns, rows] = [Math.ceil(width / CELL), Math.ceil(height / CELL)];
  const pixelsOf = (side: number, cells: number): number[] =>
    Array.from({ length: cells }, (_, i) => Math.min(CELL, side - CELL * i));
  return {
    columns,
    rows,
    columnPixels: pixelsOf(width, columns),
    rowPixels: pixelsOf(height, rows),
    sums: new Uint16Array(CHANNELS * columns * rows),
  };
}

/**
 * Each pixel is rounded as on a black background, so that sums are whole numbers.
 * @param rgba - straight alpha, 4 x width x height bytes; `out` was made for this size and is written whole
 */
export function cellSums(rgba: Uint8Array, width: number, height: number, { columns, rows, sums }: Cells): void {
  expectValues(4 * width * height, { rgba });
  for (let row = 0, o = 0; row < rows; row++) {
    const bottom = Math.min(height, CELL * (row + 1));
    for (let column = 0; column < columns; column++, o += CHANNELS) {
      const right = Math.min(width, CELL * (column + 1));
      let r = 0;
      let g = 0;
      let b = 0;
      let a = 0;
      for (let y = CELL * row; y < bottom; y++) {
        for (let i = 4 * (y * width + CELL * column), end = 4 * (y * width + right); i < end; i += 4) {
          const alpha = rgba[i + 3]!;
          r += Math.floor((rgba[i]! * alpha + 127) / 255);
          g += Math.floor((rgba[i + 1]! * alpha + 127) / 255);
          b += Math.floor((rgba[i + 2]! * alpha + 127) / 255);
          a += alpha;
        }
      }
      sums[o] = r;
      sums[o + 1] = g;
      sums[o + 2] = b;
      sums[o + 3] = a;
    }
  }
}

/**
 * How much of the original's motion the output shows at another time. In each area that moved, the output's distance
 * from where it should be is projected onto the motion: <o1 - p1, d> / <d, d> and <p0 - o0, d> / <d, d> with d = o1 - o0
 * (a matched filter, so that error which does not run along the motion, like quantisation and dithering, averages out).
 * Cells that the border cuts count by their pixels.
 *
 * @param o0 the original's picture before, `o1` now; `p0`, `p1` the output's at the same times
 * @returns means over the areas that moved: 0 for a faithful output, late 1 for one that is a picture behind, about 0.5
 * for a frozen one; null where nothing moved
 */
export function mistiming(o0: Cells, o1: Cells, p0: Cells, p1: Cells): Mistiming | null {
  const { columns, rows, columnPixels, rowPixels } = o0;
  let areas = 0;
  let late = 0;
  let early = 0;
  for (let top = 0; top < rows; top += AREA_CELLS) {
    const bottom = Math.min(rows, top + AREA_CELLS);
    for (let left = 0; left < columns; left += AREA_CELLS) {
      const right = Math.min(columns, left + AREA_CELLS);
      let energy = 0;
      let behind = 0;
      let ahead = 0;
      for (let row = top; row < bottom; row++) {
        const end = CHANNELS * (row * columns + right);
        for (let i = CHANNELS * (row * columns + left); i < end; i++) {
          const motion = o1.sums[i]! - o0.sums[i]!;
          energy += motion * motion;
          behind += (o1.sums[i]! - p1.sums[i]!) * motion;
          ahead += (p0.sums[i]! - o0.sums[i]!) * motion;
        }
      }
      const squares = squaresOf(columnPixels, left, right) * squaresOf(rowPixels, top, bottom);
      if (energy < MOVED ** 2 * CHANNELS * squares) continue;
      areas++;
      late += behind / energy;
      early += ahead / energy;
    }
  }
  return areas === 0 ? null : { late: late / areas, early: early / areas };
}

function squaresOf(pixels: readonly number[], start: number, end: number): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += pixels[i]! ** 2;
  return sum;
}
