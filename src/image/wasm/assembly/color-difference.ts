// CIEDE2000 of many pairs of colours, one f32 a pair. The last vector may be read and written past the end.
import { deltaE2000 } from './delta-e';
import { COLORS, labsOf } from './lab';

// two times four colours, first as levels, then as L*, a*, b*
const LEVELS: usize = memory.data(2 * COLORS, 16);
const LABS: usize = memory.data(2 * COLORS, 16);

/** Of pairs of sRGB colours: f32 red, green, blue, gamma-encoded, 0..255; such as means of blocks. */
export function blockDeltaE(a: usize, b: usize, count: usize, out: usize): void {
  for (const end = out + 4 * count; out < end; a += 48, b += 48, out += 16) {
    transpose(a, LEVELS);
    transpose(b, LEVELS + COLORS);
    labsOf(LEVELS, LABS);
    v128.store(out, deltaE2000(LABS, LABS + COLORS));
  }
}

/** Of pairs of CIE colours: f32 L*, a*, b*. */
export function labDeltaE(a: usize, b: usize, count: usize, out: usize): void {
  for (const end = out + 4 * count; out < end; a += 48, b += 48, out += 16) {
    transpose(a, LABS);
    transpose(b, LABS + COLORS);
    v128.store(out, deltaE2000(LABS, LABS + COLORS));
  }
}

/** Of pixels: packed red, green, blue bytes. */
export function pixelDeltaE(a: usize, b: usize, count: usize, out: usize): void {
  for (const end = out + 4 * count; out < end; a += 12, b += 12, out += 16) {
    const first = v128.load(a);
    const second = v128.load(b);
    let difference = f32x4.splat(0);
    // the last four bytes are the next pixels'
    if (v128.any_true(v128.and(v128.xor(first, second), i32x4(-1, -1, -1, 0)))) {
      spread(first, LEVELS);
      spread(second, LEVELS + COLORS);
      labsOf(LEVELS, LABS);
      difference = deltaE2000(LABS, LABS + COLORS);
    }
    v128.store(out, difference);
  }
}

/** The bytes of four pixels as three vectors of f32. */
function spread(pixels: v128, out: usize): void {
  const red = i8x16.swizzle(pixels, i8x16(0, -1, -1, -1, 3, -1, -1, -1, 6, -1, -1, -1, 9, -1, -1, -1));
  const green = i8x16.swizzle(pixels, i8x16(1, -1, -1, -1, 4, -1, -1, -1, 7, -1, -1, -1, 10, -1, -1, -1));
  const blue = i8x16.swizzle(pixels, i8x16(2, -1, -1, -1, 5, -1, -1, -1, 8, -1, -1, -1, 11, -1, -1, -1));
  v128.store(out, f32x4.convert_i32x4_s(red), 0);
  v128.store(out, f32x4.convert_i32x4_s(green), 16);
  v128.store(out, f32x4.convert_i32x4_s(blue), 32);
}

function transpose(at: usize, out: usize): void {
  v128.store(out, coordinate0(at), 0);
  v128.store(out, coordinate1(at), 16);
  v128.store(out, coordinate2(at), 32);
}

/** The first of each of four triples. */
function coordinate0(at: usize): v128 {
  const first = v128.shuffle<i32>(v128.load(at, 0), v128.load(at, 16), 0, 3, 6, 6);
  return v128.shuffle<i32>(first, v128.load(at, 32), 0, 1, 2, 5);
}

function coordinate1(at: usize): v128 {
  const first = v128.shuffle<i32>(v128.load(at, 0), v128.load(at, 16), 1, 4, 7, 7);
  return v128.shuffle<i32>(first, v128.load(at, 32), 0, 1, 2, 6);
}

function coordinate2(at: usize): v128 {
  const first = v128.shuffle<i32>(v128.load(at, 0), v128.load(at, 16), 2, 5, 5, 5);
  return v128.shuffle<i32>(first, v128.load(at, 32), 0, 1, 4, 7);
}
