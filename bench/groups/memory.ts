import { FEWEST_ROUNDS } from '../alternate.js';
import { startChild } from '../child.js';
import { AbsentError } from '../contestant.js';
import type { TestPair } from '../files/index.js';
import { Findings, type Context } from '../group.js';
import { ratio, type Outcome } from '../measurement.js';
import { progress } from '../progress.js';

const DECODERS = ['sharp', 'omggif', 'gifuct'] as const;
/** Frames of the short and the long file. */
const GROWTH = { from: 60, to: 6000 } as const;

/** A process, from its start to the end of one pass. */
interface Job {
  readonly name: string;
  readonly args: readonly string[];
}

/** Peak resident memory of whole processes, each fresh for every round. */
export async function memory(context: Context): Promise<Outcome> {
  const findings = new Findings();
  if (context.wants('memory', 'c')) {
    await findings.attempt('memory/c', async () => onLargeFile(await context.files.pair('c'), context, findings));
  }
  if (context.wants('memory', 'b')) await findings.attempt('memory/b', () => growth(context, findings));
  return findings;
}

async function onLargeFile({ original, output }: TestPair, { snapshot }: Context, findings: Findings): Promise<void> {
  const pipeline = (kind: string): Job => ({
    name: `pipeline ${kind}`,
    args: [snapshot.contestant('pipeline'), kind, original, output],
  });
  const decoder = (name: string): Job => ({ name, args: [snapshot.contestant('decode'), name, original] });
  const jobs = [pipeline('pressproof'), pipeline('sharp'), ...['pressproof', ...DECODERS].map(decoder)];
  const peaks = await peaksOf(jobs);
  findings.add(
    ratio(
      {
        id: 'memory/c/sharp',
        what: 'peak memory, validation c: ours / sharp + SSIM',
        unit: 'x',
        better: 'lower',
        of: 'MiB',
        note: 'sharp for the frames of both files, hitchhikers SSIM of @blazediff for each pair',
      },
      peaks.get('pipeline pressproof')!,
      peaks.get('pipeline sharp')!,
    ),
  );
  for (const name of DECODERS) {
    const what = `peak memory, decoding c: ours / ${name}`;
    findings.add(
      ratio(
        { id: `memory/c/decode-${name}`, what, unit: 'x', better: 'lower', of: 'MiB' },
        peaks.get('pressproof')!,
        peaks.get(name)!,
      ),
    );
  }
}

/** From a short file to a long one; and from as many short ones to a long one, which leaves out what is only the work. */
async function growth({ files, snapshot }: Context, findings: Findings): Promise<void> {
  const job = async (name: string, frames: number, times: number): Promise<Job> => {
    const { original, output } = await files.dashboard(frames);
    return { name, args: [snapshot.contestant('pipeline'), 'pressproof', original, output, String(times)] };
  };
  const [from, to, many] = [String(GROWTH.from), String(GROWTH.to), `${GROWTH.to / GROWTH.from} x ${GROWTH.from}`];
  const peaks = await peaksOf([
    await job(from, GROWTH.from, 1),
    await job(to, GROWTH.to, 1),
    await job(many, GROWTH.from, GROWTH.to / GROWTH.from),
  ]);
  const add = (id: string, than: string, note: string): void =>
    findings.add(
      ratio(
        {
          id,
          what: `peak memory, validation b: ${to} / ${than} frames`,
          unit: 'x',
          better: 'lower',
          of: 'MiB',
          note,
        },
        peaks.get(to)!,
        peaks.get(than)!,
      ),
    );
  add('memory/b/growth', from, 'both in a fresh process; V8 gives a process that works longer more room for garbage');
  add('memory/b/held', many, 'the same work in one file and in many: what is more is held for the length of the file');
}

/** MiB, one a round. */
async function peaksOf(jobs: readonly Job[]): Promise<Map<string, number[]>> {
  const peaks = new Map<string, number[]>(jobs.map(({ name }) => [name, []]));
  for (let round = 0; round < FEWEST_ROUNDS; round++) {
    for (const { name, args } of jobs) {
      progress(`round ${round + 1} of ${FEWEST_ROUNDS}: memory of ${name}`);
      const process_ = await startChild(name, process.execPath, args);
      await process_.check();
      const peak = await process_.end();
      if (peak === null) throw new AbsentError(`${name} does not tell its memory`);
      peaks.get(name)!.push(peak);
    }
  }
  return peaks;
}
