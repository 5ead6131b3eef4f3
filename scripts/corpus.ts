/**
 * npm run corpus -- DIR: probes and validates a corpus folder (DIR/truth.jsonl, DIR/pairs/pairs.jsonl) and prints how
 * far pressproof agrees with what is known about it. Exits with 1 on a disagreement that corpus-explained.json does not
 * explain.
 */
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { inOrder } from '../src/cli/in-order.js';
import { close } from '../src/index.js';
import { comparePair, type Pair } from './corpus/pairs.js';
import { Tally, type Comparison } from './corpus/tally.js';
import { compareTruth, type Truth } from './corpus/truth.js';

/** Comparisons run to the end: there is nothing that could abort them. */
const NEVER = new AbortController().signal;
/** A line on stderr for so many files, so that a log stays short. */
const PROGRESS_STEP = 100;

const [folder] = process.argv.slice(2);
if (folder === undefined || !existsSync(folder)) {
  console.error(
    `Expected a corpus folder but received ${JSON.stringify(folder) ?? 'nothing'}\nTry: npm run corpus -- DIR`,
  );
  process.exit(2);
}

const explanations = JSON.parse(readFileSync(new URL('corpus-explained.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, string>
>;
const tally = new Tally(explanations);

const compared =
  (await run('files', 'truth.jsonl', (truth: Truth) => compareTruth(folder, truth))) +
  (await run('pairs', join('pairs', 'pairs.jsonl'), (pair: Pair) => comparePair(folder, pair)));
await close();

console.log(tally.table().join('\n'));
section('Explained disagreements', tally.explained);
section('UNEXPLAINED disagreements', tally.unexplained);
if (tally.outdated.length > 0) console.log(`\nExplained, but they agree now:\n${tally.outdated.join('\n')}`);
const { agree, explained, disagree } = tally.total;
console.log(`\n${agree} agree, ${explained} explained, ${disagree} disagree`);
if (compared === 0) console.error(`Nothing was compared: ${folder} has neither truth.jsonl nor pairs/pairs.jsonl`);
process.exitCode = disagree > 0 || compared === 0 ? 1 : 0;

/** Compares every line of a file of JSON lines; returns how many there were. A file that is absent has none. */
async function run<Line>(what: string, file: string, compare: (line: Line) => Promise<Comparison[]>): Promise<number> {
  const path = join(folder as string, file);
  if (!existsSync(path)) return 0;
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
  let done = 0;
  for await (const comparisons of inOrder(lines, 2 * availableParallelism(), compare, NEVER)) {
    for (const comparison of comparisons) tally.add(comparison);
    done += 1;
    if (done % PROGRESS_STEP === 0 || done === lines.length) console.error(`${done} of ${lines.length} ${what}`);
  }
  return done;
}

function section(title: string, comparisons: readonly Comparison[]): void {
  if (comparisons.length === 0) return;
  console.log(`\n${title} (${comparisons.length})`);
  for (const comparison of comparisons) console.log(tally.spoken(comparison));
}
