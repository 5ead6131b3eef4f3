import type { ResultRow } from '../row.js';
import { isFit, isUnfit } from '../summary/fit.js';
import type { Change, Changed, Side, Tolerance } from './shape.js';

/** An item of two runs. */
export interface Pair {
  readonly before: ResultRow;
  readonly after: ResultRow;
}

/** A change and how great it is; among those of a kind the greatest are shown. */
export interface Found {
  readonly change: Change;
  readonly extent: number;
}

/** What differs by more than the tolerance; none: the same for every purpose. */
export function changesOf({ before, after }: Pair, tolerance: Tolerance): Found[] {
  if (isFit(before) && isUnfit(after)) return [{ change: 'lost', extent: 0 }];
  if (isUnfit(before) && isFit(after)) return [{ change: 'gained', extent: 0 }];
  const status: Found[] = before.status === after.status ? [] : [{ change: 'status', extent: 0 }];
  return [...status, ...sizeChange({ before, after }, tolerance), ...qualityChange({ before, after }, tolerance)];
}

/** Whether outputs can be compared: both are fit, and of the same input. */
function areComparable({ before, after }: Pair): boolean {
  return isFit(before) && isFit(after) && !hasOtherInput({ before, after });
}

export function hasOtherInput({ before, after }: Pair): boolean {
  return before.inputSha256 !== null && after.inputSha256 !== null && before.inputSha256 !== after.inputSha256;
}

/** After / before; null where there is none. */
export function sizeRatioOf(pair: Pair): number | null {
  const [before, after] = [pair.before.outputBytes, pair.after.outputBytes];
  return areComparable(pair) && before !== null && after !== null && before > 0 && after > 0 ? after / before : null;
}

/** After - before; null where one was not measured. */
export function ssimChangeOf(pair: Pair): number | null {
  const [before, after] = [pair.before.ssimMean, pair.after.ssimMean];
  return areComparable(pair) && before !== null && after !== null ? after - before : null;
}

export function changedOf({ before, after }: Pair): Changed {
  const { item, name, recipe } = after;
  return { item, name, recipe, before: sideOf(before), after: sideOf(after) };
}

/** 0.9 - 0.895 is more than 0.005 by 4e-18, as computers subtract. */
const ROUNDING = 1e-9;

function sizeChange(pair: Pair, { size }: Tolerance): Found[] {
  const ratio = sizeRatioOf(pair);
  if (ratio === null || Math.abs(ratio - 1) <= size + ROUNDING) return [];
  return [{ change: ratio > 1 ? 'larger' : 'smaller', extent: Math.abs(Math.log(ratio)) }];
}

function qualityChange(pair: Pair, { ssim }: Tolerance): Found[] {
  const change = ssimChangeOf(pair);
  if (change === null || Math.abs(change) <= ssim + ROUNDING) return [];
  return [{ change: change < 0 ? 'worse' : 'better', extent: Math.abs(change) }];
}

function sideOf({ status, outputBytes, ssimMean, reason }: ResultRow): Side {
  return { status, outputBytes, ssimMean, reason };
}
