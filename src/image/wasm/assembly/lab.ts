// sRGB to CIE L*a*b* as quality/kernels/lab.ts does it, four colours at a time.
import { cubeRoot, fifthRoot } from './roots';

/** Bytes of four colours: a vector of each coordinate. */
export const COLORS: usize = 48;

// the rows of lab.ts, each divided by its sum: every grey is (Y, Y, Y)
const X_SUM: f64 = 0.4124564 + 0.3575761 + 0.1804375;
const Z_SUM: f64 = 0.0193339 + 0.119192 + 0.9503041;
const Y_RED: f32 = 0.2126729;
const Y_GREEN: f32 = 0.7151522;
const Y_BLUE: f32 = 0.072175;
const X_LESS_Y_RED: f32 = <f32>(0.4124564 / X_SUM - 0.2126729);
const X_LESS_Y_BLUE: f32 = <f32>(0.1804375 / X_SUM - 0.072175);
const Y_LESS_Z_RED: f32 = <f32>(0.2126729 - 0.0193339 / Z_SUM);
const Y_LESS_Z_BLUE: f32 = <f32>(0.072175 - 0.9503041 / Z_SUM);

// (6/29)^3, below which the cube root gives way to a line
const KNEE: f32 = 216.0 / 24389.0;
const SLOPE: f32 = 24389.0 / 27.0 / 116.0;

// of two times four colours: X, Y, Z and their compressed values
const LIGHT: usize = memory.data(2 * COLORS, 16);
const COMPRESSED: usize = memory.data(2 * COLORS, 16);

/**
 * L*, a*, b* of two times four colours. One step of all coordinates at a time: they do not wait for each other.
 *
 * X - Y and Y - Z are made of red and blue less green (the rows sum to 1), and the differences of cube roots of them
 * (u - v is (u^3 - v^3) / (u^2 + uv + v^2)): greys have no colour at all, and what is nearly grey keeps its digits,
 * which 500 x the difference of two rounded roots would not.
 *
 * @param levels red, green, blue, gamma-encoded, 0..255; overwritten
 */
export function labsOf(levels: usize, out: usize): void {
  for (let i: usize = 0; i < 2 * COLORS; i += 16) v128.store(levels + i, linearOf(v128.load(levels + i)));
  for (let i: usize = 0; i < 2 * COLORS; i += COLORS) {
    const green = v128.load(levels + i, 16);
    const red = f32x4.sub(v128.load(levels + i, 0), green);
    const blue = f32x4.sub(v128.load(levels + i, 32), green);
    const y = f32x4.add(green, weighted(red, blue, Y_RED, Y_BLUE));
    const xLessY = weighted(red, blue, X_LESS_Y_RED, X_LESS_Y_BLUE);
    const yLessZ = weighted(red, blue, Y_LESS_Z_RED, Y_LESS_Z_BLUE);
    v128.store(LIGHT + i, f32x4.add(y, xLessY), 0);
    v128.store(LIGHT + i, y, 16);
    v128.store(LIGHT + i, f32x4.sub(y, yLessZ), 32);
    v128.store(out + i, xLessY, 16);
    v128.store(out + i, yLessZ, 32);
  }
  for (let i: usize = 0; i < 2 * COLORS; i += 16) v128.store(COMPRESSED + i, compress(v128.load(LIGHT + i)));
  for (let i: usize = 0; i < 2 * COLORS; i += COLORS) {
    const y = v128.load(COMPRESSED + i, 16);
    const xLessY = difference(COMPRESSED + i, LIGHT + i, v128.load(out + i, 16));
    const yLessZ = difference(COMPRESSED + i + 16, LIGHT + i + 16, v128.load(out + i, 32));
    v128.store(out + i, f32x4.sub(f32x4.mul(y, f32x4.splat(116)), f32x4.splat(16)), 0);
    v128.store(out + i, f32x4.mul(xLessY, f32x4.splat(500)), 16);
    v128.store(out + i, f32x4.mul(yLessZ, f32x4.splat(200)), 32);
  }
}

function weighted(r: v128, b: v128, red: f32, blue: f32): v128 {
  return f32x4.add(f32x4.mul(r, f32x4.splat(red)), f32x4.mul(b, f32x4.splat(blue)));
}

/** IEC 61966-2-1; x^2.4 is x^2 times the square of the fifth root. */
function linearOf(level: v128): v128 {
  const x = f32x4.mul(f32x4.add(level, f32x4.splat(14.025)), f32x4.splat(<f32>(1.0 / (255.0 * 1.055))));
  const root = f32x4.mul(x, fifthRoot(x));
  const line = f32x4.mul(level, f32x4.splat(<f32>(1.0 / (255.0 * 12.92))));
  return v128.bitselect(f32x4.mul(root, root), line, f32x4.gt(level, f32x4.splat(0.04045 * 255)));
}

function compress(t: v128): v128 {
  const line = f32x4.add(f32x4.mul(t, f32x4.splat(SLOPE)), f32x4.splat(4.0 / 29.0));
  return v128.bitselect(cubeRoot(t), line, f32x4.gt(t, f32x4.splat(KNEE)));
}

/** The first compressed value less the second; of the values themselves, and of what they differ by. */
function difference(compressed: usize, light: usize, apart: v128): v128 {
  const fu = v128.load(compressed, 0);
  const fv = v128.load(compressed, 16);
  const u = v128.load(light, 0);
  const v = v128.load(light, 16);
  const below = f32x4.add(f32x4.mul(fu, f32x4.add(fu, fv)), f32x4.mul(fv, fv));
  const knee = f32x4.splat(KNEE);
  const onLine = f32x4.lt(f32x4.pmax(u, v), knee);
  const onRoot = f32x4.gt(f32x4.pmin(u, v), knee);
  const straight = v128.bitselect(f32x4.mul(apart, f32x4.splat(SLOPE)), f32x4.sub(fu, fv), onLine);
  return v128.bitselect(f32x4.div(apart, below), straight, onRoot);
}
