// The window of SSIM, 11 x 11 of sigma 1.5, over a strip of one tile's columns: along x in whole numbers, then along y.

export const RADIUS: i32 = 5;

/**
 * The weights by distance, all times TOTAL: of the multiples at which the largest still has 16 bits, the one where all
 * six come nearest to whole numbers, to 3.2e-5 of their value.
 */
const W0: i16 = 29231;
const W1: i16 = 23406;
const W2: i16 = 12017;
const W3: i16 = 3956;
const W4: i16 = 835;
const W5: i16 = 113;
/** W0 + 2 (W1 + ... + W5). Times 16384, the largest product, it still has 31 bits. */
export const TOTAL: i32 = 109885;

/** Planes of means, one after the other: of a, of b, of ab and half of a^2 + b^2, all times TOTAL^2. */
const PLANES: usize = 4;
/** Bytes of a plane of products of one row: 32 columns and 10 around them, in vectors of 8. */
const PRODUCTS: usize = 2 * 48;
/** Columns come in groups of 8, the even ones before the odd ones; each has a vector of either of each plane. */
export const PLANE: usize = 32;
export const GROUP: usize = PLANES * PLANE;
/** Bytes of a filtered row. */
export const ROW: usize = 4 * GROUP;
/** Rows that a tile has with those around it, and what is needed to make one of them. */
export const STRIP: usize = 42 * ROW + PLANES * PRODUCTS;

/**
 * Filters one row along x, exactly.
 *
 * @param a, b the pixel 5 to the left of the first column; 8 (groups + 2) are loaded
 * @param middle what is taken from all pixels, so that they are -128..127
 */
export function filterAlongX(a: usize, b: usize, groups: usize, middle: i32, products: usize, out: usize): void {
  multiply(a, b, groups + 2, middle, products);
  for (let plane: usize = 0; plane < PLANES; plane++) {
    for (let group: usize = 0; group < groups; group++) {
      const at = products + plane * PRODUCTS + 16 * group;
      const p0 = v128.load(at, 0);
      const p2 = v128.load(at, 4);
      const p4 = v128.load(at, 8);
      const p6 = v128.load(at, 12);
      const p8 = v128.load(at, 16);
      const p10 = v128.load(at, 20);
      let even = i32x4.dot_i16x8_s(p0, i16x8(W5, W4, W5, W4, W5, W4, W5, W4));
      even = i32x4.add(even, i32x4.dot_i16x8_s(p2, i16x8(W3, W2, W3, W2, W3, W2, W3, W2)));
      even = i32x4.add(even, i32x4.dot_i16x8_s(p4, i16x8(W1, W0, W1, W0, W1, W0, W1, W0)));
      even = i32x4.add(even, i32x4.dot_i16x8_s(p6, i16x8(W1, W2, W1, W2, W1, W2, W1, W2)));
      even = i32x4.add(even, i32x4.dot_i16x8_s(p8, i16x8(W3, W4, W3, W4, W3, W4, W3, W4)));
      even = i32x4.add(even, i32x4.dot_i16x8_s(p10, i16x8(W5, 0, W5, 0, W5, 0, W5, 0)));
      let odd = i32x4.dot_i16x8_s(p0, i16x8(0, W5, 0, W5, 0, W5, 0, W5));
      odd = i32x4.add(odd, i32x4.dot_i16x8_s(p2, i16x8(W4, W3, W4, W3, W4, W3, W4, W3)));
      odd = i32x4.add(odd, i32x4.dot_i16x8_s(p4, i16x8(W2, W1, W2, W1, W2, W1, W2, W1)));
      odd = i32x4.add(odd, i32x4.dot_i16x8_s(p6, i16x8(W0, W1, W0, W1, W0, W1, W0, W1)));
      odd = i32x4.add(odd, i32x4.dot_i16x8_s(p8, i16x8(W2, W3, W2, W3, W2, W3, W2, W3)));
      odd = i32x4.add(odd, i32x4.dot_i16x8_s(p10, i16x8(W4, W5, W4, W5, W4, W5, W4, W5)));
      if (plane === PLANES - 1) {
        even = halved(even);
        odd = halved(odd);
      }
      const to = out + group * GROUP + plane * PLANE;
      v128.store(to, f32x4.convert_i32x4_s(even), 0);
      v128.store(to, f32x4.convert_i32x4_s(odd), 16);
    }
  }
}

/** a, b, ab and a^2 + b^2 - 16384, less the middle: they fit in 16 bits with sign. */
function multiply(a: usize, b: usize, vectors: usize, middle: i32, out: usize): void {
  const offset = i16x8.splat(<i16>middle);
  for (let i: usize = 0; i < vectors; i++, out += 16) {
    const x = i16x8.sub(v128.load8x8_u(a + 8 * i), offset);
    const z = i16x8.sub(v128.load8x8_u(b + 8 * i), offset);
    const squares = i16x8.add(i16x8.mul(x, x), i16x8.mul(z, z));
    v128.store(out, x, 0);
    v128.store(out, z, PRODUCTS);
    v128.store(out, i16x8.mul(x, z), 2 * PRODUCTS);
    v128.store(out, i16x8.sub(squares, i16x8.splat(16384)), 3 * PRODUCTS);
  }
}

/** Adds the 16384 that were taken off: 32 bits without sign, so half of it. For a = b that is ab, exactly. */
function halved(sums: v128): v128 {
  return i32x4.shr_u(i32x4.add(sums, i32x4.splat(16384 * TOTAL)), 1);
}

/**
 * Filters along y: the 12 rows from `rows` on to the two below each other that have their windows there.
 */
export function filterAlongY(rows: usize, groups: usize, out: usize): void {
  for (const end = rows + groups * GROUP; rows < end; rows += 16, out += 16) {
    const r0 = v128.load(rows, 0);
    const r1 = v128.load(rows, ROW);
    const r2 = v128.load(rows, 2 * ROW);
    const r3 = v128.load(rows, 3 * ROW);
    const r4 = v128.load(rows, 4 * ROW);
    const r5 = v128.load(rows, 5 * ROW);
    const r6 = v128.load(rows, 6 * ROW);
    const r7 = v128.load(rows, 7 * ROW);
    const r8 = v128.load(rows, 8 * ROW);
    const r9 = v128.load(rows, 9 * ROW);
    const r10 = v128.load(rows, 10 * ROW);
    const r11 = v128.load(rows, 11 * ROW);
    let upper = f32x4.mul(r5, f32x4.splat(W0));
    upper = f32x4.add(upper, f32x4.mul(f32x4.add(r4, r6), f32x4.splat(W1)));
    upper = f32x4.add(upper, f32x4.mul(f32x4.add(r3, r7), f32x4.splat(W2)));
    upper = f32x4.add(upper, f32x4.mul(f32x4.add(r2, r8), f32x4.splat(W3)));
    upper = f32x4.add(upper, f32x4.mul(f32x4.add(r1, r9), f32x4.splat(W4)));
    upper = f32x4.add(upper, f32x4.mul(f32x4.add(r0, r10), f32x4.splat(W5)));
    v128.store(out, upper, 0);
    let lower = f32x4.mul(r6, f32x4.splat(W0));
    lower = f32x4.add(lower, f32x4.mul(f32x4.add(r5, r7), f32x4.splat(W1)));
    lower = f32x4.add(lower, f32x4.mul(f32x4.add(r4, r8), f32x4.splat(W2)));
    lower = f32x4.add(lower, f32x4.mul(f32x4.add(r3, r9), f32x4.splat(W3)));
    lower = f32x4.add(lower, f32x4.mul(f32x4.add(r2, r10), f32x4.splat(W4)));
    lower = f32x4.add(lower, f32x4.mul(f32x4.add(r1, r11), f32x4.splat(W5)));
    v128.store(out, lower, ROW);
  }
}
