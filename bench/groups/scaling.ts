import { alternate } from '../alternate.js';
import { startChild } from '../child.js';
import type { Contestant, Cost } from '../contestant.js';
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

/**
 * Wall time of many jobs with one worker over that with two; and over that of two processes with a worker each, which
 * have nothing in common but the machine: no pool can bring more. Means nothing on a machine that is busy.
 */
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
    const start = (name: string, share: number, threads: number): Promise<Contestant> => {
      const args = ['default', String(share), String(threads), pair.original, pair.output];
      return startChild(name, process.execPath, [snapshot.contestant('validate'), ...args]);
    };
    contestants.push(await start('1', jobs, 1), await start('2', jobs, 2));
    contestants.push(sideBySide('apart', await start('first', jobs / 2, 1), await start('second', jobs / 2, 1)));
    const costs = await alternate(contestants, pace);
    const wall = (name: string): number[] => costs.get(name)!.map(({ wallMs }) => wallMs);
    const cpu = (name: string): number => median(costs.get(name)!.map(({ cpuMs }) => cpuMs));
    const most = (2 * cpu('1')) / cpu('2');
    findings.add(
      ratio(
        {
          id: `workers/${pair.name}/apart`,
          what: `the same ${pair.name}: one worker / two processes of one`,
          unit: 'x',
          better: 'higher',
          of: 'wall ms',
          note: 'two processes that share nothing but the machine: what it has to give',
        },
        wall('apart'),
        wall('1'),
      ),
    );
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

/** Two contestants at the same time as one. */
function sideBySide(name: string, first: Contestant, second: Contestant): Contestant {
  const both = [first, second];
  let warm = false;
  const run = async (): Promise<Cost> => {
    const costs = await Promise.all(both.map((contestant) => contestant.run()));
    return {
      cpuMs: costs.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
      wallMs: Math.max(...costs.map(({ wallMs }) => wallMs)),
    };
  };
  return {
    name,
    check: async () => first.check(),
    run: async () => {
      // one of them would be timed while the other still warms up
      if (!warm) await run();
      warm = true;
      return run();
    },
    renew: async () => {
      warm = false;
      for (const contestant of both) await contestant.renew();
    },
    end: async () => {
      for (const contestant of both) await contestant.end();
      return null;
    },
  };
}
