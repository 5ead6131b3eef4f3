// What the tiles of a pair add up to, in the order of tiles: however they came about, the same bits.
import { summarizeColors } from './color-summary';
import { Figures, Pair, View } from './pair';
import { lowestStructure } from './structure';

/** Figures that are made of blocks. */
export function summarizeBlocks(pair: Pair, view: View, figures: Figures): void {
  figures.lowestStructure = lowestStructure(pair, view);
  summarizeColors(pair, view, figures);
}

/** Figures that are made of windows. */
export function summarizeWindows(pair: Pair, view: View, figures: Figures): void {
  figures.originalGradients = sumOfWhole(view.gradients, 2, pair);
  figures.outputGradients = sumOfWhole(view.gradients + 4, 2, pair);
  figures.ssimFastShortfall = sumOf(view.ssimFast, 1, pair);
  figures.gmsdShortfall = sumOf(view.gmsd, 2, pair);
  figures.gmsdSquares = sumOf(view.gmsd + 8, 2, pair);
}

/** Over R, G and B. */
export function squaredError(pair: Pair, view: View): f64 {
  return sumOfWhole(view.squaredErrors, 1, pair);
}

/** What the exact SSIM falls short of 1, over all windows. */
export function ssimShortfall(pair: Pair, view: View): f64 {
  return sumOf(view.ssim, 1, pair);
}

/** Pixels that are not opaque in both pictures (0), visible in either (1), see-through in one only (2). */
export function countAlpha(pair: Pair, which: usize): f64 {
  return sumOfWhole(pair.alpha + 4 * which, 3, pair);
}

/** Of each tile the first of its `values` f64. */
function sumOf(first: usize, values: usize, pair: Pair): f64 {
  const end = first + 8 * values * pair.tileColumns * pair.tileRows;
  let sum: f64 = 0;
  for (let at = first; at < end; at += 8 * values) sum += load<f64>(at);
  return sum;
}

/** Of each tile the first of its `values` u32. */
function sumOfWhole(first: usize, values: usize, pair: Pair): f64 {
  const end = first + 4 * values * pair.tileColumns * pair.tileRows;
  let sum: u64 = 0;
  for (let at = first; at < end; at += 4 * values) sum += load<u32>(at);
  return <f64>sum;
}
