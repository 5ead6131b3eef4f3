/**
 * A kernel over a rectangle of tiles of two luma planes (bytes, row by row). It writes what each tile adds to the
 * picture's sums; tiles outside the rectangle keep theirs, and a tile's values do not depend on the rectangle.
 *
 * @param a, b, scratch, sums addresses; `scratch` is SCRATCH_BYTES that hold nothing between calls, `sums` has the
 * kernel's number of f64 for each tile of the whole picture, row by row
 * @param left, top, right, bottom in tiles, the latter two exclusive
 */
export type TileKernel = (
  a: number,
  b: number,
  width: number,
  height: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
  scratch: number,
  sums: number,
) => void;

/** See assembly/ssim.ts and its neighbours. */
export interface TileKernels {
  /** 1 - SSIM summed over windows: one f64 a tile. */
  readonly ssimTiles: TileKernel;
  /**
   * 1 - SSIM summed over the windows of some patches: see quality/kernels/ssim-patches.ts.
   * @param patches address of `count` indices, u32
   */
  ssimAtPatches(
    a: number,
    b: number,
    width: number,
    height: number,
    patches: number,
    count: number,
    scratch: number,
  ): number;
  /** The same for the windows of ssim-fast.ts: a tile has those whose first pixel it holds. */
  readonly ssimFastTiles: TileKernel;
  /** What GMSD's values fall short of 1: two f64 a tile, the sum and the sum of squares. */
  readonly gmsdTiles: TileKernel;
  /** The same without luminance: 1 - contrast x structure. */
  readonly contrastTiles: TileKernel;
}

/** Side of a tile in pixels; those at the right and lower border are cut. */
export const TILE = 32;

/** The most that any of the kernels asks for. */
export const SCRATCH_BYTES = 24 * 1024;

export function tilesAlong(side: number): number {
  return Math.ceil(side / TILE);
}
