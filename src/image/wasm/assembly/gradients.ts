// Gradient energy of both lumas: squared differences to the right and lower neighbour.
import { addWholeLanes } from './lanes';
import { Pair, TILE, View } from './pair';

const VECTOR: usize = 16;

/** From byte 16 - n on: n bytes set, 16 - n not. */
const FIRST_BYTES = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0,
]);

/**
 * Adds up the tiles that are flagged. The last column and row of the picture have no neighbour and are left out.
 * @param flags one byte a tile, row by row
 */
export function computeGradients(pair: Pair, view: View, flags: usize): void {
  let tile: usize = 0;
  for (let top: usize = 0; top < pair.height; top += TILE) {
    const rows = min(TILE, pair.height - 1 - top);
    for (let left: usize = 0; left < pair.width; left += TILE) {
      if (load<u8>(flags + tile)) {
        const columns = min(TILE, pair.width - 1 - left);
        const place = top * pair.width + left;
        const target = view.gradients + (tile << 3);
        store<u32>(target, gradientEnergy(view.originalLuma + place, pair.width, columns, rows), 0);
        store<u32>(target, gradientEnergy(view.outputLuma + place, pair.width, columns, rows), 4);
      }
      tile++;
    }
  }
}

function gradientEnergy(luma: usize, stride: usize, columns: usize, rows: usize): i32 {
  let energy = i32x4.splat(0);
  for (let x: usize = 0; x < columns; x += VECTOR) {
    const inside = v128.load(FIRST_BYTES + VECTOR - min(VECTOR, columns - x));
    let at = luma + x;
    let row = v128.load(at);
    for (let y: usize = 0; y < rows; y++) {
      const right = v128.load(at + 1);
      at += stride;
      const below = v128.load(at);
      energy = i32x4.add(energy, squared(v128.and(inside, distance(row, right))));
      energy = i32x4.add(energy, squared(v128.and(inside, distance(row, below))));
      row = below;
    }
  }
  return addWholeLanes(energy);
}

function distance(a: v128, b: v128): v128 {
  return i8x16.sub(i8x16.max_u(a, b), i8x16.min_u(a, b));
}

function squared(bytes: v128): v128 {
  const low = i16x8.extend_low_i8x16_u(bytes);
  const high = i16x8.extend_high_i8x16_u(bytes);
  return i32x4.add(i32x4.dot_i16x8_s(low, low), i32x4.dot_i16x8_s(high, high));
}
