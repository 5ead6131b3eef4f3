import { reasonOf } from '../../core/errors.js';
import { lastInForce, parseHistory } from './history.js';
import { parseControl, type SettingsCheck } from './parse.js';
import type { Reading } from './read.js';
import { signature, type ControlFile } from './schema.js';

/** What a reading is worth. */
type Judged = { readonly file: ControlFile | null } | { readonly problem: string };

/**
 * The last good state of a control file. Nothing that goes wrong changes it: a file that cannot be read, that makes no
 * sense, or that is gone although it was there. A process that has seen no good state yet, every one-shot command for
 * one, takes the last change in the history for it.
 */
export class LastGood {
  readonly #path: string;
  readonly #check: SettingsCheck | undefined;
  /** null: no switch is set. */
  #file: ControlFile | null = null;
  #isKnown = false;
  /** The last content, so that only a new one is parsed. */
  #last: { readonly text: string; readonly judged: Judged } | null = null;

  constructor(path: string, check: SettingsCheck | undefined) {
    this.#path = path;
    this.#check = check;
  }

  get file(): ControlFile | null {
    return this.#file;
  }

  /** Whether `take` wants the end of the history with this reading. */
  wantsHistory(found: Reading): boolean {
    return !this.#isKnown && (found.kind === 'absent' || 'problem' in this.#judge(found));
  }

  /** Takes a reading over; returns what is wrong with it, one sentence, or null. */
  take(found: Reading, history: Reading | null): string | null {
    const past = this.#isKnown || history?.kind !== 'text' ? null : lastRecorded(history.text, this.#path);
    this.#isKnown = true;
    this.#file ??= past;
    const judged = this.#judge(found);
    if ('problem' in judged) return `${judged.problem}; ${this.#remains()}`;
    this.#file = judged.file;
    return null;
  }

  #judge(found: Reading): Judged {
    if (found.kind === 'unreadable') return found;
    if (found.kind === 'absent') return this.#file ? { problem: `${this.#path} is gone` } : { file: null };
    if (this.#last?.text !== found.text) this.#last = { text: found.text, judged: this.#parse(found.text) };
    return this.#last.judged;
  }

  #parse(text: string): Judged {
    try {
      return { file: parseControl(text, this.#path, this.#check) };
    } catch (error) {
      return { problem: reasonOf(error) };
    }
  }

  #remains(): string {
    return this.#file ? `its revision ${this.#file.revision} stays in force` : 'no switch is set';
  }
}

/** The file as its history says it was; null where that tells nothing. */
function lastRecorded(text: string, path: string): ControlFile | null {
  const last = lastInForce(parseHistory(text, path));
  if (!last) return null;
  return {
    schemaVersion: 1,
    revision: last.id,
    changedAt: last.at,
    changedBy: last.by ? signature(last.by) : 'unknown',
    reason: last.why,
    ...last.new,
  };
}
