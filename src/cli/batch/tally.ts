import { STATUSES, type Status } from '../../batch/results/row.js';

/** Over which the rate is measured, ms: items differ, and what was an hour ago says little of now. */
const WINDOW_MS = 60_000;
/** Points in time that the window remembers. */
const POINTS = 60;

/** How far a batch is: what was done, how fast, and how long the rest may take. */
export class Tally {
  readonly counts: Record<Status, number>;
  readonly #monotone: () => number;
  /** Done at moments of the window, oldest first. */
  readonly #points: { readonly at: number; readonly done: number }[];
  /** Of all items; null while nobody knows. */
  total: number | null = null;
  /** Items that the inputs name again. */
  repeated = 0;

  /**
   * @param before - what was done when this process began
   * @param monotone - ms
   */
  constructor(before: Readonly<Record<Status, number>>, monotone: () => number = () => performance.now()) {
    this.counts = { ...before };
    this.#monotone = monotone;
    this.#points = [{ at: monotone(), done: this.done }];
  }

  get done(): number {
    return STATUSES.reduce((sum, status) => sum + this.counts[status], 0);
  }

  /** Items that make the exit code 1. */
  get failures(): number {
    return this.counts.fail + this.counts.error + this.counts.set_aside;
  }

  /** Items a second; null before there is anything to measure. */
  get rate(): number | null {
    const [first] = this.#points;
    const ms = this.#monotone() - first!.at;
    const done = this.done - first!.done;
    return ms > 0 && done > 0 ? (done * 1000) / ms : null;
  }

  /** ms; null while nobody knows. */
  get left(): number | null {
    const { rate, total } = this;
    return rate === null || total === null ? null : (Math.max(0, total - this.done) * 1000) / rate;
  }

  /** What is done when all is: also what was done before and had to be done again. @param repeated - see there */
  end(counts: Readonly<Record<Status, number>>, repeated: number): void {
    Object.assign(this.counts, counts);
    this.total = this.done;
    this.repeated = repeated;
  }

  /** An item that was done already came to another end. */
  turn(from: Status, to: Status): void {
    this.counts[from] -= 1;
    this.counts[to] += 1;
  }

  add(status: Status): void {
    this.counts[status] += 1;
    const now = this.#monotone();
    if (now - this.#points.at(-1)!.at < WINDOW_MS / POINTS) return;
    this.#points.push({ at: now, done: this.done });
    while (this.#points.length > 2 && now - this.#points[0]!.at > WINDOW_MS) this.#points.shift();
  }
}
