import { alternate } from '../alternate.js';
import { startChild } from '../child.js';
import type { Contestant } from '../contestant.js';
import type { TestPair } from '../files/index.js';
import { endAll, Findings, type Context } from '../group.js';
import { currentLoad } from '../machine.js';
import { ratio, type Outcome } from '../measurement.js';
import { median } from '../statistics.js';

/**
 * One job's length at the end, when the other worker has nothing left to do, is at most 3 % of the whole; jobs of b are
 * so short that more of them cost nothing and make it 1 %.
 */
const JOBS = { a: 32, b: 128 } as const;

/**
 * How the cost of a validation grows: by frames, by pixels (per frame and per pixel; 1x = in proportion), and what a
 * second worker brings.
 */
export async function scaling(context: Context): Promise<Outcome> {
  const findings = new Findings();
  const { files } = context;
  if (context.wants('scaling', 'frames')) {
    const what = 'cost per frame b: 600 / 60 frames';
    await findings.attempt('scaling/frames', async () =>
      perUnit('frames', what, await files.dashboard(60), await files.dashboard(600), context, findings),
    );
  }
  if (context.wants('scaling', 'pixels')) {
    const what = 'cost per pixel a: 960x540 / 240x135';
    await findings.attempt('scaling/pixels', async () =>
      perUnit('pixels', what, await files.scaled(240, 135, 30), await files.scaled(960, 540, 30), context, findings),
    );
  }
  return findings;
}

async function perUnit(
  file: string,
  what: string,
  small: TestPair,
  large: TestPair,
  { snapshot, pace }: Context,
  findings: Findings,
): Promise<void> {
  const contestants: Contestant[] = [];
  try {
    for (const [name, { original, output }] of [['small', small] as const, ['large', large] as const]) {
      const args = [snapshot.contestant('validate'), 'default', '1', '1', original, output];
      contestants.push(await startChild(name, process.execPath, args));
    }
    const costs = await alternate(contestants, pace);
    const cpuPerMegapixel = (name: string, { megapixels }: TestPair): number[] =>
      costs.get(name)!.map(({ cpuMs }) => cpuMs / megapixels);
    findings.add(
      ratio(
        { id: `scaling/${file}/large`, what, unit: 'x', better: 'lower', note: 'ours and peer are CPU ms a megapixel' },
        cpuPerMegapixel('large', large),
        cpuPerMegapixel('small', small),
      ),
    );
  } finally {
    await endAll(contestants);
  }
}

/** Wall time of many jobs with one worker over that with two. Means nothing on a machine that is busy. */
export async function workers(context: Context): Promise<Outcome> {
  const findings = new Findings();
  for (const file of (['a', 'b'] as const).filter((name) => context.wants('workers', name))) {
    await findings.attempt(`workers/${file}`, async () =>
      twoWorkers(await context.files.pair(file), JOBS[file], context, findings),
    );
  }
  return findings;
}

async function twoWorkers(
  pair: TestPair,
  jobs: number,
  { snapshot, pace }: Context,
  findings: Findings,
): Promise<void> {
  const load = currentLoad();
  const contestants: Contestant[] = [];
  try {
    for (const threads of ['1', '2']) {
      const args = [snapshot.contestant('validate'), 'default', String(jobs), threads, pair.original, pair.output];
      contestants.push(await startChild(threads, process.execPath, args));
    }
    const costs = await alternate(contestants, pace);
    const wall = (threads: string): number[] => costs.get(threads)!.map(({ wallMs }) => wallMs);
    const cpu = (threads: string): number => median(costs.get(threads)!.map(({ cpuMs }) => cpuMs));
    const most = (2 * cpu('1')) / cpu('2');
    findings.add(
      ratio(
        {
          id: `workers/${pair.name}/two`,
          what: `${jobs} validations of ${pair.name}: one worker / two`,
          unit: 'x',
          better: 'higher',
          of: 'wall ms',
          note: `wall time, so only true on an idle machine; the load was ${load.toFixed(2)} before (0 is idle); by CPU time two cores to themselves give at most ${most.toFixed(2)}x`,
        },
        wall('2'),
        wall('1'),
      ),
    );
  } finally {
    await endAll(contestants);
  }
}
