// CIEDE2000 of many pairs of colours, one f32 a pair. The last vector may be read and written past the end.
import { deltaE2000 } from './delta-e';
import { LAB, labOf } from './lab';

const FIRST: usize = memory.data(LAB, 16);
const SECOND: usize = memory.data(LAB, 16);

/** Of pairs of sRGB colours: f32 red, green, blue, gamma-encoded, 0..255; such as means of blocks. */
export function blockDeltaE(a: usize, b: usize, count: usize, out: usize): void {
  for (const end = out + 4 * count; out < end; a += 48, b += 48, out += 16) {
    labOf(coordinate0(a), coordinate1(a), coordinate2(a), FIRST);
    labOf(coordinate0(b), coordinate1(b), coordinate2(b), SECOND);
    v128.store(out, deltaE2000(FIRST, SECOND));
  }
}

/** Of pairs of CIE colours: f32 L*, a*, b*. */
export function labDeltaE(a: usize, b: usize, count: usize, out: usize): void {
  for (const end = out + 4 * count; out < end; a += 48, b += 48, out += 16) {
    transpose(a, FIRST);
    transpose(b, SECOND);
    v128.store(out, deltaE2000(FIRST, SECOND));
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
      labOfBytes(first, FIRST);
      labOfBytes(second, SECOND);
      difference = deltaE2000(FIRST, SECOND);
    }
    v128.store(out, difference);
  }
}

function labOfBytes(pixels: v128, out: usize): void {
  const red = i8x16.swizzle(pixels, i8x16(0, -1, -1, -1, 3, -1, -1, -1, 6, -1, -1, -1, 9, -1, -1, -1));
  const green = i8x16.swizzle(pixels, i8x16(1, -1, -1, -1, 4, -1, -1, -1, 7, -1, -1, -1, 10, -1, -1, -1));
  const blue = i8x16.swizzle(pixels, i8x16(2, -1, -1, -1, 5, -1, -1, -1, 8, -1, -1, -1, 11, -1, -1, -1));
  labOf(f32x4.convert_i32x4_s(red), f32x4.convert_i32x4_s(green), f32x4.convert_i32x4_s(blue), out);
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
