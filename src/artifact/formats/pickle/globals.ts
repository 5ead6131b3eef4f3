import type { ProblemList } from '../../problem.js';
import { dangerOf } from './dangerous.js';
import { harmless } from './harmless.js';
import { globalName, type GlobalValue } from './values.js';

interface Use {
  readonly global: GlobalValue;
  readonly opcode: string;
  /** The first call of it: opcode and byte. */
  called: { readonly opcode: string; readonly at: number } | null;
}

/** Different globals that are told apart; real pickles have some dozens. */
const KEPT = 10_000;
/** Names listed in a report, and characters of each. */
const LISTED = 100;
const NAME_LENGTH = 200;

/** Takes down which globals a pickle names and calls, and then says which of them are not known to be harmless. */
export class GlobalUses {
  /** By module and name, which are joined by what neither can have in between without being another. */
  readonly #uses = new Map<string, Use>();

  named(global: GlobalValue, opcode: string): void {
    const key = JSON.stringify([global.module, global.name]);
    if (this.#uses.size < KEPT && !this.#uses.has(key)) this.#uses.set(key, { global, opcode, called: null });
  }

  called(global: GlobalValue, opcode: string, at: number): void {
    const use = this.#uses.get(JSON.stringify([global.module, global.name]));
    if (use) use.called ??= { opcode, at };
  }

  /** For the report. */
  get names(): string[] {
    return [...this.#uses.values()].slice(0, LISTED).map(({ global }) => spoken(global));
  }

  /** Those that would have been run, in the order in which they were named. */
  get unsafe(): string[] {
    return [...this.#uses.values()]
      .filter(({ global }) => !harmless(global.module, global.name))
      .slice(0, LISTED)
      .map(({ global }) => spoken(global));
  }

  /** An error for each that is not on the list, and for each on it that is called though nobody should. */
  note(problems: ProblemList, file: string): void {
    for (const { global, opcode, called } of this.#uses.values()) {
      const known = harmless(global.module, global.name);
      const name = spoken(global);
      const problem = { concern: 'safety', severity: 'error', file, part: name } as const;
      const call = called ? ` and called by ${called.opcode} at byte ${called.at}` : '';
      const where = `named by ${opcode}${call}`;
      if (!known) {
        const danger = dangerOf(global.module, global.name);
        const what = danger ? `, which ${danger}` : ', of which nothing is known';
        const rule = danger ? 'pickle_dangerous_global' : 'pickle_unlisted_global';
        const message = `Expected only globals that are known to be harmless, found ${name}${what}: ${where}`;
        problems.add({ ...problem, rule, offset: global.at, message });
      } else if (called && !known.called) {
        const message = `Expected ${name} to be named only, found a call of it by ${called.opcode}`;
        problems.add({ ...problem, rule: 'pickle_unexpected_call', offset: called.at, message });
      }
    }
  }
}

/** Bounded, and without what would move a terminal's cursor. */
function spoken(global: GlobalValue): string {
  const name = globalName(global).replace(/[^\x20-\x7e]/gu, '?');
  return name.length > NAME_LENGTH ? `${name.slice(0, NAME_LENGTH)}...` : name;
}
