/**
 * shadow.js FOLDER ROUNDS ENOUGH_MS ORIGINAL: one file compressed by gifsicle, bare and guarded in mode shadow, call
 * after call in turns. Prints one JSON document a round. Outputs and records go to FOLDER.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as Library from '../../src/index.js';
import { GIFSICLE_PARAMETERS } from '../files/gifsicle-parameters.js';
import { median } from '../statistics.js';
import { product } from './product.js';

/** What one call cost, ms. */
export interface CallCost {
  /** From the call to its result. */
  readonly wall: number;
  /** Of it not spent in the engine. */
  readonly waited: number;
  /** CPU of the thread that called, until the verdict is recorded too; null where no kernel tells. */
  readonly mainCpu: number | null;
  /** CPU of the whole process with its workers, likewise. */
  readonly processCpu: number;
  /** CPU of the compressor's own process; null where no kernel tells. */
  readonly programCpu: number | null;
}

/** Medians of the calls of one round. */
export interface ShadowRound {
  readonly bare: CallCost;
  readonly shadow: CallCost;
  /** Wall time of calls without a pause, so that a judgement competes with the next compression; null: too long. */
  readonly inARow: { readonly bare: number; readonly shadow: number } | null;
}

/** Calls of a side in a round, at most; short compressions take as many. */
const MAX_CALLS = 15;
/** Wall time after which no further pair of calls begins in a round, ms. */
const ENOUGH_IN_ROUND_MS = 3000;
const IN_A_ROW = 5;
/** A compression that takes longer is not repeated in a row, ms. */
const SHORT_MS = 5000;

const [folder = '', rounds = '', enoughMs = '', original = ''] = process.argv.slice(2);
const { close, gifsicle, guard } = await product<typeof Library>('index.js');
const engine = gifsicle();
let engineMs = 0;
const timed: Library.Engine = {
  ...engine,
  async compress(...args) {
    const started = performance.now();
    try {
      return await engine.compress(...args);
    } finally {
      engineMs = performance.now() - started;
    }
  },
};
let judged: () => void = () => undefined;
const guarded = guard(timed, { mode: 'shadow', onReport: () => judged() });
const SIDES = { bare: timed.compress, shadow: guarded } as const;
type Side = keyof typeof SIDES;

/** One call, and what follows it when its caller has the result already. */
async function call(side: Side): Promise<CallCost> {
  const verdict = side === 'bare' ? null : new Promise<void>((resolve) => (judged = resolve));
  const [cpu, main, program] = [process.cpuUsage(), mainThreadMs(), endedChildrenMs()];
  const started = performance.now();
  await SIDES[side](original, join(folder, `${side}.gif`), GIFSICLE_PARAMETERS);
  const wall = performance.now() - started;
  const waited = wall - engineMs;
  await verdict;
  const mainEnd = mainThreadMs();
  const { user, system } = process.cpuUsage(cpu);
  const mainCpu = main === null || mainEnd === null ? null : mainEnd - main;
  const programEnd = endedChildrenMs();
  const programCpu = program === null || programEnd === null ? null : programEnd - program;
  return { wall, waited, mainCpu, processCpu: (user + system) / 1000, programCpu };
}

/** CPU of this thread so far (proc(5): schedstat, first field, ns); other systems tell it of the whole process only. */
function mainThreadMs(): number | null {
  if (process.platform !== 'linux') return null;
  return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[0]) / 1e6;
}

/** CPU of children that have ended (proc(5): stat, fields 16 and 17, in ticks of 10 ms on every Linux). */
function endedChildrenMs(): number | null {
  if (process.platform !== 'linux') return null;
  const stat = readFileSync('/proc/self/stat', 'utf8');
  // the name of the program, in brackets, may hold blanks; the state after it is field 3
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return 10 * (Number(fields[13]) + Number(fields[14]));
}

async function inARow(side: Side): Promise<number> {
  let left = IN_A_ROW;
  const all = side === 'bare' ? null : new Promise<void>((resolve) => (judged = () => (left -= 1) === 0 && resolve()));
  const started = performance.now();
  for (let index = 0; index < IN_A_ROW; index++) {
    await SIDES[side](original, join(folder, `${side}-${index}.gif`), GIFSICLE_PARAMETERS);
  }
  const wall = (performance.now() - started) / IN_A_ROW;
  await all;
  return wall;
}

async function round(number: number): Promise<ShadowRound> {
  const order: readonly Side[] = number % 2 === 0 ? ['bare', 'shadow'] : ['shadow', 'bare'];
  const costs: Record<Side, CallCost[]> = { bare: [], shadow: [] };
  const started = performance.now();
  do {
    for (const side of order) costs[side].push(await call(side));
  } while (costs.bare.length < MAX_CALLS && performance.now() - started < ENOUGH_IN_ROUND_MS);
  const isShort = costs.bare[0]!.wall < SHORT_MS;
  const rows: Partial<Record<Side, number>> = {};
  if (isShort) for (const side of order) rows[side] = await inARow(side);
  const { bare, shadow } = rows;
  return {
    bare: middle(costs.bare),
    shadow: middle(costs.shadow),
    inARow: bare === undefined || shadow === undefined ? null : { bare, shadow },
  };
}

function middle(costs: readonly CallCost[]): CallCost {
  const of = (read: (cost: CallCost) => number): number => median(costs.map(read));
  const ifTold = (read: (cost: CallCost) => number | null): number | null =>
    read(costs[0]!) === null ? null : of((cost) => read(cost)!);
  return {
    wall: of(({ wall }) => wall),
    waited: of(({ waited }) => waited),
    mainCpu: ifTold(({ mainCpu }) => mainCpu),
    processCpu: of(({ processCpu }) => processCpu),
    programCpu: ifTold(({ programCpu }) => programCpu),
  };
}

// the pool starts and V8 settles
const warm = performance.now();
do await call('shadow');
while (performance.now() - warm < ENOUGH_IN_ROUND_MS);
const start = performance.now();
for (
  let number = 0;
  number < Number(rounds) && (number < 3 || performance.now() - start < Number(enoughMs));
  number++
) {
  process.stdout.write(`${JSON.stringify(await round(number))}\n`);
}
await close();
