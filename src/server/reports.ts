import { reasonOf } from '../core/errors.js';
import type { Decision } from '../core/decision.js';
import type { Report } from '../core/report.js';
import { log } from '../guard/tell/log.js';
import { StoreError } from '../store/errors.js';
import { openStore, type Store } from '../store/store.js';
import { HttpProblem } from './problem.js';

/** Of some 20 kB each; the database has a decision some 100 ms after its answer. */
const KEPT = 200;

/** Reports by id: the last ones of this process, and those of the results database. */
export class RecordedReports {
  readonly #recent = new Map<string, Report>();
  #store: Store | null = null;

  remember({ id, report }: Decision): void {
    this.#recent.set(id, report);
    const [oldest] = this.#recent.keys();
    if (this.#recent.size > KEPT) this.#recent.delete(oldest!);
  }

  /**
   * @param path - of the results database; null: nothing is recorded
   * @returns null where nobody knows the id
   * @throws HttpProblem 503 where the database cannot be read
   */
  get(id: string, path: string | null): Report | null {
    const recent = this.#recent.get(id);
    if (recent || path === null) return recent ?? null;
    try {
      return this.#opened(path).get(id)?.report ?? null;
    } catch (error) {
      this.close();
      // nothing was recorded yet
      if (error instanceof StoreError && error.code === 'store_missing') return null;
      log().error({ err: error }, `reports cannot be read: ${reasonOf(error)}`);
      const message = 'The results database cannot be read; the log of the server says why';
      throw new HttpProblem(503, 'store_unavailable', message, { cause: error, headers: { 'Retry-After': '10' } });
    }
  }

  close(): void {
    this.#store?.close();
    this.#store = null;
  }

  #opened(path: string): Store {
    if (this.#store?.path === path && this.#store.isInPlace()) return this.#store;
    this.close();
    // it blocks this thread: readers wait for nobody in WAL mode, and whoever holds the whole file holds it for long
    return (this.#store = openStore(path, { create: false, busyTimeoutMs: 200 }));
  }
}
