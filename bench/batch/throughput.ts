import { alternate } from '../alternate.js';
import type { Contestant } from '../contestant.js';
import type { Context, Findings } from '../group.js';
import { currentLoad } from '../machine.js';
import { ratio } from '../measurement.js';
import { repeated } from './corpus.js';
import { startBatch } from './run.js';

/** The start and the end of a command and of its workers take two seconds of CPU, which are 3 % of so many. */
const ITEMS = 480;

/** Wall time of a batch with one worker process over that with two. */
export async function throughput({ files, snapshot, pace }: Context, findings: Findings): Promise<void> {
  const load = currentLoad();
  const { original, name } = await files.scaled(240, 135, 30);
  const corpus = await repeated(files, name, original, ITEMS);
  const contestant = (workers: string): Contestant => ({
    name: workers,
    check: async () => null,
    renew: async () => {},
    end: async () => null,
    run: async () => {
      const args = [corpus, '--engine', 'gifenc', '--colors', '64', '--concurrency', workers];
      const started = performance.now();
      const run = startBatch({ cli: snapshot.cli, folder: files.folder, args });
      try {
        await run.ended([0, 1]);
        return { cpuMs: 0, wallMs: performance.now() - started };
      } finally {
        await run.remove();
      }
    },
  });
  const costs = await alternate([contestant('1'), contestant('2')], pace);
  const wall = (workers: string): number[] => costs.get(workers)!.map(({ wallMs }) => wallMs);
  findings.add(
    ratio(
      {
        id: 'batch/throughput/two',
        what: `batch of ${ITEMS} compressions: one worker / two`,
        unit: 'x',
        better: 'higher',
        of: 'wall ms',
        note: `wall time, so only true on an idle machine; the load was ${load.toFixed(2)} before (0 is idle)`,
      },
      wall('2'),
      wall('1'),
    ),
  );
}
