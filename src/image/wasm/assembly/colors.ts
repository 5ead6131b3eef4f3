// Mean colours of blocks, from their cells, and what their CIEDE2000 differences amount to
// (see quality/kernels/color-difference.ts).
import { blockDeltaE } from './color-difference';
import { BLOCK, blocksAlong, CELL_BYTES, Pair, TILE_BLOCKS, TILE_CELLS, View } from './pair';

const COLOR_BYTES: usize = 12;
const VALUE_BYTES: usize = 4;

// as the twin has them
const STEP: f64 = 0.05;
const LARGEST: usize = 150;
const AREA_BLOCKS: usize = 3;
/** Pixels of the differences in each step, u32; the first is for exactly 0. */
const COUNTS = memory.data(4 * (20 * 150 + 1), 16);
const STEPS: usize = 20 * LARGEST + 1;

/** Over pixels, in CIEDE2000 units. */
@unmanaged
class ColorSummary {
  mean: f64;
  /** 95th percentile. */
  p95: f64;
  max: f64;
  /** The highest mean of 3 x 3 neighbouring blocks. */
  worstArea: f64;
}

/**
 * Computes the blocks of the tiles that are flagged.
 * @param flags one byte a tile, row by row
 */
export function computeColors(pair: Pair, view: View, flags: usize): void {
  const tiles = pair.tileColumns * pair.tileRows;
  for (let tile: usize = 0; tile < tiles; tile++) {
    if (!load<u8>(flags + tile)) continue;
    const left = (tile % pair.tileColumns) * TILE_BLOCKS;
    const top = (tile / pair.tileColumns) * TILE_BLOCKS;
    const bottom = min(top + TILE_BLOCKS, blocksAlong(pair.height));
    for (let row = top; row < bottom; row++) computeRow(pair, view, left, row);
  }
}

/** The blocks of a tile in one row. */
function computeRow(pair: Pair, view: View, left: usize, row: usize): void {
  const first = blockAt(pair, left, row);
  const cells = (row * 2 * pair.tileColumns * TILE_CELLS + left * 2) * CELL_BYTES;
  const originals = view.originalColors + first * COLOR_BYTES;
  const outputs = view.outputColors + first * COLOR_BYTES;
  const changed = averageRow(pair, view, left, row, pair.originalCells + cells, originals);
  if (!averageRow(pair, view, left, row, pair.outputCells + cells, outputs) && !changed) return;
  const target = view.colorDifferences + first * VALUE_BYTES;
  if (sameColors(originals, outputs)) v128.store(target, f32x4.splat(0));
  else blockDeltaE(originals, outputs, TILE_BLOCKS, target);
}

/** Whether four colours are those of four others. */
function sameColors(a: usize, b: usize): bool {
  const first = v128.xor(v128.load(a, 0), v128.load(b, 0));
  const second = v128.xor(v128.load(a, 16), v128.load(b, 16));
  const third = v128.xor(v128.load(a, 32), v128.load(b, 32));
  return !v128.any_true(v128.or(v128.or(first, second), third));
}

/**
 * Mean colours of the blocks of a tile in one row.
 * @param cells the first of the upper ones of the 2 x 2 that each block has
 * @returns whether they are other than before
 */
function averageRow(pair: Pair, view: View, left: usize, row: usize, cells: usize, target: usize): bool {
  const end = target + min(TILE_BLOCKS, blocksAlong(pair.width) - left) * COLOR_BYTES;
  const below = pair.tileColumns * TILE_CELLS * CELL_BYTES;
  const rows = pixelsAlong(pair.height, row);
  let changed = i32x4.splat(0);
  for (; target < end; target += COLOR_BYTES) {
    const sums = i32x4.add(twoCells(cells), twoCells(cells + below));
    // a white background adds what alpha leaves of it, a black one nothing; 64 pixels, as what lies beyond is opaque
    const added = view.background === 0 ? 0 : 255 * 64 - i32x4.extract_lane(sums, 3);
    const shown = f32x4.convert_i32x4_s(i32x4.add(sums, i32x4.splat(added)));
    const mean = f32x4.div(shown, f32x4.splat(<f32>(rows * pixelsAlong(pair.width, left))));
    changed = v128.or(changed, v128.and(v128.xor(mean, v128.load(target)), i32x4(-1, -1, -1, 0)));
    v128.store64_lane(target, mean, 0);
    v128.store32_lane(target + 8, mean, 2);
    cells += 2 * CELL_BYTES;
    left++;
  }
  return v128.any_true(changed);
}

/** Index in grids of blocks. */
function blockAt(pair: Pair, column: usize, row: usize): usize {
  return row * pair.tileColumns * TILE_BLOCKS + column;
}

/** Of the block at `index` along a side. */
function pixelsAlong(side: usize, index: usize): usize {
  return min(BLOCK, side - index * BLOCK);
}

/** Sums of two cells side by side: R, G, B, alpha. */
function twoCells(cell: usize): v128 {
  const cells = v128.load(cell);
  return i32x4.add(i32x4.extend_low_i16x8_u(cells), i32x4.extend_high_i16x8_u(cells));
}

export function summarizeColors(pair: Pair, view: View, summary: ColorSummary): void {
  memory.fill(COUNTS, 0, STEPS * 4);
  const columns = blocksAlong(pair.width);
  const rows = blocksAlong(pair.height);
  const rowBytes = pair.tileColumns * TILE_BLOCKS * VALUE_BYTES;
  let sum: f64 = 0;
  let most: f64 = 0;
  for (let row: usize = 0; row < rows; row++) {
    const pixelRows = pixelsAlong(pair.height, row);
    for (let column: usize = 0; column < columns; column++) {
      const value = <f64>load<f32>(view.colorDifferences + row * rowBytes + column * VALUE_BYTES);
      const pixels = pixelRows * pixelsAlong(pair.width, column);
      const count = COUNTS + min<usize>(<usize>ceil(value / STEP), STEPS - 1) * 4;
      store<u32>(count, load<u32>(count) + <u32>pixels);
      sum += value * <f64>pixels;
      most = max(most, value);
    }
  }
  const total = <f64>pair.width * <f64>pair.height;
  summary.mean = sum / total;
  summary.max = most;
  summary.p95 = percentile95(total, most);
  summary.worstArea = worstArea(pair, view);
}

/** Upper edge of the step that holds it, never above the largest value. */
function percentile95(total: f64, most: f64): f64 {
  let seen: f64 = 0;
  for (let step: usize = 0; step < STEPS; step++) {
    seen += <f64>load<u32>(COUNTS + step * 4);
    if (seen >= 0.95 * total) return min(<f64>step * STEP, most);
  }
  return most;
}

function worstArea(pair: Pair, view: View): f64 {
  const columns = blocksAlong(pair.width);
  const rows = blocksAlong(pair.height);
  const wide = min(AREA_BLOCKS, columns);
  const high = min(AREA_BLOCKS, rows);
  let worst: f64 = 0;
  for (let top: usize = 0; top + high <= rows; top++) {
    const pixelRows = <f64>(min(pair.height, (top + high) * BLOCK) - top * BLOCK);
    // the last sums of columns, each of up to 3 blocks, weighted by their pixels
    let first: f64 = 0;
    let second: f64 = 0;
    for (let column: usize = 0; column < columns; column++) {
      const third = sumOfColumn(pair, view, top, high, column);
      if (column + 1 >= wide) {
        const left = column + 1 - wide;
        const pixelColumns = <f64>(min(pair.width, (column + 1) * BLOCK) - left * BLOCK);
        worst = max(worst, (first + second + third) / (pixelRows * pixelColumns));
      }
      first = second;
      second = third;
    }
  }
  return worst;
}

function sumOfColumn(pair: Pair, view: View, top: usize, high: usize, column: usize): f64 {
  const rowBytes = pair.tileColumns * TILE_BLOCKS * VALUE_BYTES;
  const values = view.colorDifferences + top * rowBytes + column * VALUE_BYTES;
  let sum: f64 = 0;
  for (let y: usize = 0; y < high; y++) {
    sum += <f64>load<f32>(values + y * rowBytes) * <f64>pixelsAlong(pair.height, top + y);
  }
  return sum * <f64>pixelsAlong(pair.width, column);
}
