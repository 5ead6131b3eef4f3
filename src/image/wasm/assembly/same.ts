import { Pair, View } from './pair';

/**
 * Clears the flags of tiles that are the same in both pictures, as all around them are, and sets what they fall short by
 * to 0: their windows, which reach into the tiles around, are exactly 1.
 * @param flags one byte a tile, row by row
 */
export function settleSameTiles(pair: Pair, view: View, flags: usize): void {
  for (let row: usize = 0; row < pair.tileRows; row++) {
    for (let column: usize = 0; column < pair.tileColumns; column++) {
      const tile = row * pair.tileColumns + column;
      if (!load<u8>(flags + tile) || !sameAround(pair, view, column, row)) continue;
      store<u8>(flags + tile, 0);
      store<f64>(view.ssim + tile * 8, 0);
      store<f64>(view.ssimFast + tile * 8, 0);
      store<f64>(view.gmsd + tile * 16, 0, 0);
      store<f64>(view.gmsd + tile * 16, 0, 8);
    }
  }
}

function sameAround(pair: Pair, view: View, column: usize, row: usize): bool {
  const left = column > 0 ? column - 1 : 0;
  const top = row > 0 ? row - 1 : 0;
  const right = min(column + 1, pair.tileColumns - 1);
  const bottom = min(row + 1, pair.tileRows - 1);
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      if (load<u32>(view.squaredErrors + (y * pair.tileColumns + x) * 4) !== 0) return false;
    }
  }
  return true;
}
