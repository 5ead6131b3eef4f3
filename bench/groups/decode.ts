import { alternate } from '../alternate.js';
import { startChild } from '../child.js';
import type { Contestant } from '../contestant.js';
import { endAll, Findings, type Context } from '../group.js';
import { ratio, type Outcome } from '../measurement.js';
import { say } from '../progress.js';

const FILES = ['a', 'b', 'c'] as const;
const PEERS = ['sharp', 'omggif', 'gifuct'] as const;

/** Every frame to RGBA in memory, composited, from the file's bytes in memory; one thread. */
export async function decode(context: Context): Promise<Outcome> {
  const findings = new Findings();
  for (const file of FILES.filter((name) => context.wants('decode', name))) {
    await findings.attempt(`decode/${file}`, () => decodeFile(file, context, findings));
  }
  return findings;
}

async function decodeFile(
  name: (typeof FILES)[number],
  { files, snapshot, pace }: Context,
  findings: Findings,
): Promise<void> {
  const pair = await files.pair(name);
  const contestants: Contestant[] = [];
  try {
    for (const decoder of ['pressproof', ...PEERS]) {
      const args = [snapshot.contestant('decode'), decoder, pair.original];
      const contestant = await findings.attempt(`decode/${name}/${decoder}`, () =>
        startChild(decoder, process.execPath, args),
      );
      if (contestant) contestants.push(contestant);
    }
    const notes = await agreement(contestants);
    const costs = await alternate(contestants, pace);
    const cpu = (decoder: string): number[] => costs.get(decoder)?.map(({ cpuMs }) => cpuMs) ?? [];
    for (const peer of PEERS.filter((decoder) => costs.has(decoder))) {
      const what = `decode + composite ${name}: ${peer} / ours`;
      findings.add(
        ratio(
          {
            id: `decode/${name}/${peer}`,
            what,
            unit: 'x',
            better: 'higher',
            megapixels: pair.megapixels,
            note: notes.get(peer) ?? null,
          },
          cpu('pressproof'),
          cpu(peer),
        ),
      );
    }
  } finally {
    await endAll(contestants);
  }
}

/** Frames by their sums: a decoder that shows something else has not done the same work. */
async function agreement(contestants: readonly Contestant[]): Promise<Map<string, string>> {
  const notes = new Map<string, string>();
  const [ours, ...peers] = contestants;
  const mine = (await ours!.check()) as number[];
  for (const peer of peers) {
    const theirs = (await peer.check()) as number[];
    const first = mine.findIndex((sum, frame) => sum !== theirs[frame]);
    const differs =
      first >= 0 || mine.length !== theirs.length
        ? `shows something else than ours (${theirs.length} frames, ours ${mine.length}; first at frame ${first})`
        : `all ${mine.length} frames equal`;
    notes.set(peer.name, differs);
    say(`${peer.name}: ${differs}`);
  }
  return notes;
}
