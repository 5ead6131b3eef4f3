// What CIEDE2000 needs of elementary functions, of four 32-bit floats.

/** Of 0..1, within 2e-8: Abramowitz and Stegun, Handbook of Mathematical Functions, 4.4.49. */
export function arctangent(t: v128): v128 {
  const x = f32x4.mul(t, t);
  let sum = plus(times(x, 0.0028662257), -0.0161657367);
  sum = plus(f32x4.mul(sum, x), 0.0429096138);
  sum = plus(f32x4.mul(sum, x), -0.07528964);
  sum = plus(f32x4.mul(sum, x), 0.1065626393);
  sum = plus(f32x4.mul(sum, x), -0.1420889944);
  sum = plus(f32x4.mul(sum, x), 0.1999355085);
  sum = plus(f32x4.mul(sum, x), -0.3333314528);
  return f32x4.mul(plus(f32x4.mul(sum, x), 1), t);
}

/** exp(-z) for z in 0..13: the power of 2 nearest to it, times six terms of the series for what is left of the exponent. */
export function exponential(z: v128): v128 {
  const exponent = times(z, -Math.LOG2E as f32);
  const whole = f32x4.nearest(exponent);
  const x = times(f32x4.sub(exponent, whole), Math.LN2 as f32);
  let sum = plus(times(x, 1.0 / 6.0), 1);
  sum = plus(f32x4.mul(times(x, 1.0 / 5.0), sum), 1);
  sum = plus(f32x4.mul(times(x, 1.0 / 4.0), sum), 1);
  sum = plus(f32x4.mul(times(x, 1.0 / 3.0), sum), 1);
  sum = plus(f32x4.mul(times(x, 1.0 / 2.0), sum), 1);
  sum = plus(f32x4.mul(x, sum), 1);
  // the exponent of a float begins at its bit 23
  return i32x4.add(sum, i32x4.shl(i32x4.trunc_sat_f32x4_s(whole), 23));
}

/** Of 0..60 degrees, in radians, within 5e-8: five terms of the series. */
export function sineOf(angle: v128): v128 {
  const x = f32x4.neg(f32x4.mul(angle, angle));
  let sum = plus(times(x, 1.0 / 72.0), 1);
  sum = plus(f32x4.mul(times(x, 1.0 / 42.0), sum), 1);
  sum = plus(f32x4.mul(times(x, 1.0 / 20.0), sum), 1);
  sum = plus(f32x4.mul(times(x, 1.0 / 6.0), sum), 1);
  return f32x4.mul(angle, sum);
}

export function times(x: v128, factor: f32): v128 {
  return f32x4.mul(x, f32x4.splat(factor));
}

export function plus(x: v128, term: f32): v128 {
  return f32x4.add(x, f32x4.splat(term));
}
