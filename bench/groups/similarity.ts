import { fileURLToPath } from 'node:url';
import { alternate } from '../alternate.js';
import { startChild } from '../child.js';
import type { Contestant } from '../contestant.js';
import { planesOf, type Planes } from '../files/planes.js';
import { endAll, Findings, type Context } from '../group.js';
import { ratio, type Outcome } from '../measurement.js';
import { commandOf } from '../programs.js';

const FILES = ['a', 'c'] as const;
const PYTHON = fileURLToPath(new URL('../contestants/similarity.py', import.meta.url));

interface Peer {
  readonly name: string;
  /** What similarity.ts or similarity.py calls it. */
  readonly measure: string;
  readonly language: 'node' | 'scikit-image' | 'opencv';
  /** Where it does other work than ours. */
  readonly differs?: string;
}

const SSIM_PEERS: readonly Peer[] = [
  { name: 'ssim.js', measure: 'ssim.js', language: 'node' },
  {
    name: 'blazediff',
    measure: 'blazediff-ssim',
    language: 'node',
    differs: 'halves pictures whose sides reach 384 pixels first, so c is a quarter of the work; turns RGBA into grey',
  },
  { name: 'image-ssim', measure: 'image-ssim', language: 'node', differs: '8 x 8 blocks that do not overlap' },
  { name: 'scikit-image', measure: 'scikit-image', language: 'scikit-image' },
  { name: 'opencv', measure: 'opencv', language: 'opencv', differs: 'windows reach over the border; one thread' },
];
const MSSSIM_PEERS: readonly Peer[] = [
  { name: 'blazediff', measure: 'blazediff-msssim', language: 'node', differs: 'turns RGBA into grey' },
];

/** Gaussian SSIM of luma planes that are decoded already, 8 bits a pixel. */
export const ssim = (context: Context): Promise<Outcome> => similarity(context, 'ssim', 'Gaussian SSIM', SSIM_PEERS);
export const msssim = (context: Context): Promise<Outcome> => similarity(context, 'msssim', 'MS-SSIM', MSSSIM_PEERS);

async function similarity(
  context: Context,
  group: 'ssim' | 'msssim',
  what: string,
  peers: readonly Peer[],
): Promise<Outcome> {
  const findings = new Findings();
  for (const file of FILES.filter((name) => context.wants(group, name))) {
    const id = `${group}/${file}`;
    await findings.attempt(id, async () => {
      const planes = await planesOf(file, await context.files.pair(file), context.files);
      await onPlanes({ id, what: `${what} ${file}`, ours: group, peers, planes }, context, findings);
    });
  }
  return findings;
}

interface Task {
  readonly id: string;
  readonly what: string;
  readonly ours: string;
  readonly peers: readonly Peer[];
  readonly planes: Planes;
}

async function onPlanes(
  { id, what, ours, peers, planes }: Task,
  { snapshot, pace }: Context,
  findings: Findings,
): Promise<void> {
  const { path, width, height, pairs } = planes;
  const sizes = [path, String(width), String(height), String(pairs)];
  const node = (name: string, measure: string): Promise<Contestant> =>
    startChild(name, process.execPath, [snapshot.contestant('similarity'), measure, ...sizes]);
  const contestants: Contestant[] = [];
  try {
    const mine = await findings.attempt(`${id}/pressproof`, () => node('pressproof', ours));
    if (!mine) return;
    contestants.push(mine);
    for (const { name, measure, language } of peers) {
      const peer = await findings.attempt(`${id}/${name}`, () =>
        language === 'node' ? node(name, measure) : startChild(name, commandOf(language), [PYTHON, measure, ...sizes]),
      );
      if (peer) contestants.push(peer);
    }
    const values = new Map<string, number>();
    for (const contestant of contestants) values.set(contestant.name, mean((await contestant.check()) as number[]));
    const costs = await alternate(contestants, pace);
    const cpu = (side: string): number[] => costs.get(side)!.map(({ cpuMs }) => cpuMs);
    for (const { name, differs } of peers.filter((peer) => costs.has(peer.name))) {
      const agreement = `mean ${values.get(name)!.toFixed(6)}, ours ${values.get('pressproof')!.toFixed(6)}`;
      findings.add(
        ratio(
          {
            id: `${id}/${name}`,
            what: `${what}: ${name} / ours`,
            unit: 'x',
            better: 'higher',
            megapixels: (width * height * pairs) / 1e6,
            note: differs === undefined ? agreement : `${agreement} (${differs})`,
          },
          cpu('pressproof'),
          cpu(name),
        ),
      );
    }
  } finally {
    await endAll(contestants);
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
