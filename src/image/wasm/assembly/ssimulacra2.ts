// The maps of SSIMULACRA 2 as quality/kernels/ssimulacra2.ts defines them, in 32-bit floats.
import { addLanes } from './lanes';
import { meanDifference } from './luma-range';
import { TILE } from './tiles';

/** Half of the window, which quality/kernels/truncated-cosine.ts derives. */
const H0: f32 = 0.2646211054881986;
const H1: f32 = 0.21292859201042222;
const H2: f32 = 0.1093353727774603;
const H3: f32 = 0.036011114658364415;
const H4: f32 = 0.009414367809653792;
const MARGIN: i32 = 4;
const C2: f32 = 0.0009;

/** Bytes of one row of a tile in one plane, and in the planes of a, a - b, a^2 + b^2 and (a - b)^2. */
const PLANE: usize = 4 * TILE;
const ROW: usize = 4 * PLANE;
/** Bytes of a row of products with the pixels around it. */
const PRODUCTS: usize = 4 * (TILE + 2 * MARGIN);
const STRIP: usize = (TILE + 2 * MARGIN) * ROW + 4 * PRODUCTS;

/**
 * Sums over a channel of the errors in structure, of artifacts and of lost detail, and of their 4th powers.
 *
 * As in ssim.ts, what the pictures differ by is rounded by its own size: with the middles of a tile taken off, a window's
 * error is about 10 x 2^-24 of its variance.
 *
 * @param a, b planes with a frame of 4 zeros
 * @param scratch 24 KiB
 * @param sums six f64
 */
export function compareXyb(a: usize, b: usize, width: i32, height: i32, scratch: usize, sums: usize): void {
  const masks = scratch + STRIP;
  const stride = width + 2 * MARGIN;
  memory.fill(sums, 0, 48);
  for (let x = 0; x < width; x += TILE) {
    const columns = min(TILE, width - x);
    for (let i = 0; i < TILE; i++) store<i32>(masks + 4 * i, i < columns ? -1 : 0);
    for (let y = 0; y < height; y += TILE) {
      const corner: usize = 4 * (y * stride + x);
      addTile(a + corner, b + corner, stride, columns, min(TILE, height - y), scratch, masks, sums);
    }
  }
}

/** Of a tile whose first window begins at `a` and `b`. */
function addTile(
  a: usize,
  b: usize,
  stride: i32,
  columns: i32,
  rows: i32,
  scratch: usize,
  masks: usize,
  sums: usize,
): void {
  const vectors: usize = (columns + 3) >> 2;
  const products = scratch + (TILE + 2 * MARGIN) * ROW;
  const down = rows + 2 * MARGIN;
  const middleA = load<f32>(a + 4 * <usize>((down >> 1) * stride + MARGIN + (columns >> 1)));
  const middleB = middleA + meanDifference(a, b, stride, columns + 2 * MARGIN, down);
  for (let i = 0; i < down; i++) {
    const at: usize = 4 * i * stride;
    multiply(a + at, b + at, vectors + 2, middleA, middleB, products);
    filterAlongX(products, vectors, scratch + <usize>i * ROW);
  }
  for (let i = 0; i < rows; i++) {
    const at: usize = 4 * ((i + MARGIN) * stride + MARGIN);
    addRow(a + at, b + at, scratch + <usize>i * ROW, vectors, middleA, middleB, masks, sums);
  }
}

function multiply(a: usize, b: usize, vectors: usize, middleA: f32, middleB: f32, out: usize): void {
  for (const end = out + 16 * vectors; out < end; a += 16, b += 16, out += 16) {
    const x = f32x4.sub(v128.load(a), f32x4.splat(middleA));
    const z = f32x4.sub(v128.load(b), f32x4.splat(middleB));
    const difference = f32x4.sub(x, z);
    v128.store(out, x, 0);
    v128.store(out, difference, PRODUCTS);
    v128.store(out, f32x4.add(f32x4.mul(x, x), f32x4.mul(z, z)), 2 * PRODUCTS);
    v128.store(out, f32x4.mul(difference, difference), 3 * PRODUCTS);
  }
}

function filterAlongX(products: usize, vectors: usize, out: usize): void {
  for (let plane: usize = 0; plane < 4; plane++) {
    for (let i: usize = 0; i < 16 * vectors; i += 16) {
      const at = products + plane * PRODUCTS + i;
      const mean = weighted(
        v128.load(at, 16),
        f32x4.add(v128.load(at, 12), v128.load(at, 20)),
        f32x4.add(v128.load(at, 8), v128.load(at, 24)),
        f32x4.add(v128.load(at, 4), v128.load(at, 28)),
        f32x4.add(v128.load(at, 0), v128.load(at, 32)),
      );
      v128.store(out + plane * PLANE + i, mean);
    }
  }
}

function weighted(middle: v128, ones: v128, twos: v128, threes: v128, fours: v128): v128 {
  const near = f32x4.add(f32x4.mul(middle, f32x4.splat(H0)), f32x4.mul(ones, f32x4.splat(H1)));
  const far = f32x4.add(f32x4.mul(twos, f32x4.splat(H2)), f32x4.mul(threes, f32x4.splat(H3)));
  return f32x4.add(f32x4.add(near, far), f32x4.mul(fours, f32x4.splat(H4)));
}

/** Filters the 9 rows from `rows` on along y. */
function filterAlongY(rows: usize): v128 {
  return weighted(
    v128.load(rows, 4 * ROW),
    f32x4.add(v128.load(rows, 3 * ROW), v128.load(rows, 5 * ROW)),
    f32x4.add(v128.load(rows, 2 * ROW), v128.load(rows, 6 * ROW)),
    f32x4.add(v128.load(rows, 1 * ROW), v128.load(rows, 7 * ROW)),
    f32x4.add(v128.load(rows, 0 * ROW), v128.load(rows, 8 * ROW)),
  );
}

/** @param a, b the row's first pixels */
function addRow(
  a: usize,
  b: usize,
  rows: usize,
  vectors: usize,
  middleA: f32,
  middleB: f32,
  masks: usize,
  sums: usize,
): void {
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  let structures = zero;
  let artifacts = zero;
  let losses = zero;
  let structures4 = zero;
  let artifacts4 = zero;
  let losses4 = zero;
  for (const end = rows + 16 * vectors; rows < end; rows += 16, a += 16, b += 16, masks += 16) {
    const mask = v128.load(masks);
    const meanA = filterAlongY(rows);
    const difference = filterAlongY(rows + PLANE);
    const meanB = f32x4.sub(meanA, difference);
    const squares = f32x4.add(f32x4.mul(meanA, meanA), f32x4.mul(meanB, meanB));
    const spread = f32x4.add(f32x4.sub(filterAlongY(rows + 2 * PLANE), squares), f32x4.splat(C2));
    const variance = f32x4.sub(filterAlongY(rows + 3 * PLANE), f32x4.mul(difference, difference));
    // 1 - luminance (V + C2 - D) / (V + C2) with V the sum of the variances and D that of the difference
    const apart = f32x4.add(difference, f32x4.splat(middleA - middleB));
    const unlike = f32x4.mul(apart, apart);
    const error = f32x4.add(f32x4.mul(unlike, spread), f32x4.mul(f32x4.sub(one, unlike), variance));
    const structure = v128.and(f32x4.max(f32x4.div(error, spread), zero), mask);

    const edgeA = f32x4.abs(f32x4.sub(f32x4.sub(v128.load(a), f32x4.splat(middleA)), meanA));
    const edgeB = f32x4.abs(f32x4.sub(f32x4.sub(v128.load(b), f32x4.splat(middleB)), meanB));
    const edges = v128.and(f32x4.div(f32x4.sub(edgeB, edgeA), f32x4.add(edgeA, one)), mask);
    const artifact = f32x4.max(edges, zero);
    const loss = f32x4.sub(artifact, edges);

    structures = f32x4.add(structures, structure);
    artifacts = f32x4.add(artifacts, artifact);
    losses = f32x4.add(losses, loss);
    structures4 = f32x4.add(structures4, fourthPower(structure));
    artifacts4 = f32x4.add(artifacts4, fourthPower(artifact));
    losses4 = f32x4.add(losses4, fourthPower(loss));
  }
  addTo(sums, structures);
  addTo(sums + 8, artifacts);
  addTo(sums + 16, losses);
  addTo(sums + 24, structures4);
  addTo(sums + 32, artifacts4);
  addTo(sums + 40, losses4);
}

function fourthPower(x: v128): v128 {
  const square = f32x4.mul(x, x);
  return f32x4.mul(square, square);
}

function addTo(sum: usize, lanes: v128): void {
  store<f64>(sum, load<f64>(sum) + addLanes(lanes));
}
