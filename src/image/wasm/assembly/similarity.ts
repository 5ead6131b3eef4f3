// SSIM of windows, of the means of their pixels, differences and squares.
import { GROUP, PLANE, UNIT } from './gaussian';
import { addLanes } from './lanes';

// (K1 L)^2 and (K2 L)^2 of the paper: K1 = 0.01, K2 = 0.03, L = 255
const C1: f64 = 6.5025;
const C2: f64 = 58.5225;

/**
 * 1 - SSIM summed over a row of windows, with or without luminance.
 *
 * @param means a row that filterAlongY left
 * @param middle what was taken from a, in multiples of UNIT
 * @param shift how much less was taken from b, likewise
 * @param masks all bits or none for each column of `means`
 */
export function sumRow(luminance: bool, means: usize, groups: usize, middle: f32, shift: f32, masks: usize): f64 {
  let sum = f32x4.splat(0);
  for (const end = means + groups * GROUP; means < end; means += GROUP, masks += 32) {
    const first = luminance ? shortfall(means, middle, shift) : contrastShortfall(means);
    const second = luminance ? shortfall(means + 16, middle, shift) : contrastShortfall(means + 16);
    sum = f32x4.add(sum, v128.and(first, v128.load(masks, 0)));
    sum = f32x4.add(sum, v128.and(second, v128.load(masks, 16)));
  }
  return addLanes(sum);
}

/**
 * 1 - SSIM (equation 13) of four windows, put in terms of what they differ by: with d the difference of the means, D the
 * variance of the difference, V the sum of the variances and M = 2ab + C1, contrast x structure is 1 - D / (V + C2) and
 * luminance M / (M + d^2). All in multiples of UNIT^2.
 */
function shortfall(means: usize, middle: f32, shift: f32): v128 {
  const a = v128.load(means, 0);
  const difference = v128.load(means, PLANE);
  const spread = spreadOf(means, a, difference);
  const variance = varianceOfDifference(means, difference);
  // only luminance asks for the means themselves
  const apart = f32x4.add(difference, f32x4.splat(shift));
  const wholeA = f32x4.add(a, f32x4.splat(middle));
  const product = f32x4.mul(wholeA, f32x4.sub(wholeA, apart));
  const shared = f32x4.add(f32x4.add(product, product), f32x4.splat(<f32>(C1 * UNIT * UNIT)));
  const squared = f32x4.mul(apart, apart);
  const lost = f32x4.add(f32x4.mul(squared, spread), f32x4.mul(shared, variance));
  return f32x4.div(lost, f32x4.mul(f32x4.add(shared, squared), spread));
}

/** The same without luminance. */
function contrastShortfall(means: usize): v128 {
  const a = v128.load(means, 0);
  const difference = v128.load(means, PLANE);
  return f32x4.div(varianceOfDifference(means, difference), spreadOf(means, a, difference));
}

/** The sum of both variances, and C2. */
function spreadOf(means: usize, a: v128, difference: v128): v128 {
  const b = f32x4.sub(a, difference);
  const squares = f32x4.mul(v128.load(means, 2 * PLANE), f32x4.splat(<f32>(2 * UNIT)));
  const variances = f32x4.sub(squares, f32x4.add(f32x4.mul(a, a), f32x4.mul(b, b)));
  return f32x4.add(variances, f32x4.splat(<f32>(C2 * UNIT * UNIT)));
}

function varianceOfDifference(means: usize, difference: v128): v128 {
  const squares = f32x4.mul(v128.load(means, 3 * PLANE), f32x4.splat(<f32>(4 * UNIT)));
  return f32x4.sub(squares, f32x4.mul(difference, difference));
}
