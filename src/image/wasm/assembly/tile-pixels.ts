// What the pixels of tiles give: luma and cells (to tile-scratch.ts), squared error, counts of alpha.
import { blended, premultiplied } from './blend';
import { Cell } from './cell';
import { addWholeLanes } from './lanes';
import { CELL, CELL_BYTES, TILE, TILE_CELLS } from './pair';
import {
  CELLS_BYTES,
  COMMON_BITS,
  LUMA_BYTES,
  ORIGINAL_CELLS,
  ORIGINAL_LUMA,
  OUTPUT_CELLS,
  OUTPUT_LUMA,
  SQUARES,
  TILE_CELL_ROW,
  TILE_ROW_BYTES,
} from './tile-scratch';

const VECTOR: usize = 16;

/**
 * Computes a run as if it were opaque; `isOpaque` tells of which tiles it is. All tiles' first rows of cells come before
 * the second ones: memory is quick along rows, and twice as slow where 128 bytes are taken here and there.
 * @param a, b first pixels, RGBA in rows of `rowBytes`
 */
export function opaqueRun(a: usize, b: usize, rowBytes: usize, tiles: usize): void {
  memory.fill(SQUARES, 0, tiles * VECTOR);
  memory.fill(COMMON_BITS, 0xff, tiles * VECTOR);
  for (let row: usize = 0; row < TILE_CELLS; row++) {
    for (let tile: usize = 0; tile < tiles; tile++) {
      opaqueCells(a + tile * TILE_ROW_BYTES, b + tile * TILE_ROW_BYTES, rowBytes, row, tile);
    }
    a += CELL * rowBytes;
    b += CELL * rowBytes;
  }
}

/** One row of cells of one tile. */
function opaqueCells(a: usize, b: usize, rowBytes: usize, row: usize, tile: usize): void {
  const luma = tile * LUMA_BYTES + row * CELL * TILE;
  const cells = tile * CELLS_BYTES + row * TILE_CELL_ROW;
  let squares = v128.load(SQUARES + tile * VECTOR);
  let common = v128.load(COMMON_BITS + tile * VECTOR);
  for (let x: usize = 0; x < TILE_CELLS; x++) {
    const u = a + x * VECTOR;
    const u0 = v128.load(u);
    const u1 = v128.load(u + rowBytes);
    const u2 = v128.load(u + 2 * rowBytes);
    const u3 = v128.load(u + 3 * rowBytes);
    common = v128.and(common, v128.and(v128.and(u0, u1), v128.and(u2, u3)));
    Cell.storeLuma(u0, u1, u2, u3, ORIGINAL_LUMA + luma + x * CELL);
    v128.store64_lane(ORIGINAL_CELLS + cells + x * CELL_BYTES, Cell.sumsOf(u0, u1, u2, u3), 0);
    const v = b + x * VECTOR;
    const v0 = v128.load(v);
    const v1 = v128.load(v + rowBytes);
    const v2 = v128.load(v + 2 * rowBytes);
    const v3 = v128.load(v + 3 * rowBytes);
    common = v128.and(common, v128.and(v128.and(v0, v1), v128.and(v2, v3)));
    Cell.storeLuma(v0, v1, v2, v3, OUTPUT_LUMA + luma + x * CELL);
    v128.store64_lane(OUTPUT_CELLS + cells + x * CELL_BYTES, Cell.sumsOf(v0, v1, v2, v3), 0);
    squares = i32x4.add(squares, i32x4.add(Cell.squaredDifference(u0, v0), Cell.squaredDifference(u1, v1)));
    squares = i32x4.add(squares, i32x4.add(Cell.squaredDifference(u2, v2), Cell.squaredDifference(u3, v3)));
  }
  v128.store(SQUARES + tile * VECTOR, squares);
  v128.store(COMMON_BITS + tile * VECTOR, common);
}

/** Whether both pictures are opaque in a tile of the run: what was computed is of no use otherwise. */
export function isOpaque(tile: usize): bool {
  const alphas = i32x4.shr_u(v128.load(COMMON_BITS + tile * VECTOR), 24);
  return i32x4.all_true(i32x4.eq(alphas, i32x4.splat(255)));
}

export function squaredErrorOf(tile: usize): u32 {
  return addWholeLanes(v128.load(SQUARES + tile * VECTOR));
}

/** The same of one tile that is not, or was not, opaque; its place in the run is `tile`. */
export function blendedTile(
  a: usize,
  b: usize,
  rowBytes: usize,
  tile: usize,
  grey: u32,
  errors: usize,
  alpha: usize,
): void {
  const background = i8x16.splat(<u8>grey);
  const colors = i32x4.splat(0x00ffffff);
  let squares = i32x4.splat(0);
  let seeThrough = i32x4.splat(0);
  let visible = i32x4.splat(0);
  let changed = i32x4.splat(0);
  for (let row: usize = 0; row < TILE_CELLS; row++) {
    const luma = tile * LUMA_BYTES + row * CELL * TILE;
    const cells = tile * CELLS_BYTES + row * TILE_CELL_ROW;
    for (let x: usize = 0; x < TILE_CELLS; x++) {
      const place = luma + x * CELL;
      const cell = cells + x * CELL_BYTES;
      blendedCell(a + x * VECTOR, rowBytes, background, ORIGINAL_LUMA + place, ORIGINAL_CELLS + cell);
      blendedCell(b + x * VECTOR, rowBytes, background, OUTPUT_LUMA + place, OUTPUT_CELLS + cell);
      for (let y: usize = 0; y < CELL; y++) {
        const u = v128.load(a + y * rowBytes + x * VECTOR);
        const v = v128.load(b + y * rowBytes + x * VECTOR);
        const shownU = v128.and(colors, blended(u, premultiplied(u), background));
        const shownV = v128.and(colors, blended(v, premultiplied(v), background));
        squares = i32x4.add(squares, Cell.squaredDifference(shownU, shownV));
        // comparisons give -1 for true
        const both = i32x4.shr_u(v128.and(u, v), 24);
        const either = i32x4.shr_u(v128.or(u, v), 24);
        seeThrough = i32x4.sub(seeThrough, i32x4.ne(both, i32x4.splat(255)));
        visible = i32x4.sub(visible, i32x4.ne(either, i32x4.splat(0)));
        // alpha is under 128 where its highest bit is not set
        changed = i32x4.add(changed, i32x4.shr_u(v128.xor(u, v), 31));
      }
    }
    a += CELL * rowBytes;
    b += CELL * rowBytes;
  }
  store<u32>(errors, addWholeLanes(squares));
  store<u32>(alpha, addWholeLanes(seeThrough), 0);
  store<u32>(alpha, addWholeLanes(visible), 4);
  store<u32>(alpha, addWholeLanes(changed), 8);
}

function blendedCell(source: usize, rowBytes: usize, background: v128, luma: usize, cell: usize): void {
  const s0 = v128.load(source);
  const s1 = v128.load(source + rowBytes);
  const s2 = v128.load(source + 2 * rowBytes);
  const s3 = v128.load(source + 3 * rowBytes);
  const p0 = premultiplied(s0);
  const p1 = premultiplied(s1);
  const p2 = premultiplied(s2);
  const p3 = premultiplied(s3);
  const alphas = i32x4.add(
    i32x4.add(i32x4.shr_u(s0, 24), i32x4.shr_u(s1, 24)),
    i32x4.add(i32x4.shr_u(s2, 24), i32x4.shr_u(s3, 24)),
  );
  v128.store64_lane(cell, i16x8.replace_lane(Cell.sumsOf(p0, p1, p2, p3), 3, <i16>addWholeLanes(alphas)), 0);
  Cell.storeLuma(
    blended(s0, p0, background),
    blended(s1, p1, background),
    blended(s2, p2, background),
    blended(s3, p3, background),
    luma,
  );
}
