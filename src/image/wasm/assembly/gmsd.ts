// GMSD as quality/kernels/gmsd.ts defines it: sums of 2 x 2 pixels and their gradients are exact.
import { bytesBelow, lanesBelow, upperHalf } from './lanes';
import { clearSums, TILE, tilesAlong } from './tiles';

/** Halved pixels along a side of a tile. */
const HALF: i32 = TILE / 2;
/** Tiles that go across at once. */
const CHUNK: i32 = 16;
/** Bytes of a halved row of 16 bits a pixel, with a vector of what lies around it on each side. */
const HALVED: usize = 2 * (CHUNK * HALF + 16);
/** A row of either plane; three of them are under the gradient's window. */
const ROW: usize = 2 * HALVED;

/** The paper's 170, for squared gradients of sums of 4, divided by 3. */
const C: f32 = 170 * 16 * 9;

/**
 * For each tile of a rectangle of tiles, what its halved pixels fall short of similarity 1: the sum, and the sum of
 * squares. See ssim.ts.
 */
export function gmsdTiles(
  a: usize,
  b: usize,
  width: i32,
  height: i32,
  left: i32,
  top: i32,
  right: i32,
  bottom: i32,
  scratch: usize,
  sums: usize,
): void {
  const across = tilesAlong(width);
  const columns = (width + 1) / 2;
  const rows = (height + 1) / 2;
  clearSums(sums, 16, across, left, top, right, bottom);
  for (let from = left; from < right; from += CHUNK) {
    const tiles = min(CHUNK, right - from);
    let above = scratch;
    let middle = scratch + ROW;
    let below = scratch + 2 * ROW;
    const end = min(bottom * HALF, rows);
    for (let row = top * HALF - 1; row <= end; row++) {
      halveRow(a, width, height, row, from, tiles, below);
      halveRow(b, width, height, row, from, tiles, below + HALVED);
      if (row > top * HALF) {
        const to = sums + 16 * <usize>(((row - 1) / HALF) * across + from);
        addRow(above + 16, middle + 16, below + 16, columns - from * HALF, tiles, to);
      }
      const swapped = above;
      above = middle;
      middle = below;
      below = swapped;
    }
  }
}

/** Sums of 2 x 2 pixels from 8 before the first tile on to 8 behind the last; zeros beyond the border. */
function halveRow(plane: usize, width: i32, height: i32, row: i32, from: i32, tiles: i32, out: usize): void {
  const inside = row >= 0 && 2 * row < height;
  const start = plane + <usize>(2 * row * width);
  // under an odd last row lie zeros
  const second: usize = 2 * row + 1 < height ? <usize>width : 0;
  for (let x = from * TILE - 16; x < (from + tiles) * TILE + 16; x += 16, out += 16) {
    let sums = i16x8.splat(0);
    if (inside && x >= 0 && x < width) {
      const at = start + x;
      const within = x + 16 > width ? bytesBelow(width - x) : i8x16.splat(-1);
      sums = i16x8.extadd_pairwise_i8x16_u(v128.and(v128.load(at), within));
      if (second) sums = i16x8.add(sums, i16x8.extadd_pairwise_i8x16_u(v128.and(v128.load(at + second), within)));
    }
    v128.store(out, sums);
  }
}

/** Adds a row of halved pixels to their tiles' sums. */
function addRow(above: usize, middle: usize, below: usize, columns: i32, tiles: i32, sums: usize): void {
  for (; tiles > 0; tiles--, sums += 16) {
    // 64 bits: were squares rounded to 32, values that are all the same would seem to deviate
    let sum = f64x2.splat(0);
    let squares = f64x2.splat(0);
    for (let i = 0; i < HALF; i += 8, columns -= 8, above += 16, middle += 16, below += 16) {
      const fallingA = fallingDiagonal(above, below);
      const risingA = risingDiagonal(above, below);
      const xA = slopeAlongX(fallingA, risingA, middle);
      const yA = slopeAlongY(fallingA, risingA, above, below);
      const fallingB = fallingDiagonal(above + HALVED, below + HALVED);
      const risingB = risingDiagonal(above + HALVED, below + HALVED);
      const xB = slopeAlongX(fallingB, risingB, middle + HALVED);
      const yB = slopeAlongY(fallingB, risingB, above + HALVED, below + HALVED);
      let low = shortfall(squaredLow(xA, yA), squaredLow(xB, yB));
      let high = shortfall(squaredHigh(xA, yA), squaredHigh(xB, yB));
      if (columns < 8) {
        low = v128.and(low, lanesBelow(columns));
        high = v128.and(high, lanesBelow(columns - 4));
      }
      const v0 = f64x2.promote_low_f32x4(low);
      const v2 = f64x2.promote_low_f32x4(upperHalf(low));
      const v4 = f64x2.promote_low_f32x4(high);
      const v6 = f64x2.promote_low_f32x4(upperHalf(high));
      sum = f64x2.add(sum, f64x2.add(f64x2.add(v0, v2), f64x2.add(v4, v6)));
      squares = f64x2.add(squares, f64x2.add(f64x2.mul(v0, v0), f64x2.mul(v2, v2)));
      squares = f64x2.add(squares, f64x2.add(f64x2.mul(v4, v4), f64x2.mul(v6, v6)));
    }
    const both = f64x2.add(v128.shuffle<i64>(sum, squares, 0, 2), v128.shuffle<i64>(sum, squares, 1, 3));
    v128.store(sums, f64x2.add(v128.load(sums), both));
  }
}

/** Of the 3 x 3 around 8 halved pixels, what lies on one diagonal: lower right less upper left. */
function fallingDiagonal(above: usize, below: usize): v128 {
  return i16x8.sub(v128.load(below, 2), v128.load(above - 2));
}

/** Upper right less lower left. */
function risingDiagonal(above: usize, below: usize): v128 {
  return i16x8.sub(v128.load(above, 2), v128.load(below - 2));
}

/** Right column minus left column. */
function slopeAlongX(falling: v128, rising: v128, middle: usize): v128 {
  return i16x8.add(i16x8.add(falling, rising), i16x8.sub(v128.load(middle, 2), v128.load(middle - 2)));
}

/** Lower row minus upper row. */
function slopeAlongY(falling: v128, rising: v128, above: usize, below: usize): v128 {
  return i16x8.add(i16x8.sub(falling, rising), i16x8.sub(v128.load(below), v128.load(above)));
}

/** x^2 + y^2 of the first four. */
function squaredLow(x: v128, y: v128): v128 {
  const sides = v128.shuffle<i16>(x, y, 0, 8, 1, 9, 2, 10, 3, 11);
  return f32x4.convert_i32x4_s(i32x4.dot_i16x8_s(sides, sides));
}

function squaredHigh(x: v128, y: v128): v128 {
  const sides = v128.shuffle<i16>(x, y, 4, 12, 5, 13, 6, 14, 7, 15);
  return f32x4.convert_i32x4_s(i32x4.dot_i16x8_s(sides, sides));
}

/** 1 - GMS; exactly 0 for equal gradients: the root of a rounded square is the number itself. */
function shortfall(squareA: v128, squareB: v128): v128 {
  const sum = f32x4.add(squareA, squareB);
  const root = f32x4.sqrt(f32x4.mul(squareA, squareB));
  return f32x4.div(f32x4.sub(sum, f32x4.add(root, root)), f32x4.add(sum, f32x4.splat(C)));
}
