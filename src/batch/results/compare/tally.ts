import { sizeRatioOf, ssimChangeOf, type Found, type Pair } from './change.js';
import { CHANGES, type Change, type ChangeGroup } from './shape.js';

/** Means of figures as they come in. */
class Mean {
  #sum = 0;
  #count = 0;

  /** @param value - null is not counted */
  add(value: number | null): void {
    if (value === null) return;
    this.#sum += value;
    this.#count += 1;
  }

  get value(): number | null {
    return this.#count === 0 ? null : this.#sum / this.#count;
  }
}

/** Counts items of two runs that have something in common, in constant memory. */
export class ChangeTally {
  readonly #changes = new Map<Change, number>();
  readonly #size = new Mean();
  readonly #ssim = new Mean();
  readonly #time = new Mean();
  #items = 0;
  #sameBytes = 0;

  add(pair: Pair, found: readonly Found[]): void {
    const { before, after } = pair;
    this.#items += 1;
    for (const { change } of found) this.#changes.set(change, (this.#changes.get(change) ?? 0) + 1);
    if (before.outputSha256 !== null && before.outputSha256 === after.outputSha256) this.#sameBytes += 1;
    this.#size.add(logOf(sizeRatioOf(pair)));
    this.#ssim.add(ssimChangeOf(pair));
    this.#time.add(logOf(before.compressMs && after.compressMs && after.compressMs / before.compressMs));
  }

  group(name: string): ChangeGroup {
    const changes = Object.fromEntries(CHANGES.map((change) => [change, this.#changes.get(change) ?? 0]));
    return {
      name,
      items: this.#items,
      changes: changes as ChangeGroup['changes'],
      sameBytes: this.#sameBytes,
      sizeRatio: expOf(this.#size.value),
      ssimChange: this.#ssim.value,
      timeRatio: expOf(this.#time.value),
    };
  }
}

/** Of ratios the geometric mean: twice as large and half as large are no change. */
function logOf(ratio: number | null): number | null {
  return ratio === null || ratio <= 0 ? null : Math.log(ratio);
}

function expOf(log: number | null): number | null {
  return log === null ? null : Math.exp(log);
}
