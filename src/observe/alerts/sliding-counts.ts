/** A 60th of the window is how far its far end is blurred; ten minutes move in steps of ten seconds. */
export const BUCKETS = 60;

/** Keys come from data (checks, engines); whatever is beyond counts under one name, so that memory stays constant. */
const MAX_KEYS = 64;
const OTHER = 'other';

/** Counts by key over the last `windowMs`, in constant memory. Time is monotone ms and may start anywhere. */
export class SlidingCounts {
  readonly #widthMs: number;
  readonly #buckets = Array.from({ length: BUCKETS }, () => new Map<string, number>());
  readonly #totals = new Map<string, number>();
  #newest = -Infinity;

  constructor(windowMs: number) {
    this.#widthMs = windowMs / BUCKETS;
  }

  add(now: number, key: string): void {
    this.advance(now);
    const known = this.#totals.has(key) || this.#totals.size < MAX_KEYS ? key : OTHER;
    const bucket = this.#buckets[slot(this.#newest)]!;
    bucket.set(known, (bucket.get(known) ?? 0) + 1);
    this.#totals.set(known, (this.#totals.get(known) ?? 0) + 1);
  }

  /** Forgets what is older than the window. A time before the newest one counts as that one. */
  advance(now: number): void {
    const index = Math.floor(now / this.#widthMs);
    if (index <= this.#newest) return;
    const from = Math.max(this.#newest + 1, index - BUCKETS + 1);
    for (let expired = from; expired <= index; expired += 1) this.#empty(this.#buckets[slot(expired)]!);
    this.#newest = index;
  }

  of(key: string): number {
    return this.#totals.get(key) ?? 0;
  }

  /** Most frequent first; equal ones by name, so that two messages list them alike. */
  ranked(): [string, number][] {
    return [...this.#totals].toSorted(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
  }

  #empty(bucket: Map<string, number>): void {
    for (const [key, count] of bucket) {
      const left = (this.#totals.get(key) ?? 0) - count;
      if (left > 0) this.#totals.set(key, left);
      else this.#totals.delete(key);
    }
    bucket.clear();
  }
}

function slot(index: number): number {
  return ((index % BUCKETS) + BUCKETS) % BUCKETS;
}
