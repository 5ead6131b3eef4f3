import type { Kernels } from '../../wasm/kernels.js';
import { SCRATCH_BYTES, tilesAlong, type TileKernel } from '../../wasm/tile-kernels.js';
import { placed, withAreas } from './areas.js';
import { expectValues } from './sizes.js';

/**
 * Runs a tile kernel over two whole planes, which are copied into the kernels' memory unless they lie there.
 *
 * @param values number of f64 that the kernel writes for each tile
 * @returns the sums over all tiles, added row by row
 */
export function sumTiles(
  kernels: Kernels,
  kernel: TileKernel,
  values: number,
  a: Uint8Array,
  b: Uint8Array,
  width: number,
  height: number,
): Float64Array {
  expectValues(width * height, { a, b });
  const { memory } = kernels;
  const across = tilesAlong(width);
  const down = tilesAlong(height);
  return withAreas(memory, (allocate) => {
    const [addressA, addressB] = placed(memory, allocate, [a, b]) as [number, number];
    const scratch = allocate(SCRATCH_BYTES);
    const sums = allocate(8 * values * across * down);
    kernel(addressA, addressB, width, height, 0, 0, across, down, scratch, sums);
    return addTiles(new Float64Array(memory.buffer, sums, values * across * down), values);
  });
}

/** Sums of the 1st, 2nd ... values of all tiles, in the order of tiles: however they came about, the same bits. */
export function addTiles(tiles: Float64Array, values: number): Float64Array {
  const totals = new Float64Array(values);
  for (let i = 0; i < tiles.length; i++) totals[i % values]! += tiles[i]!;
  return totals;
}
