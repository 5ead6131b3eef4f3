// The tile at hand, before what it gives goes where it belongs. Rows are as long as a tile is wide.
import { CELL, CELL_BYTES, TILE, TILE_CELLS } from './pair';

export const PIXEL_BYTES: usize = 4;
export const TILE_ROW_BYTES: usize = TILE * PIXEL_BYTES;
export const TILE_CELL_ROW: usize = TILE_CELLS * CELL_BYTES;

/** RGBA of a tile that the border cuts, filled up with opaque black, whose luma is 0. */
export const ORIGINAL_FILLED = memory.data(4096, 16);
export const OUTPUT_FILLED = memory.data(4096, 16);
export const ORIGINAL_LUMA = memory.data(1024, 16);
export const OUTPUT_LUMA = memory.data(1024, 16);
export const ORIGINAL_CELLS = memory.data(512, 16);
export const OUTPUT_CELLS = memory.data(512, 16);

const VECTOR: usize = 16;
const OPAQUE_BLACK: u32 = 0xff000000;

/** Copies what the picture has of a tile, and fills it up. */
export function fillUp(source: usize, rowBytes: usize, columns: usize, rows: usize, target: usize): void {
  const end = target + TILE * TILE_ROW_BYTES;
  for (let at = target; at < end; at += VECTOR) v128.store(at, i32x4.splat(OPAQUE_BLACK));
  for (let row: usize = 0; row < rows; row++) {
    memory.copy(target + row * TILE_ROW_BYTES, source + row * rowBytes, columns * PIXEL_BYTES);
  }
}

/** Sets the rows of cells from `first` on, which will not be computed, to what opaque black gives. */
export function clearCellRows(first: usize): void {
  const rows = TILE_CELLS - first;
  memory.fill(ORIGINAL_LUMA + first * CELL * TILE, 0, rows * CELL * TILE);
  memory.fill(OUTPUT_LUMA + first * CELL * TILE, 0, rows * CELL * TILE);
  const black = i16x8(0, 0, 0, 255 * 16, 0, 0, 0, 255 * 16);
  for (let at = first * TILE_CELL_ROW; at < TILE_CELLS * TILE_CELL_ROW; at += VECTOR) {
    v128.store(ORIGINAL_CELLS + at, black);
    v128.store(OUTPUT_CELLS + at, black);
  }
}
