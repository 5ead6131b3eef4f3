// A pipeline under load as a process of its own. It measures what validation takes here and now, derives the thresholds
// of degradation from that, loads itself with more callers than workers until it degrades to the end of its ladder, and
// then takes it easy until it is back. Says what happened, one JSON object a line.
import { copyFile } from 'node:fs/promises';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { close, guard, liveState, scrape, WorkerPool } from '../../dist/index.js';

const { light, heavy, shorter, folder, hook } = JSON.parse(process.argv[2]);
const WORKERS = 1;
const pool = new WorkerPool({ threads: WORKERS });
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

/** A compressor whose output is there already: the load is that of validation. */
const prepared = { name: 'prepared', compress: async (_, to, { from }) => (await copyFile(from, to), {}) };

const config = (name, settings) => {
  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify({ pool: { threads: WORKERS }, ...settings }));
  return path;
};
let calls = 0;
const compress = async (guarded, pair, phase) => {
  const to = join(folder, `${phase}-${(calls += 1)}.gif`);
  const { validation } = await guarded(pair.original, to, { from: pair.output });
  return validation;
};

// what validation takes here and now, after the first rounds, in which threads start
const plain = guard(prepared, { config: config('plain', {}), pool });
const sampled = guard(prepared, { config: config('sampled', { coverage: 'sampled' }), pool });
const [cheap, dear] = [[], []];
for (let round = 0; round < 7; round++) {
  cheap[round] = (await compress(plain, light, 'measure')).durationMs;
  dear[round] = (await compress(sampled, heavy, 'measure')).durationMs;
}
const median = (times) => times.slice(2).sort((a, b) => a - b)[2];
// between them by factors, since whatever slows this machine down slows both; nearer to the dear one, since what comes in
// between now and then only makes things slower, and a cheap one has to stay below
const over = Math.cbrt(median(cheap) * median(dear) ** 2);
const whole = await compress(plain, heavy, 'measure');
say({ cheap: median(cheap), dear: median(dear), whole: whole.durationMs, over, normal: limitsOf(whole) });
// three samples have to come within it, on a machine that may become half as fast as it is now
const windowSeconds = Math.max(2, (6 * whole.durationMs) / 1000);

const never = { degraded: null, structural: null, off: null };
const settings = {
  degradation: {
    enabled: true,
    windowSeconds,
    minSamples: 3,
    dwellSeconds: 0.3,
    recoverBelow: 0.9,
    validationMs: { degraded: over, structural: over, off: null },
    queueWaitMs: never,
    memoryMiB: never,
  },
  alerts: {
    channels: [{ type: 'webhook', url: hook }],
    rules: {
      failureRate: { over: null },
      slowRate: { over: null },
      inconclusiveRate: { over: null },
      memoryMiB: { over: null },
      consecutiveFailures: { atLeast: null },
    },
  },
};
const working = guard(prepared, { config: config('working', settings), pool });
const level = () => liveState().degradation;

/** So many callers at once, each call after call, until it is over. */
const load = async (callers, pair, phase, isOver, restMs = 0) => {
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (!isOver()) {
        const report = await compress(working, pair, phase);
        say({ phase, coverage: report.coverage, verdict: report.verdict, limits: limitsOf(report) });
        await pause(restMs);
      }
    }),
  );
};

let isDone = false;
const heavyLoad = load(3 * WORKERS, heavy, 'heavy', () => isDone);
while (level() !== 'structural') await pause(5);
say({ gauge: await gauge() });

// a file that lost frames is no better off for the load
let unfit;
do unfit = await compress(working, shorter, 'shorter');
while (unfit.coverage.limitedBy === undefined);
say({ unfit: unfit.verdict, coverage: unfit.coverage });
for (const onReducedCoverage of ['reject', 'accept', 'queue-full-check']) {
  const reports = [];
  const options = { config: config(onReducedCoverage, { ...settings, mode: 'enforce', onReducedCoverage }), pool };
  const enforcing = guard(prepared, { ...options, onReport: (report) => void reports.push(report) });
  let exists, thrown, first;
  // now and then one is tried at better coverage, and the load may have moved: it is the reduced ones that count
  do {
    reports.length = 0;
    thrown = null;
    const to = join(folder, `${onReducedCoverage}-${(calls += 1)}.gif`);
    await enforcing(heavy.original, to, { from: heavy.output }).catch((error) => (thrown = error));
    exists = existsSync(to);
    first = reports[0]?.coverage;
  } while (first?.limitedBy === undefined);
  const isLater = onReducedCoverage === 'queue-full-check';
  while (isLater && reports.length < 2) await pause(5);
  say({ onReducedCoverage, exists, thrown: thrown?.code ?? null, coverages: reports.map(({ coverage }) => coverage) });
}
isDone = true;
await heavyLoad;

await load(1, light, 'light', () => level() === 'normal', 5);
say({ gauge: await gauge() });
const after = await compress(working, light, 'after');
say({ after: after.coverage });
await close();
await pool.close();

async function gauge() {
  return Number(/^pressproof_degradation_level (\d)$/m.exec((await scrape()).text)?.[1]);
}

/** What each check demanded. */
function limitsOf({ checks }) {
  return Object.fromEntries(checks.map(({ id, expected }) => [id, expected]));
}
