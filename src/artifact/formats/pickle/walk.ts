import { FormatError } from '../../errors.js';
import type { ByteSource } from '../../source/byte-source.js';
import type { ReadContext } from '../format.js';
import { GlobalUses } from './globals.js';
import { PickleMachine } from './machine.js';
import { tokens } from './tokens.js';
import type { Made, Value } from './values.js';

/** What one pickle says, as far as it could be followed. */
export interface Walk {
  readonly protocol: number;
  /** null: it broke before its end. */
  readonly result: Value | null;
  /** Byte after STOP, or where it broke. */
  readonly end: number;
  /** Globals that it names, bounded. */
  readonly globals: readonly string[];
  /** Calls in the order in which they would be made. */
  readonly made: readonly Made[];
}

export interface WalkOptions {
  readonly start: number;
  /** Whether the reader of such files makes storages of persistent ids. */
  readonly persistent: boolean;
}

/** Follows one pickle to its STOP and notes everything that is wrong with it. Nothing is unpickled. */
export function walkPickle(
  source: ByteSource,
  { problems, budget, signal }: ReadContext,
  { start, persistent }: WalkOptions,
): Walk {
  const uses = new GlobalUses();
  const file = source.name;
  const machine = new PickleMachine(
    {
      source,
      uses,
      persistent,
      maxHeldBytes: budget.maxHeldBytes,
      note: (problem) => problems.add({ ...problem, severity: 'error', file, part: null }),
    },
    start,
  );
  let end = start;
  let broken: FormatError | null = null;
  try {
    for (const token of tokens(source, start)) {
      signal?.throwIfAborted();
      machine.step(token);
      end = token.end;
    }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    broken = error;
  }
  machine.end();
  uses.note(problems, file);
  if (broken) {
    const { code: rule, offset, part, message } = broken;
    // an unpickler has run everything before it notices
    const run = uses.unsafe;
    const before = run.length > 0 ? `; until there it would have run ${run.slice(0, SPOKEN).join(', ')}` : '';
    problems.add({ rule, concern: 'format', severity: 'error', file, offset, part, message: `${message}${before}` });
  }
  return {
    protocol: machine.protocol,
    result: broken ? null : machine.result,
    end,
    globals: uses.names,
    made: machine.made,
  };
}

/** Globals named in the sentence on a break. */
const SPOKEN = 5;
