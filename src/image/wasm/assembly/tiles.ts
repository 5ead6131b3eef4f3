/** Side in pixels of the squares that have partial sums of their own, as in ../tile-kernels.ts. */
export const TILE: i32 = 32;

export function tilesAlong(side: i32): i32 {
  return (side + TILE - 1) / TILE;
}
