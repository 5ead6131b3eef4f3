// What changed in a tile, one byte: neighbours are to look again when it did within reach of their windows.
import { CELL_BYTES, TILE, TILE_CELLS } from './pair';
import { TILE_CELL_ROW } from './tile-scratch';

/** Luma or cells. */
export const CHANGED: u32 = 1;
/** Luma, within reach of an edge. */
export const NEAR_LEFT: u32 = 2;
export const NEAR_RIGHT: u32 = 4;
export const NEAR_TOP: u32 = 8;
export const NEAR_BOTTOM: u32 = 16;

/**
 * How many pixels beyond its tile a window sees at most: one of the exact SSIM 5 from its centre, of the fast one, which
 * begins at every 4th pixel and is 8 wide, 4, and a gradient of GMSD 3.
 */
const REACH: usize = 5;
const VECTOR: usize = 16;

/** Writes the luma of a tile to its plane. @returns what changed */
export function moveLuma(luma: usize, target: usize, stride: usize, columns: usize, rows: usize): u32 {
  if (columns < TILE) return moveCutLuma(luma, target, stride, columns, rows);
  let left = i8x16.splat(0);
  let right = i8x16.splat(0);
  let top = i8x16.splat(0);
  let bottom = i8x16.splat(0);
  for (let y: usize = 0; y < rows; y++) {
    const first = v128.load(luma);
    const second = v128.load(luma, 16);
    const changedFirst = v128.xor(first, v128.load(target));
    const changedSecond = v128.xor(second, v128.load(target, 16));
    v128.store(target, first);
    v128.store(target, second, 16);
    left = v128.or(left, changedFirst);
    right = v128.or(right, changedSecond);
    const changed = v128.or(changedFirst, changedSecond);
    if (y < REACH) top = v128.or(top, changed);
    if (y >= TILE - REACH) bottom = v128.or(bottom, changed);
    luma += TILE;
    target += stride;
  }
  if (!v128.any_true(v128.or(left, right))) return 0;
  const firstBytes = i8x16(-1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  const lastBytes = i8x16(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1, -1);
  return (
    CHANGED |
    (v128.any_true(v128.and(left, firstBytes)) ? NEAR_LEFT : 0) |
    (v128.any_true(v128.and(right, lastBytes)) ? NEAR_RIGHT : 0) |
    (v128.any_true(top) ? NEAR_TOP : 0) |
    (v128.any_true(bottom) ? NEAR_BOTTOM : 0)
  );
}

/** At the right border: there are neighbours on the left, above and below. */
function moveCutLuma(luma: usize, target: usize, stride: usize, columns: usize, rows: usize): u32 {
  let changed: u32 = 0;
  for (let y: usize = 0; y < rows; y++) {
    for (let x: usize = 0; x < columns; x++) {
      const value = load<u8>(luma + x);
      changed |= value ^ load<u8>(target + x);
      store<u8>(target + x, value);
    }
    luma += TILE;
    target += stride;
  }
  return changed === 0 ? 0 : CHANGED | NEAR_LEFT | NEAR_TOP | NEAR_BOTTOM;
}

/** Writes the cells of a tile to their grid. @returns what changed */
export function moveCells(cells: usize, target: usize, stride: usize): u32 {
  let changed = i8x16.splat(0);
  for (let y: usize = 0; y < TILE_CELLS; y++) {
    for (let x: usize = 0; x < TILE_CELLS * CELL_BYTES; x += VECTOR) {
      const value = v128.load(cells + x);
      changed = v128.or(changed, v128.xor(value, v128.load(target + x)));
      v128.store(target + x, value);
    }
    cells += TILE_CELL_ROW;
    target += stride;
  }
  return v128.any_true(changed) ? CHANGED : 0;
}
