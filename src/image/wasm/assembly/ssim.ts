// SSIM as quality/kernels/ssim.ts defines it, in 32-bit floats.
import { filterAlongX, filterAlongY, multiply, PRODUCTS, RADIUS, ROW, STRIP, UNIT } from './gaussian';
import { firstOf, middlesBetween, NONE, secondOf } from './luma-range';
import { sumRow } from './similarity';
import { TILE, tilesAlong } from './tiles';

/** Rows and columns that windows reach beyond their centres, both ways. */
const AROUND: i32 = 2 * RADIUS;

/**
 * For each tile of a rectangle of tiles, 1 - SSIM summed over the windows whose centre it holds.
 *
 * Precision: sums along x are exact, of pixels less middlesBetween the planes. Along y each mean is a sum of 6 terms
 * rounded at most 10 times, so a variance is off by at most 10 x 2^-24 x m^2, where m is what the window's pixels are away
 * from the middle, and for the variance of the difference what they differ by less the middles. Both stand against C2 and
 * the window's own variances: a flat window may be off by 3e-4 if it is black beside white, or 127 levels off its
 * surroundings. Roundings have no common sign, though: 1e-5 is the most that was seen in pictures made for it, 1e-7 in
 * others. The weights differ from the Gaussian's by 3.2e-5 of their value at most, as do variances.
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

/** Windows of a patch, the least that the filters do at once: 8 beside each other, in 2 rows. */
const PATCH_COLUMNS: i32 = 8;
const PATCH_ROWS: i32 = 2;

/**
 * 1 - SSIM summed over the windows of some patches, as quality/kernels/ssim-patches.ts defines them.
 *
 * @param a, b luma planes, one byte a pixel, row by row; at least 11 pixels a side
 * @param patches indices, u32 each
 * @param scratch 24 KiB
 */
export function ssimAtPatches(
  a: usize,
  b: usize,
  width: i32,
  height: i32,
  patches: usize,
  count: i32,
  scratch: usize,
): f64 {
  const across = (width - AROUND + PATCH_COLUMNS - 1) / PATCH_COLUMNS;
  let sum: f64 = 0;
  for (const end = patches + 4 * <usize>count; patches < end; patches += 4) {
    const patch = load<i32>(patches);
    const left = PATCH_COLUMNS * (patch % across);
    const first = PATCH_ROWS * (patch / across);
    const columns = min(PATCH_COLUMNS, width - AROUND - left);
    const rows = min(PATCH_ROWS, height - AROUND - first);
    const corner: usize = first * width + left;
    const middles = middlesBetween(a + corner, b + corner, width, columns + AROUND, rows + AROUND);
    if (middles === NONE) continue;
    maskCentres(left + RADIUS, PATCH_COLUMNS, width, scratch + STRIP);
    filterRows(a, b, width, left + RADIUS, first, 0, rows, 1, middles, scratch);
    sum += sumWindows(true, 1, rows, middles, scratch);
  }
  return sum;
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
  for (let column = left; column < right; column++) {
    maskCentres(column * TILE, TILE, width, scratch + STRIP);
    let above = NONE;
    let rowsAbove = 0;
    for (let row = top; row < bottom; row++) {
      const first = max(row * TILE, RADIUS) - RADIUS;
      const rows = min(row * TILE + TILE, height - RADIUS) - RADIUS - first;
      const middles = middlesOf(a, b, width, column * TILE, first, rows);
      let sum: f64 = 0;
      if (middles !== NONE) {
        // the last rows of the tile above are the first of this one, if the same was taken from their pixels
        const ready = middles === above ? AROUND : 0;
        if (ready > 0) memory.copy(scratch, scratch + <usize>rowsAbove * ROW, <usize>AROUND * ROW);
        const groups = groupsOf(column * TILE, width);
        filterRows(a, b, width, column * TILE, first, ready, rows, groups, middles, scratch);
        sum = sumWindows(luminance, groups, rows, middles, scratch);
      }
      above = middles;
      rowsAbove = rows;
      store<f64>(sums + 8 * <usize>(row * tilesAlong(width) + column), sum);
    }
  }
}

/** All bits for those of the columns from `x` on that are centres, none for others; in the order of filtered rows. */
function maskCentres(x: i32, columns: i32, width: i32, out: usize): void {
  for (let i = 0; i < columns; i++) {
    const column = x + (i & ~7) + 2 * (i & 3) + ((i >> 2) & 1);
    store<i32>(out + 4 * i, column >= RADIUS && column < width - RADIUS ? -1 : 0);
  }
}

/** Groups of 8 columns from `x` on that hold centres. */
function groupsOf(x: i32, width: i32): i32 {
  return (min(x + TILE, width - RADIUS) - x + 7) >> 3;
}

/**
 * What to take from the pixels of a tile whose windows begin in row `first`. NONE when it has no windows, or when both
 * planes are the same under all of them.
 */
function middlesOf(a: usize, b: usize, width: i32, x: i32, first: i32, rows: i32): i32 {
  const left = max(x, RADIUS) - RADIUS;
  const windows = min(x + TILE, width - RADIUS) - RADIUS - left;
  if (windows <= 0 || rows <= 0) return NONE;
  const corner: usize = first * width + left;
  return middlesBetween(a + corner, b + corner, width, windows + AROUND, rows + AROUND);
}

/** Filters along x the rows under windows, from the one that is not `ready` on. */
function filterRows(
  a: usize,
  b: usize,
  width: i32,
  x: i32,
  first: i32,
  ready: i32,
  rows: i32,
  groups: i32,
  middles: i32,
  filtered: usize,
): void {
  const middleA = firstOf(middles);
  const middleB = secondOf(middles);
  let products = filtered + <usize>(TILE + AROUND) * ROW;
  let next = products + PRODUCTS;
  // in the first tile of a row this begins before the row: the columns that see it are no centres
  let at: usize = (first + ready) * width + x - RADIUS;
  multiply(a + at, b + at, groups, middleA, middleB, products);
  for (let i = ready; i < rows + AROUND; i++) {
    at += width;
    // a row ahead: processors wait where they load across what they stored just now
    if (i + 1 < rows + AROUND) multiply(a + at, b + at, groups, middleA, middleB, next);
    filterAlongX(products, groups, filtered + <usize>i * ROW);
    const done = products;
    products = next;
    next = done;
  }
}

function sumWindows(luminance: bool, groups: i32, rows: i32, middles: i32, filtered: usize): f64 {
  const masks = filtered + STRIP;
  const means = masks + 4 * TILE;
  const middle = <f32>(<f64>firstOf(middles) * UNIT);
  const shift = <f32>(<f64>(firstOf(middles) - secondOf(middles)) * UNIT);
  let sum: f64 = 0;
  for (let i = 0; i < rows; i += 2) {
    filterAlongY(filtered + <usize>i * ROW, groups, means);
    sum += sumRow(luminance, means, groups, middle, shift, masks);
    if (i + 1 < rows) sum += sumRow(luminance, means + ROW, groups, middle, shift, masks);
  }
  return sum;
}
