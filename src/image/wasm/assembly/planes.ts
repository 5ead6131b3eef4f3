// One pass over the RGBA of both pictures, tile by tile: cells, luma and its sums, squared error, alpha.
import { sumBlocks } from './block-sums';
import { moveCells, moveLuma } from './changes';
import { BLOCK, CELL, CELL_BYTES, Pair, SUM_BYTES, TILE, TILE_BLOCKS, TILE_CELLS, View, within } from './pair';
import { blendedTile, opaqueTile } from './tile-pixels';
import {
  clearCellRows,
  fillUp,
  ORIGINAL_CELLS,
  ORIGINAL_FILLED,
  ORIGINAL_LUMA,
  OUTPUT_CELLS,
  OUTPUT_FILLED,
  OUTPUT_LUMA,
  PIXEL_BYTES,
  TILE_ROW_BYTES,
} from './tile-scratch';

/** Says where the RGBA of both pictures lies now. */
export function setPictures(pair: Pair, original: usize, output: usize): void {
  pair.original = original;
  pair.output = output;
}

/**
 * Computes the tiles that are flagged. Their flags become what changed in them, in luma or cells (see changes.ts): 0 for
 * one that gave the same as before.
 * @param flags one byte a tile, row by row
 */
export function computePlanes(pair: Pair, view: View, flags: usize): void {
  let index: usize = 0;
  for (let top: usize = 0; top < pair.height; top += TILE) {
    for (let left: usize = 0; left < pair.width; left += TILE) {
      if (load<u8>(flags + index)) {
        computeTile(pair, view, left, top, index);
        store<u8>(flags + index, moveTile(pair, view, left, top));
      }
      index++;
    }
  }
}

function computeTile(pair: Pair, view: View, left: usize, top: usize, index: usize): void {
  const columns = within(pair.width, left);
  const rows = within(pair.height, top);
  const cellRows = (rows + CELL - 1) / CELL;
  const place = (top * pair.width + left) * PIXEL_BYTES;
  let original = pair.original + place;
  let output = pair.output + place;
  let rowBytes = pair.width * PIXEL_BYTES;
  if (columns < TILE || rows < TILE) {
    fillUp(original, rowBytes, columns, rows, ORIGINAL_FILLED);
    fillUp(output, rowBytes, columns, rows, OUTPUT_FILLED);
    clearCellRows(cellRows);
    original = ORIGINAL_FILLED;
    output = OUTPUT_FILLED;
    rowBytes = TILE_ROW_BYTES;
  }
  const errors = view.squaredErrors + index * 4;
  const alpha = pair.alpha + index * 12;
  // what was see-through last time mostly still is
  if (load<u32>(alpha) === 0 && opaqueTile(original, output, rowBytes, cellRows, errors)) {
    store<u32>(alpha, <u32>(columns * rows), 4);
    store<u32>(alpha, 0, 8);
  } else {
    blendedTile(original, output, rowBytes, cellRows, view.background, errors, alpha);
    // what was filled up is visible
    const filledUp = cellRows * CELL * TILE - columns * rows;
    store<u32>(alpha, load<u32>(alpha, 4) - <u32>filledUp, 4);
  }
}

/** Puts what the tile gave where it belongs. @returns what changed in it */
function moveTile(pair: Pair, view: View, left: usize, top: usize): u32 {
  const columns = within(pair.width, left);
  const rows = within(pair.height, top);
  const place = top * pair.width + left;
  const cellRow = pair.tileColumns * TILE_CELLS * CELL_BYTES;
  const cells = (top / CELL) * cellRow + (left / CELL) * CELL_BYTES;
  const luma =
    moveLuma(ORIGINAL_LUMA, view.originalLuma + place, pair.width, columns, rows) |
    moveLuma(OUTPUT_LUMA, view.outputLuma + place, pair.width, columns, rows);
  if (luma !== 0) sumTile(pair, view, left, top);
  return (
    luma |
    moveCells(ORIGINAL_CELLS, pair.originalCells + cells, cellRow) |
    moveCells(OUTPUT_CELLS, pair.outputCells + cells, cellRow)
  );
}

function sumTile(pair: Pair, view: View, left: usize, top: usize): void {
  const rowBytes = pair.tileColumns * TILE_BLOCKS * SUM_BYTES;
  const grid = pair.tileRows * TILE_BLOCKS * rowBytes;
  let target = view.blockSums + (top / BLOCK) * rowBytes + (left / BLOCK) * SUM_BYTES;
  for (let place: usize = 0; place < TILE * TILE; place += BLOCK * TILE) {
    sumBlocks(ORIGINAL_LUMA + place, OUTPUT_LUMA + place, TILE, target, grid);
    sumBlocks(ORIGINAL_LUMA + place + 2 * BLOCK, OUTPUT_LUMA + place + 2 * BLOCK, TILE, target + 2 * SUM_BYTES, grid);
    target += rowBytes;
  }
}
