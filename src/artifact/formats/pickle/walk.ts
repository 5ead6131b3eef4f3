import { FormatError } from '../../errors.js';
import type { ByteSource } from '../../source/byte-source.js';
import type { ReadContext } from '../format.js';
import { GlobalUses } from './globals.js';
import type { RawArray } from './raw-array.js';
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
  /** Arrays of numpy. */
  readonly arrays: readonly RawArray[];
}

export interface WalkOptions {
  readonly start: number;
  /** Whether the reader of such files makes storages of persistent ids. */
  readonly persistent: boolean;
  /** Whether it is joblib's reader; default: no. */
  readonly rawArrays?: boolean;
}

/** Follows one pickle to its STOP and notes everything that is wrong with it. Nothing is unpickled. */
export function walkPickle(
  source: ByteSource,
  context: ReadContext,
  { start, persistent, rawArrays = false }: WalkOptions,
): Walk {
  const { problems, budget, signal } = context;
  const uses = new GlobalUses();
  const file = source.name;
  const machine = new PickleMachine(
    {
      source,
      uses,
      persistent,
      rawArrays,
      maxHeldBytes: budget.maxHeldBytes,
      note: (problem) => problems.add({ severity: 'error', ...problem, file, part: null }),
    },
    start,
  );
  const globals: string[] = [];
  let end = start;
  let broken: FormatError | null = null;
  try {
    const stream = tokens(source, start);
    for (let next = stream.next(); !next.done;) {
      signal?.throwIfAborted();
      machine.step(next.value);
      end = next.value.end;
      const raw = machine.takeRaw();
      if (raw) end = raw.kind === 'numbers' ? raw.end : behindObjects(source, context, raw.start, globals);
      next = stream.next(raw ? end : undefined);
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
    globals: [...new Set([...uses.names, ...globals])],
    made: machine.made,
    arrays: machine.arrays,
  };
}

/**
 * An array of objects is a pickle within the pickle, read by a reader of its own that knows nothing of joblib.
 * @returns byte after its STOP
 * @throws FormatError where it has none
 */
function behindObjects(source: ByteSource, context: ReadContext, start: number, globals: string[]): number {
  const inner = walkPickle(source, context, { start, persistent: false });
  globals.push(...inner.globals);
  if (inner.result !== null) return inner.end;
  throw new FormatError(
    'joblib_objects',
    start,
    'Expected a whole pickle of the objects of an array, found a broken one',
  );
}

/** Globals named in the sentence on a break. */
const SPOKEN = 5;
