// Mean colours of blocks, from their cells, and their CIEDE2000 differences (see quality/kernels/color-difference.ts).
import { blockDeltaE } from './color-difference';
import { BLOCK, blockPixels, blocksAlong, CELL_BYTES, Pair, TILE_BLOCKS, TILE_CELLS, View } from './pair';

const COLOR_BYTES: usize = 12;
const VALUE_BYTES: usize = 4;

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
  const blocks = min(TILE_BLOCKS, blocksAlong(pair.width) - left);
  const last = target + (blocks - 1) * COLOR_BYTES;
  const below = pair.tileColumns * TILE_CELLS * CELL_BYTES;
  const rows = blockPixels(pair.height, row);
  const lastPixels = <f32>(rows * blockPixels(pair.width, left + blocks - 1));
  let pixels = f32x4.splat(<f32>(rows * BLOCK));
  // a white background adds what alpha leaves of it, a black one nothing; 64 pixels, as what lies beyond is opaque
  const white = i32x4.splat(view.background === 0 ? 0 : -1);
  let changed = i32x4.splat(0);
  for (; target <= last; target += COLOR_BYTES) {
    if (target === last) pixels = f32x4.splat(lastPixels);
    const sums = sumsOf(cells, below);
    const covered = i32x4.sub(i32x4.splat(255 * 64), v128.shuffle<i32>(sums, sums, 3, 3, 3, 3));
    const shown = f32x4.convert_i32x4_s(i32x4.add(sums, v128.and(covered, white)));
    const mean = f32x4.div(shown, pixels);
    changed = v128.or(changed, v128.xor(mean, v128.load(target)));
    v128.store64_lane(target, mean, 0);
    v128.store32_lane(target + 8, mean, 2);
    cells += 2 * CELL_BYTES;
  }
  // the last lane is that of alpha
  return v128.any_true(v128.and(changed, i32x4(-1, -1, -1, 0)));
}

/** Of 2 x 2 cells: R, G, B, alpha. Four cells are 64 pixels, whose sums still have 16 bits. */
function sumsOf(cells: usize, below: usize): v128 {
  const columns = i16x8.add(v128.load(cells), v128.load(cells + below));
  return i32x4.add(i32x4.extend_low_i16x8_u(columns), i32x4.extend_high_i16x8_u(columns));
}

/** Index in grids of blocks. */
function blockAt(pair: Pair, column: usize, row: usize): usize {
  return row * pair.tileColumns * TILE_BLOCKS + column;
}
