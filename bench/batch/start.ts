import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { FEWEST_ROUNDS } from '../alternate.js';
import type { Context, Findings } from '../group.js';
import { currentLoad } from '../machine.js';
import { plain } from '../measurement.js';
import { longManifest } from './corpus.js';
import { startBatch } from './run.js';

const ENTRIES = 1_000_000;
/** ms */
const LOOK_EVERY_MS = 5;

/** Time from the start of the command to the first output at its place. */
export async function start({ files, snapshot }: Context, findings: Findings): Promise<void> {
  const manifest = await longManifest(files, ENTRIES);
  const load = currentLoad();
  const rounds: number[] = [];
  for (let round = 0; round < FEWEST_ROUNDS; round++) {
    const args = [manifest, '--engine', 'copy', '--concurrency', '2'];
    const started = performance.now();
    const run = startBatch({ cli: snapshot.cli, folder: files.folder, args });
    try {
      while (!hasFile(join(run.out, 'outputs'))) {
        if (run.child.exitCode !== null) throw new Error('Expected an output but the batch ended without one');
        await pause(LOOK_EVERY_MS);
      }
      rounds.push((performance.now() - started) / 1000);
    } finally {
      await run.remove();
    }
  }
  findings.add(
    plain(
      {
        id: 'batch/start/first',
        what: 'million-entry manifest: time to the first output',
        unit: 's',
        better: 'lower',
        note: `wall time; the load was ${load.toFixed(2)} before (0 is idle)`,
      },
      rounds,
    ),
  );
}

function hasFile(folder: string): boolean {
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { withFileTypes: true, recursive: true }).some((entry) => entry.isFile());
}
