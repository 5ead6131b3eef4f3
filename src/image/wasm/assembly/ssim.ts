// SSIM as quality/kernels/ssim.ts defines it, in 32-bit floats.
import { filterAlongX, filterAlongY, GROUP, PLANE, RADIUS, ROW, STRIP, TOTAL } from './gaussian';
import { middleOf, SAME } from './luma-range';
import { TILE, tilesAlong } from './tiles';

// (K1 L)^2 and (K2 L)^2 of the paper: K1 = 0.01, K2 = 0.03, L = 255
const C1: f32 = 6.5025;
const C2: f32 = 58.5225;

/**
 * For each tile of a rectangle of tiles, 1 - SSIM summed over the windows whose centre it holds.
 *
 * Precision: pixels are taken less the middle of the tile's range, so at most R/2 where the range is R, and products at
 * most R^2 / 4. Along x all sums are exact. Along y each mean is a sum of 6 terms rounded at most 8 times, as are the
 * squared means: variances and covariance are off by at most 20 x 2^-24 x R^2 / 4 (half of what the worst case would be
 * if all roundings went one way is never seen). A tile that holds both black and white may so be off by 2e-2 / C2 in a
 * flat window, 3e-4; roundings have no common sign, though, and the mean of a picture stays within 1e-6 of the 64-bit
 * one. The weights differ from the Gaussian's by 3.2e-5 of their value at most, as does a variance by 6.4e-5.
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
  const masks = scratch + STRIP;
  for (let column = left; column < right; column++) {
    maskCentres(column * TILE, width, masks);
    for (let row = top; row < bottom; row++) {
      const sum = sumTile(a, b, width, height, column * TILE, row * TILE, scratch, masks);
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

function sumTile(a: usize, b: usize, width: i32, height: i32, x: i32, y: i32, scratch: usize, masks: usize): f64 {
  const first = max(x, RADIUS);
  const end = min(x + TILE, width - RADIUS);
  const top = max(y, RADIUS) - RADIUS;
  const rows = min(y + TILE, height - RADIUS) - RADIUS - top;
  if (end <= first || rows <= 0) return 0;
  const corner: usize = top * width + first - RADIUS;
  const middle = middleOf(a + corner, b + corner, width, end - first + 2 * RADIUS, rows + 2 * RADIUS);
  if (middle === SAME) return 0;

  // in the first tile of a row this begins before the row: the columns that see it are no centres
  const start: usize = top * width + x - RADIUS;
  const groups: usize = (end - x + 7) >> 3;
  const filtered = scratch;
  const products = scratch + 42 * ROW;
  for (let i = 0; i < rows + 2 * RADIUS; i++) {
    const at = start + i * width;
    filterAlongX(a + at, b + at, groups, middle, products, filtered + <usize>i * ROW);
  }
  const means = masks + 4 * TILE;
  let sum: f64 = 0;
  for (let i = 0; i < rows; i += 2) {
    filterAlongY(filtered + <usize>i * ROW, groups, means);
    sum += sumRow(means, groups, <f32>middle, masks);
    if (i + 1 < rows) sum += sumRow(means + ROW, groups, <f32>middle, masks);
  }
  return sum;
}

function sumRow(means: usize, groups: usize, middle: f32, masks: usize): f64 {
  let sum = f32x4.splat(0);
  for (const end = means + groups * GROUP; means < end; means += GROUP, masks += 32) {
    sum = f32x4.add(sum, v128.and(shortfall(means, middle), v128.load(masks, 0)));
    sum = f32x4.add(sum, v128.and(shortfall(means + 16, middle), v128.load(masks, 16)));
  }
  const wide = f64x2.add(
    f64x2.promote_low_f32x4(sum),
    f64x2.promote_low_f32x4(v128.shuffle<i32>(sum, sum, 2, 3, 2, 3)),
  );
  return f64x2.extract_lane(wide, 0) + f64x2.extract_lane(wide, 1);
}

/** 1 - SSIM (equation 13) of four windows. For a = b numerator and denominator are made of the same numbers: exactly 0. */
function shortfall(means: usize, middle: f32): v128 {
  const scale = f32x4.splat(<f32>(1.0 / (<f64>TOTAL * <f64>TOTAL)));
  const doubled = f32x4.splat(<f32>(2.0 / (<f64>TOTAL * <f64>TOTAL)));
  const a = f32x4.mul(v128.load(means, 0), scale);
  const b = f32x4.mul(v128.load(means, PLANE), scale);
  const products = f32x4.mul(v128.load(means, 2 * PLANE), doubled);
  const squares = f32x4.mul(v128.load(means, 3 * PLANE), doubled);
  const ab = f32x4.mul(a, b);
  const covariance = f32x4.sub(products, f32x4.add(ab, ab));
  const variances = f32x4.sub(squares, f32x4.add(f32x4.mul(a, a), f32x4.mul(b, b)));
  // only luminance asks for the means themselves
  const wholeA = f32x4.add(a, f32x4.splat(middle));
  const wholeB = f32x4.add(b, f32x4.splat(middle));
  const product = f32x4.mul(wholeA, wholeB);
  const meanSquares = f32x4.add(f32x4.mul(wholeA, wholeA), f32x4.mul(wholeB, wholeB));
  const numerator = f32x4.mul(
    f32x4.add(f32x4.add(product, product), f32x4.splat(C1)),
    f32x4.add(covariance, f32x4.splat(C2)),
  );
  const denominator = f32x4.mul(f32x4.add(meanSquares, f32x4.splat(C1)), f32x4.add(variances, f32x4.splat(C2)));
  return f32x4.div(f32x4.sub(denominator, numerator), denominator);
}
