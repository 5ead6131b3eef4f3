/**
 * Kernels over a pair of pictures that lies in the memory: addresses of records (assembly/pair.ts), and of flags, one
 * byte a tile, row by row. They compute the tiles that are flagged; a tile's values do not depend on the others' flags.
 */
type OverTiles = (pair: number, view: number, flags: number) => void;

/** See assembly/planes.ts and its neighbours. */
export interface PairKernels {
  /** Sets the flags of all tiles that a rectangle of pixels touches; it may reach over the border. */
  flagTiles(pair: number, flags: number, left: number, top: number, right: number, bottom: number): void;
  /** Sets the flags of tiles that `changes` tells of, and of those that have the change in their `windows`; 0 when none. */
  flagChanges(pair: number, changes: number, flags: number, windows: boolean): number;
  clearFlags(pair: number, flags: number): void;
  /** Says where the RGBA of both pictures lies now. */
  setPictures(pair: number, original: number, output: number): void;
  /**
   * RGBA to cells, luma, sums of blocks, squared errors and counts of alpha. Its flags become the changes: 0 for a tile
   * whose luma and cells came out as they were.
   */
  readonly computePlanes: OverTiles;
  readonly computeGradients: OverTiles;
  readonly computeStructure: OverTiles;
  /** Mean colours of blocks and their CIEDE2000 differences. */
  readonly computeColors: OverTiles;
  /** @param figures record of 9 f64, of which this writes those made of blocks: structure and colours */
  summarizeBlocks(pair: number, view: number, figures: number): void;
  /** Those made of windows: gradients, fast SSIM and GMSD. */
  summarizeWindows(pair: number, view: number, figures: number): void;
  /** Over R, G and B of all pixels. */
  squaredError(pair: number, view: number): number;
  /** What the exact SSIM falls short of 1, over all windows. */
  ssimShortfall(pair: number, view: number): number;
  /** Pixels that are not opaque in both pictures (0), visible in either (1), see-through in one only (2). */
  countAlpha(pair: number, which: number): number;
  /**
   * Since the moment `before`, as far as tiles are flagged.
   * @param change 4 f64: areas that moved, sums of how late and how early they are, sum of flicker over blocks
   */
  computeChange(pair: number, view: number, before: number, flags: number, change: number): void;
  rememberTiles(pair: number, view: number, moment: number, flags: number): void;
  /** Clears flags of tiles that are the same in both pictures, all around too, and sets what they fall short by to 0. */
  readonly settleSameTiles: OverTiles;
}
