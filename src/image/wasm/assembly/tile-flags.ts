// Flags are one byte a tile, row by row: what a step has to compute anew.
import { NEAR_BOTTOM, NEAR_LEFT, NEAR_RIGHT, NEAR_TOP } from './changes';
import { Pair, TILE } from './pair';

/** Sets the flags of all tiles that a rectangle of pixels touches; right and bottom excluded, it may reach over the border. */
export function flagTiles(pair: Pair, flags: usize, left: i32, top: i32, right: i32, bottom: i32): void {
  const lastColumn = min<i32>(right - 1, <i32>pair.width - 1) / <i32>TILE;
  const lastRow = min<i32>(bottom - 1, <i32>pair.height - 1) / <i32>TILE;
  for (let row = max(top, 0) / <i32>TILE; row <= lastRow; row++) {
    for (let column = max(left, 0) / <i32>TILE; column <= lastColumn; column++) {
      store<u8>(flags + <usize>row * pair.tileColumns + <usize>column, 1);
    }
  }
}

/**
 * Sets the flags of tiles that changed, and of those that have the change in their windows.
 * @param changes what changes.ts tells of each tile
 * @param windows whether neighbours look again
 * @returns whether any changed
 */
export function flagChanges(pair: Pair, changes: usize, flags: usize, windows: bool): bool {
  const tileColumns = pair.tileColumns;
  const tileRows = pair.tileRows;
  let any = false;
  for (let row: usize = 0; row < tileRows; row++) {
    for (let column: usize = 0; column < tileColumns; column++) {
      const change = <u32>load<u8>(changes + row * tileColumns + column);
      if (change === 0) continue;
      any = true;
      const near = windows ? change : 0;
      const left = near & NEAR_LEFT && column > 0 ? column - 1 : column;
      const right = near & NEAR_RIGHT && column + 1 < tileColumns ? column + 1 : column;
      const top = near & NEAR_TOP && row > 0 ? row - 1 : row;
      const bottom = near & NEAR_BOTTOM && row + 1 < tileRows ? row + 1 : row;
      for (let y = top; y <= bottom; y++) {
        for (let x = left; x <= right; x++) store<u8>(flags + y * tileColumns + x, 1);
      }
    }
  }
  return any;
}

export function clearFlags(pair: Pair, flags: usize): void {
  memory.fill(flags, 0, pair.tileColumns * pair.tileRows);
}
