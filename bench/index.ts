/**
 * npm run bench: the peers and the built product on the same files, taking turns; ratios with their spread as a table
 * on stdout and as JSON. See "Speed" in the README.
 */
import { parseBenchArguments, USAGE, wanted } from './arguments.js';
import { compare } from './compare.js';
import { cacheFolder, TestFiles } from './files/index.js';
import type { Context } from './group.js';
import { GROUPS } from './groups/index.js';
import { currentLoad, machine } from './machine.js';
import type { Measurement, NotMeasured } from './measurement.js';
import { say } from './progress.js';
import { readRecord, writeRecord, type Record } from './record.js';
import { takeSnapshot } from './snapshot.js';
import { comparisonTable, tableOf } from './table.js';

/** No further round of a comparison begins after two minutes: gifsicle alone takes 40 s on the largest file. */
const ENOUGH_MS = 120_000;

const args = orExit(() => parseBenchArguments(process.argv.slice(2), Object.keys(GROUPS)));
if (args.help) {
  console.log(usage());
  process.exit();
}
const { compare: before } = args;
// before 20 minutes are spent on figures that nothing is there to compare with
const earlier = before === undefined ? null : orExit(() => readRecord(before));
const record = await measure();
console.log(tableOf(record, record.machine));
if (args.json !== undefined) writeRecord(args.json, record);
if (earlier) {
  const comparison = compare(earlier, record);
  const elsewhere = earlier.machine.cpu === record.machine.cpu ? '' : ` on another machine (${earlier.machine.cpu})`;
  console.log(`\nAgainst ${args.compare}, taken ${earlier.takenAt}${elsewhere}\n${comparisonTable(comparison)}`);
  if (comparison.changes.some(({ verdict }) => verdict === 'worse')) process.exitCode = 1;
}

function orExit<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage()}`);
    process.exit(2);
  }
}

function usage(): string {
  return USAGE.replace('GROUPS', Object.keys(GROUPS).join(', '));
}

async function measure(): Promise<Record> {
  const loadBefore = currentLoad();
  const snapshot = takeSnapshot();
  process.once('exit', () => snapshot.remove());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  const context: Context = {
    files: new TestFiles(args.files ?? cacheFolder()),
    snapshot,
    pace: { rounds: args.rounds, enoughMs: ENOUGH_MS },
    wants: (group, file) => wanted(args, group, file),
  };
  const measurements: Measurement[] = [];
  const notMeasured: NotMeasured[] = [];
  for (const [name, group] of Object.entries(GROUPS)) {
    if (args.only.length > 0 && !args.only.some((only) => only.split('/')[0] === name)) continue;
    say(`${name} ...`);
    const found = await group(context);
    measurements.push(...found.measurements);
    notMeasured.push(...found.notMeasured);
  }
  return {
    schemaVersion: 1,
    takenAt: new Date().toISOString(),
    machine: machine(loadBefore),
    measurements,
    notMeasured,
  };
}
