import { parseArgs } from 'node:util';
import { FEWEST_ROUNDS } from './alternate.js';

export interface BenchArguments {
  readonly json: string | undefined;
  readonly compare: string | undefined;
  /** Groups or group/file; empty = all. */
  readonly only: readonly string[];
  readonly rounds: number;
  /** Only what is done in a minute or two: without file c and without 100,000 items. */
  readonly quick: boolean;
  /** Where test files are kept. */
  readonly files: string | undefined;
  /** Only what can be asked for is wanted. */
  readonly help: boolean;
}

export const USAGE = `npm run bench -- [--only NAME,NAME] [--rounds N] [--quick] [--json FILE] [--compare FILE] [--files DIR]

  --only NAMES    groups (GROUPS), or a group on one file: decode/a
  --rounds N      rounds in which the contestants take turns, ${FEWEST_ROUNDS} or more (default 7; quick: ${FEWEST_ROUNDS})
  --quick         fewest rounds, nothing on the large file c, and no 100,000 items
  --json FILE     write the figures
  --compare FILE  name what became slower or faster than in an earlier --json; exit 1 when something became slower
  --files DIR     where the test files are kept, made when missing (default: pressproof-bench in the user's cache)`;

const DEFAULT_ROUNDS = 7;

/** @throws Error in words for people */
export function parseBenchArguments(args: readonly string[], groups: readonly string[]): BenchArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'string' },
      compare: { type: 'string' },
      only: { type: 'string' },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      files: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const only = values.only?.split(',').filter((name) => name !== '') ?? [];
  const unknown = only.find((name) => !groups.includes(name.split('/')[0]!));
  if (unknown !== undefined) {
    throw new Error(`Expected names of ${groups.join(', ')} for --only but received ${JSON.stringify(unknown)}`);
  }
  const { quick, json, compare, files, help } = values;
  return { json, compare, files, only, quick, help, rounds: roundsOf(values.rounds, quick) };
}

function roundsOf(given: string | undefined, quick: boolean): number {
  if (given === undefined) return quick ? FEWEST_ROUNDS : DEFAULT_ROUNDS;
  const rounds = Number(given);
  if (Number.isInteger(rounds) && rounds >= FEWEST_ROUNDS) return rounds;
  throw new Error(`Expected an integer from ${FEWEST_ROUNDS} for --rounds but received ${JSON.stringify(given)}`);
}

/** @param file a, b, c or what a group calls what it measures on */
export function wanted({ only, quick }: BenchArguments, group: string, file: string): boolean {
  if (quick && (file === 'c' || (group === 'batch' && file === 'memory'))) return false;
  return only.length === 0 || only.includes(group) || only.includes(`${group}/${file}`);
}
