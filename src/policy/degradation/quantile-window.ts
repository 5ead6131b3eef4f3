import { CountWindow } from '../windows/count-window.js';
import { SLICES, Slices } from '../windows/slices.js';

/** Relative error of a quantile: a limit of 100 ms is held to 1 ms. */
export const RELATIVE_ERROR = 0.01;
const GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
const LOG_GAMMA = Math.log(GAMMA);
/** Values up to it read as 0, ms: no limit is as small. */
export const LEAST = 0.01;
/** Values over it read as it, ms: three hours, longer than any time limit or queue. */
const MOST = 1e7;
const BUCKETS = Math.ceil(Math.log(MOST / LEAST) / LOG_GAMMA) + 1;

/**
 * Quantiles of what was added in the last while, in constant memory (54 KiB) and time (some microseconds): counts in
 * buckets that grow geometrically, for each slice of the window and for all of it.
 * Source: DDSketch, Masson, Rim and Lee, VLDB 2019, section 2; the value of a bucket is off by RELATIVE_ERROR at most.
 */
export class QuantileWindow {
  readonly #perSlice = Array.from({ length: SLICES }, () => new Uint32Array(BUCKETS));
  readonly #sums = new Float64Array(SLICES);
  readonly #total = new Uint32Array(BUCKETS);
  readonly #count: CountWindow;
  readonly #slices: Slices;

  /** @param windowMs - over 0 */
  constructor(windowMs: number) {
    this.#count = new CountWindow(windowMs);
    this.#slices = new Slices(windowMs, (slice) => this.#forget(slice));
  }

  /** @param now - monotone, ms; a value that is no finite number of at least 0 is not counted */
  add(now: number, value: number): void {
    if (!Number.isFinite(value) || value < 0) return;
    const slice = this.#slices.at(now);
    const bucket = bucketOf(value);
    this.#perSlice[slice]![bucket]!++;
    this.#total[bucket]!++;
    this.#sums[slice]! += value;
    this.#count.add(now);
  }

  count(now: number): number {
    return this.#count.count(now);
  }

  /** null: nothing is in the window. */
  mean(now: number): number | null {
    this.#slices.at(now);
    const count = this.count(now);
    return count === 0 ? null : this.#sums.reduce((sum, part) => sum + part, 0) / count;
  }

  /** The least value that a share of all do not exceed (nearest rank); null: nothing is in the window. */
  quantile(now: number, share: number): number | null {
    this.#slices.at(now);
    const count = this.count(now);
    if (count === 0) return null;
    let above = count - rankOf(share, count);
    let bucket = BUCKETS - 1;
    // from the top: of a high quantile little lies above
    while (this.#total[bucket]! <= above) above -= this.#total[bucket--]!;
    return valueOf(bucket);
  }

  clear(): void {
    for (let slice = 0; slice < SLICES; slice++) this.#forget(slice);
    this.#count.clear();
  }

  #forget(slice: number): void {
    const counts = this.#perSlice[slice]!;
    for (let bucket = 0; bucket < BUCKETS; bucket++) this.#total[bucket]! -= counts[bucket]!;
    counts.fill(0);
    this.#sums[slice] = 0;
  }
}

/** Which of `count` ordered values a quantile is, from 1 (nearest rank). */
export function rankOf(share: number, count: number): number {
  return Math.max(1, Math.ceil(share * count));
}

function bucketOf(value: number): number {
  if (value <= LEAST) return 0;
  return Math.min(Math.ceil(Math.log(value / LEAST) / LOG_GAMMA), BUCKETS - 1);
}

/** The middle of a bucket in the sense of the relative error. */
function valueOf(bucket: number): number {
  return bucket === 0 ? 0 : (2 * LEAST * GAMMA ** bucket) / (GAMMA + 1);
}
