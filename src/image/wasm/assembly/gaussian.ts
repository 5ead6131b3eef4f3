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
const TOTAL: i32 = 109885;
/** What filtered planes are multiples of: along y the weights are taken in units of the largest, one product less. */
export const UNIT: f64 = <f64>(<f32>(<f64>TOTAL * (<f64>TOTAL / <f64>W0)));
const V1: f32 = <f32>(<f64>W1 / <f64>W0);
const V2: f32 = <f32>(<f64>W2 / <f64>W0);
const V3: f32 = <f32>(<f64>W3 / <f64>W0);
const V4: f32 = <f32>(<f64>W4 / <f64>W0);
// what is left of UNIT, so that rounded weights leave even planes as they are: W5 / W0 to 5e-6 of it
const V5: f32 = <f32>((UNIT / <f64>TOTAL - 1) / 2 - <f64>V1 - <f64>V2 - <f64>V3 - <f64>V4);

/**
 * Planes of means, one after the other: of a, of a - b, half of a^2 + b^2 and a quarter of (a - b)^2, all times UNIT.
 * What two pictures differ by is so rounded by its own size and not by the pictures': it is 0 where they are equal.
 */
const PLANES: usize = 4;
/** Bytes of a plane of products of one row: 32 columns and 10 around them, in vectors of 8. */
const PLANE_PRODUCTS: usize = 2 * 48;
export const PRODUCTS: usize = PLANES * PLANE_PRODUCTS;
/** Columns come in groups of 8, the even ones before the odd ones; each has a vector of either of each plane. */
export const PLANE: usize = 32;
export const GROUP: usize = PLANES * PLANE;
/** Bytes of a filtered row. */
export const ROW: usize = 4 * GROUP;
/** Bytes of a plane of products of one row of floats. */
const FLOAT_PRODUCTS: usize = 4 * 48;
/** Rows that a tile has with those around it, and products of one row of floats, or of two of bytes. */
export const STRIP: usize = 42 * ROW + PLANES * FLOAT_PRODUCTS;

/**
 * Filters one row along x, exactly.
 *
 * @param products of the row, as multiply leaves them
 */
export function filterAlongX(products: usize, groups: usize, out: usize): void {
  for (const end = products + 16 * groups; products < end; products += 16, out += GROUP) {
    storeMeans(
      evenSums(products),
      evenSums(products + PLANE_PRODUCTS),
      evenSums(products + 2 * PLANE_PRODUCTS),
      evenSums(products + 3 * PLANE_PRODUCTS),
      out,
    );
    storeMeans(
      oddSums(products),
      oddSums(products + PLANE_PRODUCTS),
      oddSums(products + 2 * PLANE_PRODUCTS),
      oddSums(products + 3 * PLANE_PRODUCTS),
      out + 16,
    );
  }
}

function evenSums(at: usize): v128 {
  let sums = i32x4.dot_i16x8_s(v128.load(at, 0), i16x8(W5, W4, W5, W4, W5, W4, W5, W4));
  sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(at, 4), i16x8(W3, W2, W3, W2, W3, W2, W3, W2)));
  sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(at, 8), i16x8(W1, W0, W1, W0, W1, W0, W1, W0)));
  sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(at, 12), i16x8(W1, W2, W1, W2, W1, W2, W1, W2)));
  sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(at, 16), i16x8(W3, W4, W3, W4, W3, W4, W3, W4)));
  return i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(at, 20), i16x8(W5, 0, W5, 0, W5, 0, W5, 0)));
}

function oddSums(at: usize): v128 {
  let sums = i32x4.dot_i16x8_s(v128.load(at, 0), i16x8(0, W5, 0, W5, 0, W5, 0, W5));
  sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(at, 4), i16x8(W4, W3, W4, W3, W4, W3, W4, W3)));
  sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(at, 8), i16x8(W2, W1, W2, W1, W2, W1, W2, W1)));
  sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(at, 12), i16x8(W0, W1, W0, W1, W0, W1, W0, W1)));
  sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(at, 16), i16x8(W2, W3, W2, W3, W2, W3, W2, W3)));
  return i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(at, 20), i16x8(W4, W5, W4, W5, W4, W5, W4, W5)));
}

/** From sums of a, b, ab and a^2 + b^2 - 16384 to the planes of means. */
function storeMeans(a: v128, b: v128, products: v128, squares: v128, out: usize): void {
  // the 16384 makes 32 bits without sign, as (a - b)^2 / 2 has: halved for what only knows numbers with sign
  const half = i32x4.shr_u(i32x4.add(squares, i32x4.splat(16384 * TOTAL)), 1);
  const quarter = i32x4.shr_u(i32x4.sub(half, products), 1);
  v128.store(out, f32x4.convert_i32x4_s(a), 0);
  v128.store(out, f32x4.convert_i32x4_s(i32x4.sub(a, b)), PLANE);
  v128.store(out, f32x4.convert_i32x4_s(half), 2 * PLANE);
  v128.store(out, f32x4.convert_i32x4_s(quarter), 3 * PLANE);
}

/**
 * a, b, ab and a^2 + b^2 - 16384 of one row, less the middles: they fit in 16 bits with sign.
 *
 * @param a, b the pixel 5 to the left of the first column; 8 (groups + 2) are loaded
 * @param middleA, middleB what is taken from all pixels of a and b, so that they are -128..127
 */
export function multiply(a: usize, b: usize, groups: usize, middleA: i32, middleB: i32, out: usize): void {
  const offsetA = i16x8.splat(<i16>middleA);
  const offsetB = i16x8.splat(<i16>middleB);
  for (let i: usize = 0; i < groups + 2; i++, out += 16) {
    const x = i16x8.sub(v128.load8x8_u(a + 8 * i), offsetA);
    const z = i16x8.sub(v128.load8x8_u(b + 8 * i), offsetB);
    const squares = i16x8.add(i16x8.mul(x, x), i16x8.mul(z, z));
    v128.store(out, x, 0);
    v128.store(out, z, PLANE_PRODUCTS);
    v128.store(out, i16x8.mul(x, z), 2 * PLANE_PRODUCTS);
    v128.store(out, i16x8.sub(squares, i16x8.splat(16384)), 3 * PLANE_PRODUCTS);
  }
}

/**
 * The same for f32, rounded: the columns of a group stay in order.
 *
 * @param middleA, middleB the middles of what the pixels are
 */
export function filterFloatsAlongX(
  a: usize,
  b: usize,
  groups: usize,
  middleA: f32,
  middleB: f32,
  products: usize,
  out: usize,
): void {
  multiplyFloats(a, b, 2 * groups + 4, middleA, middleB, products);
  for (let plane: usize = 0; plane < PLANES; plane++) {
    for (let half: usize = 0; half < 2 * groups; half++) {
      const at = products + plane * FLOAT_PRODUCTS + 16 * half;
      let mean = f32x4.mul(v128.load(at, 20), f32x4.splat(W0));
      mean = f32x4.add(mean, f32x4.mul(f32x4.add(v128.load(at, 16), v128.load(at, 24)), f32x4.splat(W1)));
      mean = f32x4.add(mean, f32x4.mul(f32x4.add(v128.load(at, 12), v128.load(at, 28)), f32x4.splat(W2)));
      mean = f32x4.add(mean, f32x4.mul(f32x4.add(v128.load(at, 8), v128.load(at, 32)), f32x4.splat(W3)));
      mean = f32x4.add(mean, f32x4.mul(f32x4.add(v128.load(at, 4), v128.load(at, 36)), f32x4.splat(W4)));
      mean = f32x4.add(mean, f32x4.mul(f32x4.add(v128.load(at, 0), v128.load(at, 40)), f32x4.splat(W5)));
      v128.store(out + (half >> 1) * GROUP + plane * PLANE + 16 * (half & 1), mean);
    }
  }
}

/** a, a - b, half of a^2 + b^2 and a quarter of (a - b)^2, less the middles. */
function multiplyFloats(a: usize, b: usize, vectors: usize, middleA: f32, middleB: f32, out: usize): void {
  for (const end = out + 16 * vectors; out < end; a += 16, b += 16, out += 16) {
    const x = f32x4.sub(v128.load(a), f32x4.splat(middleA));
    const z = f32x4.sub(v128.load(b), f32x4.splat(middleB));
    const difference = f32x4.sub(x, z);
    const squares = f32x4.add(f32x4.mul(x, x), f32x4.mul(z, z));
    v128.store(out, x, 0);
    v128.store(out, difference, FLOAT_PRODUCTS);
    v128.store(out, f32x4.mul(squares, f32x4.splat(0.5)), 2 * FLOAT_PRODUCTS);
    v128.store(out, f32x4.mul(f32x4.mul(difference, difference), f32x4.splat(0.25)), 3 * FLOAT_PRODUCTS);
  }
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
    let upper = f32x4.add(r5, f32x4.mul(f32x4.add(r4, r6), f32x4.splat(V1)));
    upper = f32x4.add(upper, f32x4.mul(f32x4.add(r3, r7), f32x4.splat(V2)));
    upper = f32x4.add(upper, f32x4.mul(f32x4.add(r2, r8), f32x4.splat(V3)));
    upper = f32x4.add(upper, f32x4.mul(f32x4.add(r1, r9), f32x4.splat(V4)));
    upper = f32x4.add(upper, f32x4.mul(f32x4.add(r0, r10), f32x4.splat(V5)));
    v128.store(out, upper, 0);
    let lower = f32x4.add(r6, f32x4.mul(f32x4.add(r5, r7), f32x4.splat(V1)));
    lower = f32x4.add(lower, f32x4.mul(f32x4.add(r4, r8), f32x4.splat(V2)));
    lower = f32x4.add(lower, f32x4.mul(f32x4.add(r3, r9), f32x4.splat(V3)));
    lower = f32x4.add(lower, f32x4.mul(f32x4.add(r2, r10), f32x4.splat(V4)));
    lower = f32x4.add(lower, f32x4.mul(f32x4.add(r1, r11), f32x4.splat(V5)));
    v128.store(out, lower, ROW);
  }
}
