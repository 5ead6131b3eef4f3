/** Side in pixels of the squares that have partial sums of their own, as in ../tile-kernels.ts. */
export const TILE: i32 = 32;

export function tilesAlong(side: i32): i32 {
  return (side + TILE - 1) / TILE;
}

/** Zeroes the sums of a rectangle of tiles, `bytes` each; those outside it stay. */
export function clearSums(sums: usize, bytes: usize, across: i32, left: i32, top: i32, right: i32, bottom: i32): void {
  for (let row = top; row < bottom; row++) {
    memory.fill(sums + bytes * <usize>(row * across + left), 0, bytes * <usize>(right - left));
  }
}
