// SSIM of unweighted 8 x 8 windows as quality/kernels/ssim-fast.ts defines it. All sums are exact.
import { addLanes, lanesBelow } from './lanes';
import { clearSums, TILE, tilesAlong } from './tiles';

const BLOCK: i32 = 4;
const BLOCKS: i32 = TILE / BLOCK;
/** Tiles that go across at once: a row of their blocks and one more, in vectors, is what the scratch memory holds twice. */
const CHUNK: i32 = 16;
/** Bytes of a row of sums of one kind. */
const SUMS: usize = 4 * (CHUNK * BLOCKS + 4);
const ROW: usize = 4 * SUMS;

// (0.01 x 255)^2 and (0.03 x 255)^2, scaled as the sums of 64 pixels are (the second by 64 x 63), to whole numbers
const C1: i32 = 416;
const C2: i32 = 235963;

/** For each tile of a rectangle of tiles, 1 - SSIM summed over the windows whose first pixel it holds. See ssim.ts. */
export function ssimFastTiles(
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
  const columns = width / BLOCK;
  const rows = height / BLOCK;
  clearSums(sums, 8, across, left, top, right, bottom);
  for (let from = left; from < right; from += CHUNK) {
    const tiles = min(CHUNK, right - from);
    const first = from * BLOCKS;
    // the windows of the last block of a tile end in the first block of the next
    const blocks = min(tiles * BLOCKS + 1, columns - first);
    if (blocks < 2) continue;
    let above = scratch;
    let below = scratch + ROW;
    for (let row = top * BLOCKS; row <= min(bottom * BLOCKS, rows - 1); row++) {
      const start: usize = BLOCK * (row * width + first);
      sumBlocks(a + start, b + start, width, blocks, below);
      if (row > top * BLOCKS) {
        const to = sums + 8 * <usize>(((row - 1) / BLOCKS) * across + from);
        addWindows(above, below, blocks - 1, to);
      }
      const swapped = above;
      above = below;
      below = swapped;
    }
  }
}

/** Sums over blocks of 4 x 4: of a, of b, of a^2 + b^2, of ab, four blocks at a time. */
function sumBlocks(a: usize, b: usize, width: usize, blocks: usize, out: usize): void {
  for (const end = out + 4 * blocks; out < end; out += 16, a += 16, b += 16) {
    let sumA = i16x8.splat(0);
    let sumB = i16x8.splat(0);
    let squaresLow = i32x4.splat(0);
    let squaresHigh = i32x4.splat(0);
    let productsLow = i32x4.splat(0);
    let productsHigh = i32x4.splat(0);
    for (let y: usize = 0; y < 4 * width; y += width) {
      const x = v128.load(a + y);
      const z = v128.load(b + y);
      sumA = i16x8.add(sumA, i16x8.extadd_pairwise_i8x16_u(x));
      sumB = i16x8.add(sumB, i16x8.extadd_pairwise_i8x16_u(z));
      const xLow = i16x8.extend_low_i8x16_u(x);
      const zLow = i16x8.extend_low_i8x16_u(z);
      squaresLow = i32x4.add(squaresLow, i32x4.dot_i16x8_s(xLow, xLow));
      squaresLow = i32x4.add(squaresLow, i32x4.dot_i16x8_s(zLow, zLow));
      productsLow = i32x4.add(productsLow, i32x4.dot_i16x8_s(xLow, zLow));
      const xHigh = i16x8.extend_high_i8x16_u(x);
      const zHigh = i16x8.extend_high_i8x16_u(z);
      squaresHigh = i32x4.add(squaresHigh, i32x4.dot_i16x8_s(xHigh, xHigh));
      squaresHigh = i32x4.add(squaresHigh, i32x4.dot_i16x8_s(zHigh, zHigh));
      productsHigh = i32x4.add(productsHigh, i32x4.dot_i16x8_s(xHigh, zHigh));
    }
    v128.store(out, i32x4.extadd_pairwise_i16x8_u(sumA), 0);
    v128.store(out, i32x4.extadd_pairwise_i16x8_u(sumB), SUMS);
    v128.store(out, addPairs(squaresLow, squaresHigh), 2 * SUMS);
    v128.store(out, addPairs(productsLow, productsHigh), 3 * SUMS);
  }
}

/** Sums of neighbouring lanes, those of `low` first. */
function addPairs(low: v128, high: v128): v128 {
  return i32x4.add(v128.shuffle<i32>(low, high, 0, 2, 4, 6), v128.shuffle<i32>(low, high, 1, 3, 5, 7));
}

/** Adds a row of windows to their tiles' sums. */
function addWindows(above: usize, below: usize, windows: i32, sums: usize): void {
  for (; windows > 0; windows -= BLOCKS, above += 4 * BLOCKS, below += 4 * BLOCKS, sums += 8) {
    const low = v128.and(shortfall(above, below), lanesBelow(windows));
    const high = v128.and(shortfall(above + 16, below + 16), lanesBelow(windows - 4));
    store<f64>(sums, load<f64>(sums) + addLanes(f32x4.add(low, high)));
  }
}

/** 1 - SSIM of four windows. For a = b numerator and denominator are made of the same whole numbers: exactly 0. */
function shortfall(above: usize, below: usize): v128 {
  const a = windowSums(above, below);
  const b = windowSums(above + SUMS, below + SUMS);
  const squares = i32x4.shl(windowSums(above + 2 * SUMS, below + 2 * SUMS), 6);
  const products = i32x4.shl(windowSums(above + 3 * SUMS, below + 3 * SUMS), 6);
  // at most 2 x (64 x 255)^2: 30 bits
  const sumsSquared = i32x4.add(i32x4.mul(a, a), i32x4.mul(b, b));
  const sumsProduct = i32x4.mul(a, b);
  const variances = i32x4.sub(squares, sumsSquared);
  const covariance = i32x4.sub(products, sumsProduct);
  const numerator = f32x4.mul(
    f32x4.convert_i32x4_s(i32x4.add(i32x4.shl(sumsProduct, 1), i32x4.splat(C1))),
    f32x4.convert_i32x4_s(i32x4.add(i32x4.shl(covariance, 1), i32x4.splat(C2))),
  );
  const denominator = f32x4.mul(
    f32x4.convert_i32x4_s(i32x4.add(sumsSquared, i32x4.splat(C1))),
    f32x4.convert_i32x4_s(i32x4.add(variances, i32x4.splat(C2))),
  );
  return f32x4.div(f32x4.sub(denominator, numerator), denominator);
}

/** Sums of four windows, of the sums of their 2 x 2 blocks. */
function windowSums(above: usize, below: usize): v128 {
  return i32x4.add(
    i32x4.add(v128.load(above, 0), v128.load(below, 0)),
    i32x4.add(v128.load(above, 4), v128.load(below, 4)),
  );
}
