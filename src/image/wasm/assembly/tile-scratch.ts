// The tiles at hand, before what they give goes where it belongs. Rows are as long as a tile is wide.
import { CELL_BYTES, TILE, TILE_CELLS } from './pair';

export const PIXEL_BYTES: usize = 4;
export const TILE_ROW_BYTES: usize = TILE * PIXEL_BYTES;
export const TILE_CELL_ROW: usize = TILE_CELLS * CELL_BYTES;

/** RGBA of a tile that the border cuts, filled up with opaque black, whose luma is 0. */
export const ORIGINAL_FILLED = memory.data(4096, 16);
export const OUTPUT_FILLED = memory.data(4096, 16);

/** Tiles that are at hand together: a run of neighbours in a row. Twice as many gain nothing, and half of them lose. */
export const RUN: usize = 8;
/** Bytes of a tile in each of the arrays that follow, which hold a run. */
export const LUMA_BYTES: usize = TILE * TILE;
export const CELLS_BYTES: usize = TILE_CELLS * TILE_CELL_ROW;
export const ORIGINAL_LUMA = memory.data(8192, 16);
export const OUTPUT_LUMA = memory.data(8192, 16);
export const ORIGINAL_CELLS = memory.data(4096, 16);
export const OUTPUT_CELLS = memory.data(4096, 16);
/** Squared errors in four lanes. */
export const SQUARES = memory.data(128, 16);
/** Pixels of both pictures, and-ed, in four lanes. */
export const COMMON_BITS = memory.data(128, 16);

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
