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
  let most = f64x2.splat(0);
  for (let row: usize = 0; row < rows; row++) {
    const pixelRows = blockPixels(pair.height, row);
    const pixels = pixelRows * BLOCK;
    const values = view.colorDifferences + row * rowBytes;
    let column: usize = 0;
    // two at a time as long as none is the last one, which may be cut
    for (; column + 2 < columns; column += 2) {
      const two = promoted(values + column * VALUE_BYTES);
      const steps = stepsOf(two);
      count(i32x4.extract_lane(steps, 0), pixels);
      count(i32x4.extract_lane(steps, 1), pixels);
      const weighted = f64x2.mul(two, f64x2.splat(<f64>pixels));
      sum += f64x2.extract_lane(weighted, 0);
      sum += f64x2.extract_lane(weighted, 1);
      most = f64x2.pmax(most, two);
    }
    for (; column < columns; column++) {
      const one = f64x2.promote_low_f32x4(v128.load32_zero(values + column * VALUE_BYTES));
      const there = pixelRows * blockPixels(pair.width, column);
      count(i32x4.extract_lane(stepsOf(one), 0), there);
      sum += f64x2.extract_lane(one, 0) * <f64>there;
      most = f64x2.pmax(most, one);
    }
  }
  const total = <f64>pair.width * <f64>pair.height;
  figures.deltaE = sum / total;
  figures.deltaEP95 = percentile95(total, max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1)));
  figures.worstDeltaE = worstArea(pair, view);
}

/** Of two differences, in the first two lanes. */
function stepsOf(differences: v128): v128 {
  const steps = f64x2.ceil(f64x2.div(differences, f64x2.splat(STEP)));
  return i32x4.trunc_sat_f64x2_s_zero(f64x2.pmin(steps, f64x2.splat(<f64>(STEPS - 1))));
}

function count(step: usize, pixels: usize): void {
  const at = COUNTS + step * 4;
  store<u32>(at, load<u32>(at) + <u32>pixels);
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
  const rowBytes = pair.tileColumns * TILE_BLOCKS * VALUE_BYTES;
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
    let column: usize = 0;
    if (wide === AREA_BLOCKS && high === AREA_BLOCKS) {
      // two at a time as long as none is the last column, which may be cut
      const values = view.colorDifferences + top * rowBytes;
      const last = f64x2.splat(<f64>blockPixels(pair.height, top + AREA_BLOCKS - 1));
      let before = twoColumns(values, rowBytes, last);
      let most = f64x2.splat(0);
      for (column = 2; column + 2 < columns; column += 2) {
        const here = twoColumns(values + column * VALUE_BYTES, rowBytes, last);
        const middle = v128.shuffle<i64>(before, here, 1, 2);
        most = f64x2.pmax(most, f64x2.add(f64x2.add(before, middle), here));
        before = here;
      }
      first = f64x2.extract_lane(before, 0);
      second = f64x2.extract_lane(before, 1);
      // dividing all by the same and taking the largest is taking the largest and dividing it
      const sum = max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
      worst = max(worst, sum / (pixelRows * <f64>(AREA_BLOCKS * BLOCK)));
    }
    for (; column < columns; column++) {
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

/** `sumOfColumn` of three blocks of two columns that are not cut; `lastRows` are the pixel rows of the lowest. */
function twoColumns(values: usize, rowBytes: usize, lastRows: v128): v128 {
  const whole = f64x2.splat(<f64>BLOCK);
  const first = f64x2.mul(promoted(values), whole);
  const second = f64x2.mul(promoted(values + rowBytes), whole);
  const third = f64x2.mul(promoted(values + 2 * rowBytes), lastRows);
  return f64x2.mul(f64x2.add(f64x2.add(first, second), third), whole);
}

function promoted(values: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(values));
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
