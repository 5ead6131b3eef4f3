import type { ResultRow } from '../row.js';
import type { ErrorCount, Reason } from './shape.js';
import { exampleOf } from './tally.js';

/** Counts why items are no pass: failed and open checks by recipe, errors by code and engine. */
export class ReasonTally {
  readonly #reasons = new Map<string, Omit<Reason, 'of' | 'count'> & { count: number }>();
  readonly #errors = new Map<string, Omit<ErrorCount, 'count'> & { count: number }>();

  add(row: ResultRow): void {
    // the finding is that of the first of all
    const deciding = row.failedChecks[0] ?? row.otherChecks[0];
    for (const check of row.failedChecks) this.#addReason(row, check, 'failed', check === deciding);
    for (const check of row.otherChecks) this.#addReason(row, check, 'other', check === deciding);
    if (row.errorCode !== null) this.#addError(row, row.errorCode);
  }

  /** @param judgedOf - how many outputs of a recipe were judged, or looked at where what is open counts too */
  reasons(judgedOf: (recipe: string | null, open: boolean) => number): Reason[] {
    return [...this.#reasons.values()]
      .sort((a, b) => Number(b.outcome === 'failed') - Number(a.outcome === 'failed') || b.count - a.count)
      .map((reason) => ({ ...reason, of: judgedOf(reason.recipe, reason.outcome === 'other') }));
  }

  errors(): ErrorCount[] {
    return [...this.#errors.values()].sort((a, b) => b.count - a.count);
  }

  #addReason(row: ResultRow, check: string, outcome: Reason['outcome'], isDeciding: boolean): void {
    const { recipe } = row;
    const finding = isDeciding ? row.finding : null;
    const key = JSON.stringify([recipe, check, outcome, finding]);
    const reason = this.#reasons.get(key);
    if (reason) reason.count += 1;
    else {
      const example = { ...exampleOf(row), reason: row.reason };
      this.#reasons.set(key, { recipe, check, outcome, finding, count: 1, example });
    }
  }

  #addError(row: ResultRow, code: string): void {
    const { engine } = row;
    const key = JSON.stringify([code, engine]);
    const error = this.#errors.get(key);
    if (error) error.count += 1;
    else this.#errors.set(key, { code, engine, count: 1, example: { ...exampleOf(row), reason: row.reason } });
  }
}
