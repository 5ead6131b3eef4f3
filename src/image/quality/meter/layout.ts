// Sizes of a tile of 32 x 32 pixels in the records of assembly/pair.ts.

/** Cells of 4 x 4 pixels, 8 bytes each. */
export const TILE_CELLS_BYTES = 64 * 8;
/** Blocks of 8 x 8 pixels. */
export const TILE_BLOCKS = 16;
