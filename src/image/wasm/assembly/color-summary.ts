// What the CIEDE2000 differences of blocks amount to (see quality/kernels/color-difference.ts).
import { BLOCK, blockPixels, blocksAlong, Figures, Pair, TILE_BLOCKS, View } from './pair';

const VALUE_BYTES: usize = 4;

// as the twin has them
const STEP: f64 = 0.05;
const LARGEST: usize = 150;
const AREA_BLOCKS: usize = 3;
/** Of STEP each, and one for exactly 0. */
const STEPS: usize = 20 * LARGEST + 1;
/** Pixels of the differences in each step, u32. */
const COUNTS = memory.data(4 * STEPS, 16);

export function summarizeColors(pair: Pair, view: View, figures: Figures): void {
  memory.fill(COUNTS, 0, STEPS * 4);
  const columns = blocksAlong(pair.width);
  const rows = blocksAlong(pair.height);
  const rowBytes = pair.tileColumns * TILE_BLOCKS * VALUE_BYTES;
  let sum: f64 = 0;
  let most: f64 = 0;
  for (let row: usize = 0; row < rows; row++) {
    const pixelRows = blockPixels(pair.height, row);
    for (let column: usize = 0; column < columns; column++) {
      const value = <f64>load<f32>(view.colorDifferences + row * rowBytes + column * VALUE_BYTES);
      const pixels = pixelRows * blockPixels(pair.width, column);
      const count = COUNTS + min<usize>(<usize>ceil(value / STEP), STEPS - 1) * 4;
      store<u32>(count, load<u32>(count) + <u32>pixels);
      sum += value * <f64>pixels;
      most = max(most, value);
    }
  }
  const total = <f64>pair.width * <f64>pair.height;
  figures.deltaE = sum / total;
  figures.deltaEP95 = percentile95(total, most);
  figures.worstDeltaE = worstArea(pair, view);
}

/** Upper edge of the step that holds it, never above the largest value. */
function percentile95(total: f64, most: f64): f64 {
  let seen: f64 = 0;
  for (let step: usize = 0; step < STEPS; step++) {
    seen += <f64>load<u32>(COUNTS + step * 4);
    if (seen >= 0.95 * total) return min(<f64>step * STEP, most);
  }
  return most;
}

function worstArea(pair: Pair, view: View): f64 {
  const columns = blocksAlong(pair.width);
  const rows = blocksAlong(pair.height);
  const wide = min(AREA_BLOCKS, columns);
  const high = min(AREA_BLOCKS, rows);
  let worst: f64 = 0;
  for (let top: usize = 0; top + high <= rows; top++) {
    const pixelRows = <f64>(min(pair.height, (top + high) * BLOCK) - top * BLOCK);
    // the last sums of columns, each of up to 3 blocks, weighted by their pixels
    let first: f64 = 0;
    let second: f64 = 0;
    for (let column: usize = 0; column < columns; column++) {
      const third = sumOfColumn(pair, view, top, high, column);
      if (column + 1 >= wide) {
        const left = column + 1 - wide;
        const pixelColumns = <f64>(min(pair.width, (column + 1) * BLOCK) - left * BLOCK);
        worst = max(worst, (first + second + third) / (pixelRows * pixelColumns));
      }
      first = second;
      second = third;
    }
  }
  return worst;
}

function sumOfColumn(pair: Pair, view: View, top: usize, high: usize, column: usize): f64 {
  const rowBytes = pair.tileColumns * TILE_BLOCKS * VALUE_BYTES;
  const values = view.colorDifferences + top * rowBytes + column * VALUE_BYTES;
  let sum: f64 = 0;
  for (let y: usize = 0; y < high; y++) {
    sum += <f64>load<f32>(values + y * rowBytes) * <f64>blockPixels(pair.height, top + y);
  }
  return sum * <f64>blockPixels(pair.width, column);
}
