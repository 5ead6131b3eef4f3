// What changed since the pair before: motion and flicker (see quality/kernels/motion.ts and temporal.ts).
import { BLOCK, CELL, CELL_BYTES, Pair, SUM_BYTES, TILE, TILE_BLOCKS, TILE_CELLS, View, within } from './pair';
import { addWholeLanes } from './lanes';

const VECTOR: usize = 16;
/** Cells along the side of an area that moves or does not. */
const AREA_CELLS: usize = 4;
const CHANNELS: usize = 4;
// as the twin has it
const MOVED: usize = 4;

/** A pair that went by. Its grids are laid out as those of the pair and of its view on white. */
@unmanaged
class Moment {
  originalCells: usize;
  outputCells: usize;
  originalBlocks: usize;
  outputBlocks: usize;
}

/** Added up over areas and blocks. */
@unmanaged
class Change {
  /** Areas in which the original moves. */
  areas: f64;
  late: f64;
  early: f64;
  /** Mean change of luma that the original does not have, over all blocks. */
  flicker: f64;
}

/**
 * Adds up the tiles that are flagged: all that may have changed since `before`, since others add nothing.
 * @param flags one byte a tile, row by row
 */
export function computeChange(pair: Pair, view: View, before: Moment, flags: usize, change: Change): void {
  change.areas = 0;
  change.late = 0;
  change.early = 0;
  change.flicker = 0;
  const tiles = pair.tileColumns * pair.tileRows;
  for (let tile: usize = 0; tile < tiles; tile++) {
    if (!load<u8>(flags + tile)) continue;
    const left = (tile % pair.tileColumns) * TILE;
    const top = (tile / pair.tileColumns) * TILE;
    const columns = within(pair.width, left);
    const rows = within(pair.height, top);
    for (let y: usize = 0; y < rows; y += AREA_CELLS * CELL) {
      for (let x: usize = 0; x < columns; x += AREA_CELLS * CELL) addMotion(pair, before, left + x, top + y, change);
    }
    for (let y: usize = 0; y < rows; y += BLOCK) addFlicker(pair, view, before, left, top + y, change);
  }
}

/** Copies the tiles that are flagged. */
export function rememberTiles(pair: Pair, view: View, moment: Moment, flags: usize): void {
  const cellRow = pair.tileColumns * TILE_CELLS * CELL_BYTES;
  const blockRow = pair.tileColumns * TILE_BLOCKS * SUM_BYTES;
  const blockGrid = pair.tileRows * TILE_BLOCKS * blockRow;
  const tiles = pair.tileColumns * pair.tileRows;
  for (let tile: usize = 0; tile < tiles; tile++) {
    if (!load<u8>(flags + tile)) continue;
    const column = tile % pair.tileColumns;
    const row = tile / pair.tileColumns;
    const cells = row * TILE_CELLS * cellRow + column * TILE_CELLS * CELL_BYTES;
    const blocks = row * TILE_BLOCKS * blockRow + column * TILE_BLOCKS * SUM_BYTES;
    copyRows(pair.originalCells + cells, moment.originalCells + cells, TILE_CELLS * CELL_BYTES, TILE_CELLS, cellRow);
    copyRows(pair.outputCells + cells, moment.outputCells + cells, TILE_CELLS * CELL_BYTES, TILE_CELLS, cellRow);
    copyRows(view.blockSums + blocks, moment.originalBlocks + blocks, TILE_BLOCKS * SUM_BYTES, TILE_BLOCKS, blockRow);
    copyRows(
      view.blockSums + blockGrid + blocks,
      moment.outputBlocks + blocks,
      TILE_BLOCKS * SUM_BYTES,
      TILE_BLOCKS,
      blockRow,
    );
  }
}

/** @param width a multiple of 16 bytes */
function copyRows(source: usize, target: usize, width: usize, rows: usize, stride: usize): void {
  for (let y: usize = 0; y < rows; y++) {
    for (let x: usize = 0; x < width; x += VECTOR) {
      v128.store(target + y * stride + x, v128.load(source + y * stride + x));
    }
  }
}

function addMotion(pair: Pair, before: Moment, left: usize, top: usize, change: Change): void {
  const rowBytes = pair.tileColumns * TILE_CELLS * CELL_BYTES;
  let at = (top / CELL) * rowBytes + (left / CELL) * CELL_BYTES;
  // cells hold sums of 16 pixels up to 4080: the products of 64 of them, added up, stay under 2^31
  let energy = i32x4.splat(0);
  let behind = i32x4.splat(0);
  let ahead = i32x4.splat(0);
  for (let y: usize = 0; y < AREA_CELLS; y++) {
    for (let x: usize = 0; x < AREA_CELLS * CELL_BYTES; x += VECTOR) {
      const o0 = v128.load(before.originalCells + at + x);
      const o1 = v128.load(pair.originalCells + at + x);
      const p0 = v128.load(before.outputCells + at + x);
      const p1 = v128.load(pair.outputCells + at + x);
      const motion = i16x8.sub(o1, o0);
      energy = i32x4.add(energy, i32x4.dot_i16x8_s(motion, motion));
      behind = i32x4.add(behind, i32x4.dot_i16x8_s(i16x8.sub(o1, p1), motion));
      ahead = i32x4.add(ahead, i32x4.dot_i16x8_s(i16x8.sub(p0, o0), motion));
    }
    at += rowBytes;
  }
  const total = addWholeLanes(energy);
  const threshold = MOVED * MOVED * CHANNELS * squaredSides(pair.width, left) * squaredSides(pair.height, top);
  if (<usize>total < threshold) return;
  change.areas += 1;
  change.late += <f64>addWholeLanes(behind) / <f64>total;
  change.early += <f64>addWholeLanes(ahead) / <f64>total;
}

/** Along one side of the area that begins at pixel `start`: the squares of the pixels that its cells have there, added up. */
function squaredSides(side: usize, start: usize): usize {
  const pixels = min(AREA_CELLS * CELL, side - start);
  return (pixels / CELL) * CELL * CELL + (pixels % CELL) * (pixels % CELL);
}

/** The blocks of a tile in one row. Beyond the picture all sums are 0: nothing flickers. */
function addFlicker(pair: Pair, view: View, before: Moment, left: usize, top: usize, change: Change): void {
  const grid = pair.tileColumns * pair.tileRows * TILE_BLOCKS * TILE_BLOCKS * SUM_BYTES;
  const at = ((top / BLOCK) * pair.tileColumns * TILE_BLOCKS + left / BLOCK) * SUM_BYTES;
  const originally = i32x4.sub(v128.load(view.blockSums + at), v128.load(before.originalBlocks + at));
  const now = i32x4.sub(v128.load(view.blockSums + grid + at), v128.load(before.outputBlocks + at));
  const excess = i32x4.max_s(i32x4.sub(i32x4.abs(now), i32x4.abs(originally)), i32x4.splat(0));
  if (!v128.any_true(excess)) return;
  const rows = min(BLOCK, pair.height - top);
  const columns = within(pair.width, left);
  addMeans(excess, rows * blockColumns(columns, 0), rows * blockColumns(columns, 1), change);
  addMeans(
    v128.shuffle<i64>(excess, excess, 1, 1),
    rows * blockColumns(columns, 2),
    rows * blockColumns(columns, 3),
    change,
  );
}

/** The first two lanes, each divided by the pixels of its block, one after the other. */
function addMeans(excess: v128, first: usize, second: usize, change: Change): void {
  const means = f64x2.div(f64x2.convert_low_i32x4_s(excess), f64x2(<f64>first, <f64>second));
  change.flicker = change.flicker + f64x2.extract_lane(means, 0) + f64x2.extract_lane(means, 1);
}

/** Of a tile with `columns` in the picture, those of the block at `index`; at least 1, to divide by. */
function blockColumns(columns: usize, index: usize): usize {
  return max(min(BLOCK * (index + 1), columns), BLOCK * index + 1) - BLOCK * index;
}
