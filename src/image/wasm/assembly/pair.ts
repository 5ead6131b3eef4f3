// How a pair of pictures lies in memory. The caller lays it out and writes the records by word: quality/meter/*.ts
// have the same lists.

import { TILE as TILE_SIDE } from './tiles';

/** Side of a cell, of a block and of a tile in pixels. */
export const CELL: usize = 4;
export const BLOCK: usize = 8;
export const TILE: usize = TILE_SIDE;
/** Along the side of a tile. Grids of cells and blocks are padded to whole tiles. */
export const TILE_CELLS: usize = TILE / CELL;
export const TILE_BLOCKS: usize = TILE / BLOCK;

/** Bytes of a cell: sums of R, G, B and alpha in 16 bits each. */
export const CELL_BYTES: usize = 8;
/** Bytes of a sum over a block. */
export const SUM_BYTES: usize = 4;

/** Two pictures, and what does not depend on the background that they are seen on. */
@unmanaged
export class Pair {
  width: usize;
  height: usize;
  tileColumns: usize;
  tileRows: usize;
  /** RGBA, 4 x width x height bytes. */
  original: usize;
  output: usize;
  /**
   * Of each cell the sums of premultiplied R, G, B and of alpha. Beyond the picture all is opaque black: it adds nothing
   * to colours on any background, and never moves.
   */
  originalCells: usize;
  outputCells: usize;
  /** Of each tile 3 counts of pixels, u32: not opaque in both, visible in either, see-through in one only. */
  alpha: usize;
}

/** The pair as seen on one background. */
@unmanaged
export class View {
  /** Grey level, 0 or 255. */
  background: u32;
  /** One byte a pixel, row by row. */
  originalLuma: usize;
  outputLuma: usize;
  /** Of each block, i32: one grid each of the sums of a, b, a^2, b^2, ab (a: luma of the original, b: of the output). */
  blockSums: usize;
  /** Of each tile, u32: the squared errors over R, G and B. */
  squaredErrors: usize;
  /** Of each tile, u32: the gradient energies of a and b. */
  gradients: usize;
  /** Of each tile, f64: what it falls short of SSIM 1, of the fast one, and of GMSD's similarity 1 (two each). */
  ssim: usize;
  ssimFast: usize;
  gmsd: usize;
  /** Of each block, f64: the structure of the 32 x 32 pixels that begin there; infinite where nothing shows. */
  structure: usize;
  /** Of each block, three f32: its mean R, G and B, 0..255. */
  originalColors: usize;
  outputColors: usize;
  /** Of each block, f32: CIEDE2000 between the two. */
  colorDifferences: usize;
}

/** All figures of a view but its squared error and exact SSIM. */
@unmanaged
export class Figures {
  originalGradients: f64;
  outputGradients: f64;
  ssimFastShortfall: f64;
  gmsdShortfall: f64;
  gmsdSquares: f64;
  /** Infinite where no area shows anything. */
  lowestStructure: f64;
  /** CIEDE2000 over pixels: mean, 95th percentile, and the highest mean of 3 x 3 neighbouring blocks. */
  deltaE: f64;
  deltaEP95: f64;
  worstDeltaE: f64;
}

/** Of `side` pixels those in the tile that begins at pixel `start`. */
export function within(side: usize, start: usize): usize {
  return min(TILE, side - start);
}

/** Blocks along a side; the last one may be cut. */
export function blocksAlong(side: usize): usize {
  return (side + BLOCK - 1) / BLOCK;
}

/** Pixels along a side of the block at `index`. */
export function blockPixels(side: usize, index: usize): usize {
  return min(BLOCK, side - index * BLOCK);
}
