import { Pair, TILE } from './pair';

/** Sets the flag, one byte a tile row by row, of all tiles that a rectangle of pixels touches; right and bottom excluded. */
export function flagTiles(pair: Pair, flags: usize, left: i32, top: i32, right: i32, bottom: i32): void {
  const lastColumn = min<i32>(right - 1, <i32>pair.width - 1) / <i32>TILE;
  const lastRow = min<i32>(bottom - 1, <i32>pair.height - 1) / <i32>TILE;
  for (let row = max(top, 0) / <i32>TILE; row <= lastRow; row++) {
    for (let column = max(left, 0) / <i32>TILE; column <= lastColumn; column++) {
      store<u8>(flags + <usize>row * pair.tileColumns + <usize>column, 1);
    }
  }
}
