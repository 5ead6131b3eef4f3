// Roots of four positive 32-bit floats. The bits of a float, read as a whole number, are near its logarithm: dividing
// them gives a first guess within 5 %, and two steps of Halley's method take that to 2e-4 and beyond 32 bits.

/** (1 - 1/n) x 127 x 2^23 less what makes the largest error of the guess smallest (0.045 / n of an exponent). */
const THIRD: i32 = 709958130;
const FIFTH: i32 = 851990000;

/** Off by 1e-7 of itself at most; meaningless for 0. */
export function cubeRoot(x: v128): v128 {
  const guess = guessed(x, 1.0 / 3.0, THIRD);
  const nearer = nearerCubeRoot(guess, x);
  return nearerCubeRoot(nearer, x);
}

/** Likewise. */
export function fifthRoot(x: v128): v128 {
  const guess = guessed(x, 1.0 / 5.0, FIFTH);
  const nearer = nearerFifthRoot(guess, x);
  return nearerFifthRoot(nearer, x);
}

function guessed(x: v128, part: f32, offset: i32): v128 {
  const bits = f32x4.mul(f32x4.convert_i32x4_s(x), f32x4.splat(part));
  return i32x4.add(i32x4.trunc_sat_f32x4_s(bits), i32x4.splat(offset));
}

/** y + y (x - y^3) / (2 y^3 + x): written as a small correction, so that its rounding hardly counts. */
function nearerCubeRoot(y: v128, x: v128): v128 {
  const cube = f32x4.mul(f32x4.mul(y, y), y);
  const share = f32x4.div(f32x4.sub(x, cube), f32x4.add(f32x4.add(cube, cube), x));
  return f32x4.add(y, f32x4.mul(y, share));
}

/** y + y (x - y^5) / (3 y^5 + 2 x). */
function nearerFifthRoot(y: v128, x: v128): v128 {
  const square = f32x4.mul(y, y);
  const fifth = f32x4.mul(f32x4.mul(square, square), y);
  const below = f32x4.add(f32x4.mul(fifth, f32x4.splat(3)), f32x4.add(x, x));
  return f32x4.add(y, f32x4.mul(y, f32x4.div(f32x4.sub(x, fifth), below)));
}
