// One pass over the RGBA of both pictures, tile by tile: cells, luma and its sums, squared error, alpha.
import { sumBlocks } from './block-sums';
import { moveCells, moveLuma } from './changes';
import { BLOCK, CELL, CELL_BYTES, Pair, SUM_BYTES, TILE, TILE_BLOCKS, TILE_CELLS, View, within } from './pair';
import { blendedTile, isOpaque, opaqueRun, squaredErrorOf } from './tile-pixels';
import {
  CELLS_BYTES,
  fillUp,
  LUMA_BYTES,
  ORIGINAL_CELLS,
  ORIGINAL_FILLED,
  ORIGINAL_LUMA,
  OUTPUT_CELLS,
  OUTPUT_FILLED,
  OUTPUT_LUMA,
  PIXEL_BYTES,
  RUN,
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
    for (let column: usize = 0; column < pair.tileColumns;) {
      const tiles = load<u8>(flags + index) ? computeRun(pair, view, flags, column * TILE, top, index) : 1;
      column += tiles;
      index += tiles;
    }
  }
}

/** Computes tiles from a flagged one on. @returns how many */
function computeRun(pair: Pair, view: View, flags: usize, left: usize, top: usize, index: usize): usize {
  const columns = within(pair.width, left);
  const rows = within(pair.height, top);
  const place = (top * pair.width + left) * PIXEL_BYTES;
  let original = pair.original + place;
  let output = pair.output + place;
  let rowBytes = pair.width * PIXEL_BYTES;
  // what was see-through is alone
  const opaque = wasOpaque(pair, index);
  let tiles: usize = 1;
  if (columns < TILE || rows < TILE) {
    fillUp(original, rowBytes, columns, rows, ORIGINAL_FILLED);
    fillUp(output, rowBytes, columns, rows, OUTPUT_FILLED);
    original = ORIGINAL_FILLED;
    output = OUTPUT_FILLED;
    rowBytes = TILE_ROW_BYTES;
  } else if (opaque) {
    const whole = min(RUN, (pair.width - left) / TILE);
    while (tiles < whole && load<u8>(flags + index + tiles) && wasOpaque(pair, index + tiles)) tiles++;
  }
  if (opaque) opaqueRun(original, output, rowBytes, tiles);
  for (let tile: usize = 0; tile < tiles; tile++) {
    const errors = view.squaredErrors + (index + tile) * 4;
    const alpha = pair.alpha + (index + tile) * 12;
    const shown = <u32>(columns * rows);
    if (opaque && isOpaque(tile)) {
      store<u32>(errors, squaredErrorOf(tile));
      store<u32>(alpha, shown, 4);
      store<u32>(alpha, 0, 8);
    } else {
      const across = tile * TILE_ROW_BYTES;
      blendedTile(original + across, output + across, rowBytes, tile, view.background, errors, alpha);
      // what was filled up is visible
      store<u32>(alpha, load<u32>(alpha, 4) + shown - <u32>(TILE * TILE), 4);
    }
    store<u8>(flags + index + tile, moveTile(pair, view, left + tile * TILE, top, tile));
  }
  return tiles;
}

/** What was see-through last time mostly still is. */
function wasOpaque(pair: Pair, index: usize): bool {
  return load<u32>(pair.alpha + index * 12) === 0;
}

/** Puts what a tile of the run gave where it belongs. @returns what changed in it */
function moveTile(pair: Pair, view: View, left: usize, top: usize, tile: usize): u32 {
  const columns = within(pair.width, left);
  const rows = within(pair.height, top);
  const place = top * pair.width + left;
  const cellRow = pair.tileColumns * TILE_CELLS * CELL_BYTES;
  const cells = (top / CELL) * cellRow + (left / CELL) * CELL_BYTES;
  const originalLuma = ORIGINAL_LUMA + tile * LUMA_BYTES;
  const outputLuma = OUTPUT_LUMA + tile * LUMA_BYTES;
  const luma =
    moveLuma(originalLuma, view.originalLuma + place, pair.width, columns, rows) |
    moveLuma(outputLuma, view.outputLuma + place, pair.width, columns, rows);
  if (luma !== 0) sumTile(pair, view, left, top, originalLuma, outputLuma);
  return (
    luma |
    moveCells(ORIGINAL_CELLS + tile * CELLS_BYTES, pair.originalCells + cells, cellRow) |
    moveCells(OUTPUT_CELLS + tile * CELLS_BYTES, pair.outputCells + cells, cellRow)
  );
}

function sumTile(pair: Pair, view: View, left: usize, top: usize, originalLuma: usize, outputLuma: usize): void {
  const rowBytes = pair.tileColumns * TILE_BLOCKS * SUM_BYTES;
  const grid = pair.tileRows * TILE_BLOCKS * rowBytes;
  let target = view.blockSums + (top / BLOCK) * rowBytes + (left / BLOCK) * SUM_BYTES;
  for (let place: usize = 0; place < TILE * TILE; place += BLOCK * TILE) {
    sumBlocks(originalLuma + place, outputLuma + place, TILE, target, grid);
    sumBlocks(originalLuma + place + 2 * BLOCK, outputLuma + place + 2 * BLOCK, TILE, target + 2 * SUM_BYTES, grid);
    target += rowBytes;
  }
}
