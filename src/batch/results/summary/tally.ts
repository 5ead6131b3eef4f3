import { rateOf } from '../../../observe/investigate/rates.js';
import { STATUSES, type ResultRow, type Status } from '../row.js';
import { isFit } from './fit.js';
import type { Example, Group, Similarity } from './shape.js';
import { Spreading } from './spread.js';
import { trustOf } from './trust.js';

export function exampleOf({ item, name }: ResultRow): Example {
  return { item, name };
}

/** Statuses that are evidence of a recipe. */
const JUDGED = ['pass', 'warn', 'fail'] as const satisfies readonly Status[];

/** Counts items that have something in common, one after the other, in bounded memory. */
export class Tally {
  readonly #statuses = new Map<Status, number>();
  readonly #sizeRatio = new Spreading();
  readonly #compressMs = new Spreading();
  readonly #validateMs = new Spreading();
  readonly #bytes = { input: 0, output: 0 };
  #items = 0;
  #compared = 0;
  #ssimSum = 0;
  #worst: Pick<Similarity, 'worst' | 'worstIn'> | null = null;

  add(row: ResultRow): void {
    this.#items += 1;
    this.#statuses.set(row.status, (this.#statuses.get(row.status) ?? 0) + 1);
    this.#compressMs.add(row.compressMs);
    this.#validateMs.add(row.validateMs);
    if (isFit(row)) this.#addFit(row);
  }

  /** What a check could have passed or failed; `open` includes what could not be judged. */
  judged(open: boolean): number {
    const counted: readonly Status[] = open ? [...JUDGED, 'inconclusive'] : JUDGED;
    return counted.reduce((sum, status) => sum + (this.#statuses.get(status) ?? 0), 0);
  }

  group(name: string): Group {
    const statuses = Object.fromEntries(STATUSES.map((status) => [status, this.#statuses.get(status) ?? 0]));
    const { pass, warn } = statuses as Group['statuses'];
    const fit = rateOf(pass + warn, this.judged(false));
    return {
      name,
      items: this.#items,
      statuses: statuses as Group['statuses'],
      fit,
      trust: trustOf(fit),
      sizeRatio: this.#sizeRatio.spread(),
      bytes: { ...this.#bytes },
      ssim: this.#worst && { count: this.#compared, mean: this.#ssimSum / this.#compared, ...this.#worst },
      compressMs: this.#compressMs.spread(),
      validateMs: this.#validateMs.spread(),
    };
  }

  #addFit(row: ResultRow): void {
    this.#sizeRatio.add(row.sizeRatio);
    if (row.inputBytes !== null && row.outputBytes !== null) {
      this.#bytes.input += row.inputBytes;
      this.#bytes.output += row.outputBytes;
    }
    if (row.ssimMean === null || row.ssimMin === null) return;
    this.#compared += 1;
    this.#ssimSum += row.ssimMean;
    if (this.#worst === null || row.ssimMin < this.#worst.worst) {
      this.#worst = { worst: row.ssimMin, worstIn: exampleOf(row) };
    }
  }
}
