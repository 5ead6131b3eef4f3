// SSIM as quality/kernels/ssim.ts defines it, in 32-bit floats.
import { filterAlongX, filterAlongY, GROUP, PLANE, RADIUS, ROW, STRIP, TOTAL } from './gaussian';
import { addLanes } from './lanes';
import { areEqual, levelFor, middleOf, rangeOf, shiftBetween } from './luma-range';
import { TILE, tilesAlong } from './tiles';

// (K1 L)^2 and (K2 L)^2 of the paper: K1 = 0.01, K2 = 0.03, L = 255
const C1: f32 = 6.5025;
const C2: f32 = 58.5225;
/** Filtered rows are means times TOTAL^2. */
const SCALE: f32 = <f32>(1.0 / (<f64>TOTAL * <f64>TOTAL));

/**
 * For each tile of a rectangle of tiles, 1 - SSIM summed over the windows whose centre it holds.
 *
 * Precision: pixels are taken less the middle of a's range in the tile, those of b less that and the mean difference, so
 * that differences d are small where pictures are alike. Along x all sums are exact. Along y each mean is a sum of 6 terms
 * rounded at most 8 times: the variance of the difference is off by at most 10 x 2^-24 x d^2, which in a flat window
 * stands against C2. Levels that differ by 30 more than the tile's mean so move a window by 1e-5; the worst, 3e-4, takes
 * flat areas that differ by 127 more. The weights differ from the Gaussian's by 3.2e-5 of their value at most, as do
 * variances. Roundings have no common sign: the mean of a picture stays within 2e-6 of the 64-bit one.
 *
 * @param a, b luma planes, one byte a pixel, row by row
 * @param left, top, right, bottom in tiles
 * @param scratch 24 KiB
 * @param sums one f64 a tile of the whole picture, row by row; those outside the rectangle stay
 */
export function ssimTiles(
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
  sumTiles(true, a, b, width, height, left, top, right, bottom, scratch, sums);
}

/** The same without the term for luminance: 1 - contrast x structure. */
export function contrastTiles(
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
  sumTiles(false, a, b, width, height, left, top, right, bottom, scratch, sums);
}

function sumTiles(
  luminance: bool,
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
  const masks = scratch + STRIP;
  for (let column = left; column < right; column++) {
    maskCentres(column * TILE, width, masks);
    for (let row = top; row < bottom; row++) {
      const sum = sumTile(luminance, a, b, width, height, column * TILE, row * TILE, scratch, masks);
      store<f64>(sums + 8 * <usize>(row * tilesAlong(width) + column), sum);
    }
  }
}

/** All bits for columns from `x` on that are centres of windows, none for others; in the order of filtered rows. */
function maskCentres(x: i32, width: i32, out: usize): void {
  for (let i = 0; i < TILE; i++) {
    const column = x + (i & ~7) + 2 * (i & 3) + ((i >> 2) & 1);
    store<i32>(out + 4 * i, column >= RADIUS && column < width - RADIUS ? -1 : 0);
  }
}

function sumTile(
  luminance: bool,
  a: usize,
  b: usize,
  width: i32,
  height: i32,
  x: i32,
  y: i32,
  scratch: usize,
  masks: usize,
): f64 {
  const first = max(x, RADIUS);
  const end = min(x + TILE, width - RADIUS);
  const top = max(y, RADIUS) - RADIUS;
  const rows = min(y + TILE, height - RADIUS) - RADIUS - top;
  if (end <= first || rows <= 0) return 0;
  const corner: usize = top * width + first - RADIUS;
  const across = end - first + 2 * RADIUS;
  const down = rows + 2 * RADIUS;
  if (areEqual(a + corner, b + corner, width, across, down)) return 0;
  const rangeA = rangeOf(a + corner, width, across, down);
  const rangeB = rangeOf(b + corner, width, across, down);
  const shift = shiftBetween(a + corner, b + corner, width, across, down);
  // apart by the shift where both ranges allow it
  const middleA = levelFor(rangeA, levelFor(rangeB, middleOf(rangeA) + shift) - shift);
  const middleB = levelFor(rangeB, middleA + shift);

  // in the first tile of a row this begins before the row: the columns that see it are no centres
  const start: usize = top * width + x - RADIUS;
  const groups: usize = (end - x + 7) >> 3;
  const filtered = scratch;
  const products = scratch + 42 * ROW;
  for (let i = 0; i < down; i++) {
    const at = start + i * width;
    filterAlongX(a + at, b + at, groups, middleA, middleB, products, filtered + <usize>i * ROW);
  }
  const means = masks + 4 * TILE;
  let sum: f64 = 0;
  for (let i = 0; i < rows; i += 2) {
    filterAlongY(filtered + <usize>i * ROW, groups, means);
    sum += sumRow(luminance, means, groups, <f32>middleA, <f32>middleB, masks);
    if (i + 1 < rows) sum += sumRow(luminance, means + ROW, groups, <f32>middleA, <f32>middleB, masks);
  }
  return sum;
}

/** @param masks all bits or none for each column of `means` */
export function sumRow(luminance: bool, means: usize, groups: usize, middleA: f32, middleB: f32, masks: usize): f64 {
  let sum = f32x4.splat(0);
  for (const end = means + groups * GROUP; means < end; means += GROUP, masks += 32) {
    const first = luminance ? shortfall(means, middleA, middleB) : contrastShortfall(means);
    const second = luminance ? shortfall(means + 16, middleA, middleB) : contrastShortfall(means + 16);
    sum = f32x4.add(sum, v128.and(first, v128.load(masks, 0)));
    sum = f32x4.add(sum, v128.and(second, v128.load(masks, 16)));
  }
  return addLanes(sum);
}

/**
 * 1 - SSIM (equation 13) of four windows, put in terms of what they differ by: with d the difference of the means, D the
 * variance of the difference, V the sum of the variances and L = a^2 + b^2 + C1, contrast x structure is
 * 1 - D / (V + C2) and luminance 1 - d^2 / L.
 */
function shortfall(means: usize, middleA: f32, middleB: f32): v128 {
  const a = f32x4.mul(v128.load(means, 0), f32x4.splat(SCALE));
  const difference = f32x4.mul(v128.load(means, PLANE), f32x4.splat(SCALE));
  const spread = f32x4.add(variancesOf(means, a, difference), f32x4.splat(C2));
  const variance = varianceOfDifference(means, difference);
  // only luminance asks for the means themselves
  const wholeA = f32x4.add(a, f32x4.splat(middleA));
  const wholeB = f32x4.add(f32x4.sub(a, difference), f32x4.splat(middleB));
  const apart = f32x4.sub(wholeA, wholeB);
  const squared = f32x4.mul(apart, apart);
  const level = f32x4.add(f32x4.add(f32x4.mul(wholeA, wholeA), f32x4.mul(wholeB, wholeB)), f32x4.splat(C1));
  const lost = f32x4.mul(f32x4.sub(level, squared), variance);
  return f32x4.div(f32x4.add(f32x4.mul(squared, spread), lost), f32x4.mul(level, spread));
}

/** The same without luminance. */
function contrastShortfall(means: usize): v128 {
  const a = f32x4.mul(v128.load(means, 0), f32x4.splat(SCALE));
  const difference = f32x4.mul(v128.load(means, PLANE), f32x4.splat(SCALE));
  const spread = f32x4.add(variancesOf(means, a, difference), f32x4.splat(C2));
  return f32x4.div(varianceOfDifference(means, difference), spread);
}

/** The sum of both variances. */
function variancesOf(means: usize, a: v128, difference: v128): v128 {
  const b = f32x4.sub(a, difference);
  const squares = f32x4.mul(v128.load(means, 2 * PLANE), f32x4.splat(2 * SCALE));
  return f32x4.sub(squares, f32x4.add(f32x4.mul(a, a), f32x4.mul(b, b)));
}

function varianceOfDifference(means: usize, difference: v128): v128 {
  const squares = f32x4.mul(v128.load(means, 3 * PLANE), f32x4.splat(4 * SCALE));
  return f32x4.sub(squares, f32x4.mul(difference, difference));
}
