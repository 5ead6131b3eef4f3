// Local structure (see quality/kernels/local-structure.ts) from the sums of blocks.
import { BLOCK, blocksAlong, Pair, SUM_BYTES, TILE, TILE_BLOCKS, View } from './pair';

const VALUE: usize = 8;
/** Blocks along the side of an area, which is as large as a tile. */
const SIDE: usize = TILE_BLOCKS;
// as the twin has them
const SHOWS_SOMETHING: f64 = 30 * 30;
const C2: f64 = 0.03 * 255 * (0.03 * 255);

/**
 * Computes the areas that begin in the tiles that are flagged, or in the one before or above, from which they reach in.
 * @param flags one byte a tile, row by row
 */
export function computeStructure(pair: Pair, view: View, flags: usize): void {
  const rows = blocksAlong(pair.height);
  const lastRow = rows - min(SIDE, rows);
  for (let tileRow: usize = 0; tileRow < pair.tileRows; tileRow++) {
    const last = min(lastRow, (tileRow + 1) * TILE_BLOCKS - 1);
    for (let tileColumn: usize = 0; tileColumn < pair.tileColumns; tileColumn++) {
      if (!reachFlag(pair, flags, tileColumn, tileRow)) continue;
      for (let row = tileRow * TILE_BLOCKS; row <= last; row++) fourAreas(pair, view, tileColumn * TILE_BLOCKS, row);
    }
  }
}

/** @returns the least of all areas; infinite where none shows anything */
export function lowestStructure(pair: Pair, view: View): f64 {
  const end = view.structure + pair.tileColumns * pair.tileRows * TILE_BLOCKS * TILE_BLOCKS * VALUE;
  // no operand is NaN: pmin is the smaller one in one instruction
  let lowest = f64x2.splat(Infinity);
  for (let at = view.structure; at < end; at += 2 * VALUE) lowest = f64x2.pmin(lowest, v128.load(at));
  return min(f64x2.extract_lane(lowest, 0), f64x2.extract_lane(lowest, 1));
}

function reachFlag(pair: Pair, flags: usize, column: usize, row: usize): bool {
  const here = flags + row * pair.tileColumns + column;
  const right: usize = column + 1 < pair.tileColumns ? 1 : 0;
  const below: usize = row + 1 < pair.tileRows ? pair.tileColumns : 0;
  return (load<u8>(here) | load<u8>(here + right) | load<u8>(here + below) | load<u8>(here + right + below)) !== 0;
}

/** The areas that begin at four neighbouring blocks. What lies beyond the picture adds nothing to their sums. */
function fourAreas(pair: Pair, view: View, column: usize, row: usize): void {
  const rowBytes = pair.tileColumns * TILE_BLOCKS * SUM_BYTES;
  const grid = pair.tileRows * TILE_BLOCKS * rowBytes;
  const blocks = view.blockSums + row * rowBytes + column * SUM_BYTES;
  const target = view.structure + (row * pair.tileColumns * TILE_BLOCKS + column) * VALUE;
  const a = fourSums(blocks, rowBytes);
  const b = fourSums(blocks + grid, rowBytes);
  const aa = fourSums(blocks + 2 * grid, rowBytes);
  const bb = fourSums(blocks + 3 * grid, rowBytes);
  const ab = fourSums(blocks + 4 * grid, rowBytes);
  v128.store(target, structureOf(areaPixels(pair, column, row), a, b, aa, bb, ab));
  v128.store(
    target + 2 * VALUE,
    structureOf(areaPixels(pair, column + 2, row), upper(a), upper(b), upper(aa), upper(bb), upper(ab)),
  );
}

/** Of four neighbouring areas the sums of 4 x 4 blocks. */
function fourSums(blocks: usize, rowBytes: usize): v128 {
  let left = v128.load(blocks);
  let right = v128.load(blocks + 16);
  for (let y: usize = 1; y < SIDE; y++) {
    left = i32x4.add(left, v128.load(blocks + y * rowBytes));
    right = i32x4.add(right, v128.load(blocks + y * rowBytes + 16));
  }
  return i32x4.add(
    i32x4.add(left, i32x4.shuffle(left, right, 1, 2, 3, 4)),
    i32x4.add(i32x4.shuffle(left, right, 2, 3, 4, 5), i32x4.shuffle(left, right, 3, 4, 5, 6)),
  );
}

/** Pixels of two neighbouring areas; 0 for one that does not begin where areas do. */
function areaPixels(pair: Pair, column: usize, row: usize): v128 {
  const rows = <f64>min(TILE, pair.height - row * BLOCK);
  return f64x2(rows * areaColumns(pair, column), rows * areaColumns(pair, column + 1));
}

function areaColumns(pair: Pair, column: usize): f64 {
  const columns = blocksAlong(pair.width);
  return column + min(SIDE, columns) <= columns ? <f64>min(TILE, pair.width - column * BLOCK) : 0;
}

function upper(v: v128): v128 {
  return i64x2.shuffle(v, v, 1, 1);
}

/** Of the lower two lanes of sums. All is whole, hence exact, up to the multiples of C2. */
function structureOf(n: v128, a: v128, b: v128, aa: v128, bb: v128, ab: v128): v128 {
  const sumA = f64x2.convert_low_i32x4_s(a);
  const sumB = f64x2.convert_low_i32x4_s(b);
  const squaredN = f64x2.mul(n, n);
  const c2 = f64x2.mul(f64x2.splat(C2), squaredN);
  const varianceA = f64x2.sub(f64x2.mul(n, f64x2.convert_low_i32x4_s(aa)), f64x2.mul(sumA, sumA));
  const varianceB = f64x2.sub(f64x2.mul(n, f64x2.convert_low_i32x4_s(bb)), f64x2.mul(sumB, sumB));
  const covariance = f64x2.sub(f64x2.mul(n, f64x2.convert_low_i32x4_s(ab)), f64x2.mul(sumA, sumB));
  const structure = f64x2.div(
    f64x2.add(f64x2.add(covariance, covariance), c2),
    f64x2.add(f64x2.add(varianceA, varianceB), c2),
  );
  const shows = f64x2.ge(varianceA, f64x2.mul(f64x2.splat(SHOWS_SOMETHING), squaredN));
  const counts = v128.and(shows, f64x2.gt(n, f64x2.splat(0)));
  return v128.bitselect(structure, f64x2.splat(Infinity), counts);
}
