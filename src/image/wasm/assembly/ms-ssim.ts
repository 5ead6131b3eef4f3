// The coarser scales of MS-SSIM as quality/kernels/ms-ssim.ts defines them: planes of 32-bit floats.
import { filterAlongY, filterFloatsAlongX, RADIUS, ROW, STRIP, UNIT } from './gaussian';
import { areEqual, meanDifference, middleOfFloats } from './luma-range';
import { sumRow } from './similarity';
import { TILE } from './tiles';

/** Means of 2 x 2 bytes, an odd last row or column counted twice; exact. `out` has ceil(width / 2) f32 a row. */
export function halveBytes(plane: usize, width: i32, height: i32, out: usize): void {
  for (let y = 0; y < height; y += 2) {
    const upper: usize = plane + y * width;
    const lower: usize = plane + min(y + 1, height - 1) * width;
    let x = 0;
    for (; x + 16 <= width; x += 16, out += 32) {
      const sums = i16x8.add(
        i16x8.extadd_pairwise_i8x16_u(v128.load(upper + x)),
        i16x8.extadd_pairwise_i8x16_u(v128.load(lower + x)),
      );
      v128.store(out, quarter(i32x4.extend_low_i16x8_u(sums)), 0);
      v128.store(out, quarter(i32x4.extend_high_i16x8_u(sums)), 16);
    }
    for (; x < width; x += 2, out += 4) {
      const next = min(x + 1, width - 1);
      const left = <i32>load<u8>(upper + x) + <i32>load<u8>(lower + x);
      const right = <i32>load<u8>(upper + next) + <i32>load<u8>(lower + next);
      store<f32>(out, <f32>(left + right) * 0.25);
    }
  }
}

function quarter(sums: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(sums), f32x4.splat(0.25));
}

/** The same of a plane of f32, exact for those that began as bytes: two bits more a scale in either direction. */
export function halveFloats(plane: usize, width: i32, height: i32, out: usize): void {
  for (let y = 0; y < height; y += 2) {
    const upper: usize = plane + 4 * y * width;
    const lower: usize = plane + 4 * min(y + 1, height - 1) * width;
    let x: usize = 0;
    for (; x + 8 <= <usize>width; x += 8, out += 16) {
      const left = f32x4.add(v128.load(upper + 4 * x, 0), v128.load(lower + 4 * x, 0));
      const right = f32x4.add(v128.load(upper + 4 * x, 16), v128.load(lower + 4 * x, 16));
      const sums = f32x4.add(v128.shuffle<f32>(left, right, 0, 2, 4, 6), v128.shuffle<f32>(left, right, 1, 3, 5, 7));
      v128.store(out, f32x4.mul(sums, f32x4.splat(0.25)));
    }
    for (; x < <usize>width; x += 2, out += 4) {
      const next = min(x + 1, <usize>width - 1);
      const left = load<f32>(upper + 4 * x) + load<f32>(lower + 4 * x);
      const right = load<f32>(upper + 4 * next) + load<f32>(lower + 4 * next);
      store<f32>(out, (left + right) * 0.25);
    }
  }
}

/**
 * 1 - contrast x structure, with luminance 1 - SSIM, summed over all windows of two planes of f32.
 *
 * Precision as in ssim.ts, but for the sums along x, which are rounded here too: 8 roundings more.
 *
 * @param width 11 and up, as height
 * @param scratch 24 KiB
 */
export function scaleTiles(luminance: bool, a: usize, b: usize, width: i32, height: i32, scratch: usize): f64 {
  const masks = scratch + STRIP;
  const windowsAcross = width - 2 * RADIUS;
  const windowsDown = height - 2 * RADIUS;
  let sum: f64 = 0;
  for (let x = 0; x < windowsAcross; x += TILE) {
    const columns = min(TILE, windowsAcross - x);
    for (let i = 0; i < TILE; i++) store<i32>(masks + 4 * i, i < columns ? -1 : 0);
    for (let y = 0; y < windowsDown; y += TILE) {
      const corner: usize = 4 * (y * width + x);
      sum += sumTile(luminance, a + corner, b + corner, width, columns, min(TILE, windowsDown - y), scratch, masks);
    }
  }
  return sum;
}

/** Of a tile whose first window begins at `a` and `b`. */
function sumTile(
  luminance: bool,
  a: usize,
  b: usize,
  width: i32,
  columns: i32,
  rows: i32,
  scratch: usize,
  masks: usize,
): f64 {
  const across = columns + 2 * RADIUS;
  const down = rows + 2 * RADIUS;
  if (areEqual(a, b, 4 * width, 4 * across, down)) return 0;
  const middleA = middleOfFloats(a, width, across, down);
  const middleB = middleA + nearest(meanDifference(a, b, width, across, down));
  const groups: usize = (columns + 7) >> 3;
  const products = scratch + 42 * ROW;
  for (let i = 0; i < down; i++) {
    const at: usize = 4 * i * width;
    filterFloatsAlongX(a + at, b + at, groups, middleA, middleB, products, scratch + <usize>i * ROW);
  }
  const means = masks + 4 * TILE;
  const middle = <f32>(<f64>middleA * UNIT);
  const shift = <f32>((<f64>middleA - <f64>middleB) * UNIT);
  let sum: f64 = 0;
  for (let i = 0; i < rows; i += 2) {
    filterAlongY(scratch + <usize>i * ROW, groups, means);
    sum += sumRow(luminance, means, groups, middle, shift, masks);
    if (i + 1 < rows) sum += sumRow(luminance, means + ROW, groups, middle, shift, masks);
  }
  return sum;
}
