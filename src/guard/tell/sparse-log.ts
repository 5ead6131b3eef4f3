import { performance } from 'node:perf_hooks';
import { log } from './log.js';

type Say = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** An operator has to see that it goes on, and to find the rest of the log beside it. */
const QUIET_MS = 60_000;

/** Different messages that are remembered: those of the code are a handful, those with reasons in them may be many. */
const MAX_REMEMBERED = 100;

/**
 * Trouble that comes with every subject, such as that of a sink: the first line at once, then one a minute, which says
 * how many were left out.
 */
export class SparseLog {
  readonly #say: Say;
  readonly #now: () => number;
  readonly #told = new Map<string, { at: number; unsaid: number }>();

  /** @param now - monotone, ms */
  constructor(
    say: Say = (fields, message) => log().error(fields, message),
    now: () => number = () => performance.now(),
  ) {
    this.#say = say;
    this.#now = now;
  }

  /** @param source - whose trouble it is, e.g. the name of a sink */
  tell(source: string, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    const key = `${source}\n${message}`;
    const before = this.#told.get(key);
    const at = this.#now();
    if (before && at - before.at < QUIET_MS) {
      before.unsaid++;
      return;
    }
    if (!before && this.#told.size >= MAX_REMEMBERED) this.#told.clear();
    this.#told.set(key, { at, unsaid: 0 });
    const unsaid = before && before.unsaid > 0 ? { unsaid: before.unsaid } : {};
    this.#say({ source, ...fields, ...unsaid }, message);
  }
}
