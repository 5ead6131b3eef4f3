import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { alternate, FEWEST_ROUNDS } from '../alternate.js';
import { startChild } from '../child.js';
import { program } from '../command.js';
import { writeNoise, writeSparseGguf, writeSparseSafetensors } from '../files/models.js';
import { Findings, type Context } from '../group.js';
import { plain, ratio, type Outcome } from '../measurement.js';
import { commandOf } from '../programs.js';

/** Every verdict is an answer: pass, fail, inconclusive. */
const VERDICTS = [0, 1, 3];
const SPARSE = { safetensors: writeSparseSafetensors, gguf: writeSparseGguf } as const;
/** Long enough that starting does not decide, short enough to stay in the system's memory. */
const HASHED_BYTES = 2 ** 30;

/** Models: the structure of 10 GB, and the digest of all bytes against sha256sum. */
export async function artifact(context: Context): Promise<Outcome> {
  const findings = new Findings();
  for (const format of Object.keys(SPARSE) as (keyof typeof SPARSE)[]) {
    if (!context.wants('artifact', format)) continue;
    await findings.attempt(`artifact/${format}`, () => structureOf(format, context, findings));
  }
  if (context.wants('artifact', 'digest')) {
    await findings.attempt('artifact/digest', () => digest(context, findings));
  }
  return findings;
}

async function structureOf(
  format: keyof typeof SPARSE,
  { files, snapshot, pace }: Context,
  findings: Findings,
): Promise<void> {
  const path = await files.make(`sparse-10g.${format}`, SPARSE[format]);
  const args = [snapshot.cli, 'artifact', 'validate', path, '--coverage', 'structural'];
  const costs = await alternate([program(format, process.execPath, args, VERDICTS)], pace);
  const seconds = costs.get(format)!.map(({ wallMs }) => wallMs / 1000);
  const what = `structure of 10 GiB ${format}, 320 tensors`;
  findings.add(
    plain(
      {
        id: `artifact/${format}/time`,
        what,
        unit: 's',
        better: 'lower',
        of: 'wall ms',
        note: 'command, start to exit',
      },
      seconds,
    ),
  );
  const peaks: number[] = [];
  for (let round = 0; round < FEWEST_ROUNDS; round++) {
    const child = await startChild(format, process.execPath, [snapshot.contestant('artifact'), path]);
    const tensors = await child.check();
    if (tensors !== 320) throw new Error(`Expected 320 tensors of ${path} but the product read ${String(tensors)}`);
    await child.run();
    peaks.push((await child.end())!);
  }
  const note = 'peak of a process with its worker thread';
  findings.add(
    plain({ id: `artifact/${format}/memory`, what: `peak memory, ${what}`, unit: 'MiB', better: 'lower', note }, peaks),
  );
}

async function digest({ files, snapshot, pace }: Context, findings: Findings): Promise<void> {
  const path = await files.make('noise-1g.safetensors', (to) => writeNoise(to, HASHED_BYTES));
  const peer = commandOf('sha256sum');
  const args = [snapshot.cli, 'artifact', 'validate', path, '--checks', 'file_integrity'];
  const expected = createHash('sha256');
  await pipeline(createReadStream(path), expected);
  // fails unless what is timed is the digest of the whole file
  const announced = [...args, '--expect-sha256', expected.digest('hex')];
  execFileSync(process.execPath, announced, { stdio: 'ignore' });
  const contestants = [program('ours', process.execPath, announced), program('sha256sum', peer, [path])];
  const costs = await alternate(contestants, pace);
  const wall = (side: string): number[] => costs.get(side)!.map(({ wallMs }) => wallMs);
  findings.add(
    ratio(
      {
        id: 'artifact/digest/sha256sum',
        what: 'sha256 of 1 GiB: sha256sum / ours',
        unit: 'x',
        better: 'higher',
        of: 'wall ms',
        note: 'commands, from start to exit',
      },
      wall('ours'),
      wall('sha256sum'),
    ),
  );
}
