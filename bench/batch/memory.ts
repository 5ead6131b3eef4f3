import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { linearRegression } from 'simple-statistics';
import { openRun } from '../../src/batch/journal/reader.js';
import type { Context, Findings } from '../group.js';
import { currentLoad } from '../machine.js';
import { plain, ratio } from '../measurement.js';
import { progress, say } from '../progress.js';
import { tinyCorpus } from './corpus.js';
import { residentOf, type Resident } from './resident.js';
import { startBatch, type BatchRun } from './run.js';

const ITEMS = 100_000;
/** Items between two points of the curve. */
const STEP = 10_000;
/** ms; a step takes a minute. */
const LOOK_EVERY_MS = 500;
/** Steps in which heaps grow to what they will be; the slope is that of the rest. */
const WARM = 2;

/** A point of the curve: the largest figures since the last one. */
interface Point extends Resident {
  readonly items: number;
  readonly seconds: number;
}

/** Memory and speed over many of the smallest items, which is where whatever is kept of each one shows. */
export async function memoryCurve({ files, snapshot }: Context, findings: Findings): Promise<void> {
  const corpus = await tinyCorpus(files, ITEMS);
  const load = currentLoad();
  const args = [corpus, '--engine', 'copy', '--concurrency', '2'];
  const run = startBatch({ cli: snapshot.cli, folder: files.folder, args });
  try {
    const points = await watch(run);
    await run.ended();
    addFigures(points, load, findings);
  } finally {
    await run.remove();
  }
}

async function watch({ child, out }: BatchRun): Promise<Point[]> {
  const started = performance.now();
  const points: Point[] = [];
  let most: Resident = { own: 0, child: 0 };
  say('   items  seconds  a second  coordinator  largest worker');
  while (child.exitCode === null) {
    await pause(LOOK_EVERY_MS);
    const now = residentOf(child.pid!);
    if (now) most = { own: Math.max(most.own, now.own), child: Math.max(most.child, now.child) };
    const items = doneIn(out);
    progress(`${items} of ${ITEMS}`);
    if (items < STEP * (points.length + 1)) continue;
    const point = { items, seconds: (performance.now() - started) / 1000, ...most };
    say(lineOf(point, points.at(-1)));
    points.push(point);
    most = { own: 0, child: 0 };
  }
  return points;
}

/** Items that are committed. */
function doneIn(out: string): number {
  // made once there is a whole one
  if (!existsSync(join(out, 'run.db'))) return 0;
  const reader = openRun(out);
  try {
    return Object.values(reader.counts()).reduce((sum, count) => sum + count, 0);
  } finally {
    reader.close();
  }
}

function lineOf(point: Point, before: Point | undefined): string {
  const { items, seconds, own, child } = point;
  const cells = [
    items,
    seconds.toFixed(0),
    rateOf(point, before).toFixed(0),
    `${own.toFixed(0)} MiB`,
    `${child.toFixed(0)} MiB`,
  ];
  return cells.map((cell, column) => String(cell).padStart([8, 9, 10, 13, 16][column]!)).join('');
}

function rateOf({ items, seconds }: Point, before: Point | undefined): number {
  return (items - (before?.items ?? 0)) / (seconds - (before?.seconds ?? 0));
}

function addFigures(points: readonly Point[], load: number, findings: Findings): void {
  const slope = (of: (point: Point) => number): number =>
    STEP * linearRegression(points.slice(WARM).map((point) => [point.items, of(point)])).m;
  const about = { unit: 'MiB', better: 'lower' } as const;
  const peak = (of: (point: Point) => number): string => `${Math.max(...points.map(of)).toFixed(0)} MiB at most`;
  const [coordinator, worker] = [({ own }: Point) => own, ({ child }: Point) => child];
  findings.add(
    plain(
      {
        ...about,
        id: 'batch/memory/coordinator',
        what: 'growth of the coordinator in 10,000 items',
        note: peak(coordinator),
      },
      [slope(coordinator)],
    ),
  );
  findings.add(
    plain(
      { ...about, id: 'batch/memory/worker', what: 'growth of the largest worker in 10,000 items', note: peak(worker) },
      [slope(worker)],
    ),
  );
  const times = points.map(({ seconds }, index) => 1000 * (seconds - (points[index - 1]?.seconds ?? 0)));
  const few = Math.floor(times.length / 3);
  findings.add(
    ratio(
      {
        id: 'batch/memory/linear',
        what: `time of 10,000 items: the last ${few} / the first`,
        unit: 'x',
        better: 'lower',
        of: 'wall ms',
        note: `wall time, so only true on an idle machine; the load was ${load.toFixed(2)} before (0 is idle)`,
      },
      times.slice(-few),
      times.slice(0, few),
    ),
  );
}
