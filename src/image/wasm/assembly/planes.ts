// One pass over the RGBA of both pictures, tile by tile: cells, luma and its sums, squared error, alpha.
import { blended, premultiplied } from './blend';
import { squaredDifference, storeLuma, storeSums } from './cell';
import { addWholeLanes } from './lanes';
import { BLOCK, CELL, CELL_BYTES, Pair, TILE, TILE_BLOCKS, TILE_CELLS, View, within } from './pair';
import { sumBlocks } from './block-sums';

const PIXEL_BYTES: usize = 4;
const TILE_ROW_BYTES: usize = TILE * PIXEL_BYTES;
const VECTOR: usize = 16;
const OPAQUE_BLACK: u32 = 0xff000000;

/** A tile that the border cuts is copied here and filled up with opaque black, whose luma is 0. */
const ORIGINAL_FILLED = memory.data(4096, 16);
const OUTPUT_FILLED = memory.data(4096, 16);
const ORIGINAL_FILLED_LUMA = memory.data(1024, 16);
const OUTPUT_FILLED_LUMA = memory.data(1024, 16);

/** A tile of both pictures, whole or filled up, and where its figures belong. */
@unmanaged
class Tile {
  original: usize;
  output: usize;
  rowBytes: usize;
  originalLuma: usize;
  outputLuma: usize;
  lumaStride: usize;
  /** Those that begin inside the picture. */
  cellColumns: usize;
  cellRows: usize;
  /** Offset of the first one. */
  cells: usize;
  squaredError: usize;
  alpha: usize;
}

const TILE_NOW = changetype<Tile>(memory.data(44, 16));

/**
 * Computes the tiles that are flagged.
 * @param flags one byte a tile, row by row
 */
export function computePlanes(pair: Pair, view: View, flags: usize): void {
  let index: usize = 0;
  for (let top: usize = 0; top < pair.height; top += TILE) {
    for (let left: usize = 0; left < pair.width; left += TILE) {
      if (load<u8>(flags + index)) {
        const columns = within(pair.width, left);
        const rows = within(pair.height, top);
        if (columns === TILE && rows === TILE) wholeTile(pair, view, left, top, index);
        else cutTile(pair, view, left, top, index, columns, rows);
      }
      index++;
    }
  }
}

function wholeTile(pair: Pair, view: View, left: usize, top: usize, index: usize): void {
  const place = top * pair.width + left;
  const tile = TILE_NOW;
  tile.original = pair.original + place * PIXEL_BYTES;
  tile.output = pair.output + place * PIXEL_BYTES;
  tile.rowBytes = pair.width * PIXEL_BYTES;
  tile.originalLuma = view.originalLuma + place;
  tile.outputLuma = view.outputLuma + place;
  tile.lumaStride = pair.width;
  computeTile(pair, view, left, top, index, TILE, TILE);
}

function cutTile(pair: Pair, view: View, left: usize, top: usize, index: usize, columns: usize, rows: usize): void {
  const place = top * pair.width + left;
  fillUp(pair.original + place * PIXEL_BYTES, pair.width * PIXEL_BYTES, columns, rows, ORIGINAL_FILLED);
  fillUp(pair.output + place * PIXEL_BYTES, pair.width * PIXEL_BYTES, columns, rows, OUTPUT_FILLED);
  memory.fill(ORIGINAL_FILLED_LUMA, 0, TILE * TILE);
  memory.fill(OUTPUT_FILLED_LUMA, 0, TILE * TILE);
  const tile = TILE_NOW;
  tile.original = ORIGINAL_FILLED;
  tile.output = OUTPUT_FILLED;
  tile.rowBytes = TILE_ROW_BYTES;
  tile.originalLuma = ORIGINAL_FILLED_LUMA;
  tile.outputLuma = OUTPUT_FILLED_LUMA;
  tile.lumaStride = TILE;
  computeTile(pair, view, left, top, index, columns, rows);
  for (let row: usize = 0; row < rows; row++) {
    memory.copy(view.originalLuma + place + row * pair.width, ORIGINAL_FILLED_LUMA + row * TILE, columns);
    memory.copy(view.outputLuma + place + row * pair.width, OUTPUT_FILLED_LUMA + row * TILE, columns);
  }
}

function fillUp(source: usize, rowBytes: usize, columns: usize, rows: usize, target: usize): void {
  const end = target + TILE * TILE_ROW_BYTES;
  for (let at = target; at < end; at += VECTOR) v128.store(at, i32x4.splat(OPAQUE_BLACK));
  for (let row: usize = 0; row < rows; row++) {
    memory.copy(target + row * TILE_ROW_BYTES, source + row * rowBytes, columns * PIXEL_BYTES);
  }
}

function computeTile(pair: Pair, view: View, left: usize, top: usize, index: usize, columns: usize, rows: usize): void {
  const tile = TILE_NOW;
  tile.cellColumns = (columns + CELL - 1) / CELL;
  tile.cellRows = (rows + CELL - 1) / CELL;
  tile.cells = ((top / CELL) * pair.tileColumns * TILE_CELLS + left / CELL) * CELL_BYTES;
  tile.squaredError = view.squaredErrors + index * 4;
  tile.alpha = pair.alpha + index * 12;
  // what was see-through last time mostly still is
  if (load<u32>(tile.alpha) === 0 && opaqueTile(pair, tile)) {
    store<u32>(tile.alpha, 0, 0);
    store<u32>(tile.alpha, columns * rows, 4);
    store<u32>(tile.alpha, 0, 8);
  } else {
    blendedTile(pair, view.background, tile);
    // what was filled up is visible
    const filledUp = tile.cellColumns * tile.cellRows * CELL * CELL - columns * rows;
    store<u32>(tile.alpha, load<u32>(tile.alpha, 4) - <u32>filledUp, 4);
  }
  const blockRow = pair.tileColumns * TILE_BLOCKS;
  const blocks = view.blockSums + ((top / BLOCK) * blockRow + left / BLOCK) * 4;
  const grid = pair.tileRows * TILE_BLOCKS * blockRow * 4;
  for (let y: usize = 0; y < TILE; y += BLOCK) {
    const place = y * tile.lumaStride;
    const target = blocks + (y / BLOCK) * blockRow * 4;
    sumBlocks(tile.originalLuma + place, tile.outputLuma + place, tile.lumaStride, target, grid);
    sumBlocks(tile.originalLuma + place + VECTOR, tile.outputLuma + place + VECTOR, tile.lumaStride, target + 8, grid);
  }
}

/** @returns whether both pictures are opaque here: what was computed is of no use otherwise */
function opaqueTile(pair: Pair, tile: Tile): bool {
  const stride = tile.lumaStride;
  const rowBytes = tile.rowBytes;
  const alphaSum = <u32>(255 * CELL * CELL);
  let squares = i32x4.splat(0);
  let alphas = i8x16.splat(-1);
  for (let row: usize = 0; row < tile.cellRows; row++) {
    let a = tile.original + row * CELL * rowBytes;
    let b = tile.output + row * CELL * rowBytes;
    let luma = row * CELL * stride;
    let cell = tile.cells + row * pair.tileColumns * TILE_CELLS * CELL_BYTES;
    for (let column = tile.cellColumns; column > 0; column--) {
      const a0 = v128.load(a);
      const a1 = v128.load(a + rowBytes);
      const a2 = v128.load(a + 2 * rowBytes);
      const a3 = v128.load(a + 3 * rowBytes);
      alphas = v128.and(alphas, v128.and(v128.and(a0, a1), v128.and(a2, a3)));
      storeLuma(a0, a1, a2, a3, tile.originalLuma + luma, stride);
      storeSums(a0, a1, a2, a3, alphaSum, pair.originalCells + cell);
      const b0 = v128.load(b);
      const b1 = v128.load(b + rowBytes);
      const b2 = v128.load(b + 2 * rowBytes);
      const b3 = v128.load(b + 3 * rowBytes);
      alphas = v128.and(alphas, v128.and(v128.and(b0, b1), v128.and(b2, b3)));
      storeLuma(b0, b1, b2, b3, tile.outputLuma + luma, stride);
      storeSums(b0, b1, b2, b3, alphaSum, pair.outputCells + cell);
      squares = i32x4.add(squares, i32x4.add(squaredDifference(a0, b0), squaredDifference(a1, b1)));
      squares = i32x4.add(squares, i32x4.add(squaredDifference(a2, b2), squaredDifference(a3, b3)));
      a += VECTOR;
      b += VECTOR;
      luma += CELL;
      cell += CELL_BYTES;
    }
  }
  store<u32>(tile.squaredError, addWholeLanes(squares));
  return i32x4.all_true(i32x4.eq(i32x4.shr_u(alphas, 24), i32x4.splat(255)));
}

function blendedTile(pair: Pair, grey: u32, tile: Tile): void {
  const stride = tile.lumaStride;
  const rowBytes = tile.rowBytes;
  const background = i8x16.splat(<u8>grey);
  const colors = i32x4.splat(0x00ffffff);
  let squares = i32x4.splat(0);
  let seeThrough = i32x4.splat(0);
  let visible = i32x4.splat(0);
  let changed = i32x4.splat(0);
  for (let row: usize = 0; row < tile.cellRows; row++) {
    let a = tile.original + row * CELL * rowBytes;
    let b = tile.output + row * CELL * rowBytes;
    let luma = row * CELL * stride;
    let cell = tile.cells + row * pair.tileColumns * TILE_CELLS * CELL_BYTES;
    for (let column = tile.cellColumns; column > 0; column--) {
      blendedCell(a, rowBytes, background, tile.originalLuma + luma, stride, pair.originalCells + cell);
      blendedCell(b, rowBytes, background, tile.outputLuma + luma, stride, pair.outputCells + cell);
      for (let y: usize = 0; y < CELL; y++) {
        const u = v128.load(a + y * rowBytes);
        const v = v128.load(b + y * rowBytes);
        const shownU = v128.and(colors, blended(u, premultiplied(u), background));
        const shownV = v128.and(colors, blended(v, premultiplied(v), background));
        squares = i32x4.add(squares, squaredDifference(shownU, shownV));
        // comparisons give -1 for true
        const both = i32x4.shr_u(v128.and(u, v), 24);
        const either = i32x4.shr_u(v128.or(u, v), 24);
        seeThrough = i32x4.sub(seeThrough, i32x4.ne(both, i32x4.splat(255)));
        visible = i32x4.sub(visible, i32x4.ne(either, i32x4.splat(0)));
        // alpha is under 128 where its highest bit is not set
        changed = i32x4.add(changed, i32x4.shr_u(v128.xor(u, v), 31));
      }
      a += VECTOR;
      b += VECTOR;
      luma += CELL;
      cell += CELL_BYTES;
    }
  }
  store<u32>(tile.squaredError, addWholeLanes(squares));
  store<u32>(tile.alpha, addWholeLanes(seeThrough), 0);
  store<u32>(tile.alpha, addWholeLanes(visible), 4);
  store<u32>(tile.alpha, addWholeLanes(changed), 8);
}

function blendedCell(source: usize, rowBytes: usize, background: v128, luma: usize, stride: usize, cell: usize): void {
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
  storeSums(p0, p1, p2, p3, addWholeLanes(alphas), cell);
  storeLuma(
    blended(s0, p0, background),
    blended(s1, p1, background),
    blended(s2, p2, background),
    blended(s3, p3, background),
    luma,
    stride,
  );
}
