import { alternate } from '../alternate.js';
import { startChild } from '../child.js';
import { program } from '../command.js';
import type { Contestant } from '../contestant.js';
import { GIFSICLE_OPTIONS } from '../files/index.js';
import { endAll, Findings, type Context } from '../group.js';
import { ratio, type Outcome } from '../measurement.js';
import { commandOf } from '../programs.js';

const FILES = ['a', 'b', 'c'] as const;
/** By default all checks and all frames; exact: the Gaussian SSIM of every frame; structural: no pixels. */
const KINDS = {
  default: 'validation',
  exact: 'validation with exact SSIM',
  structural: 'structural coverage',
} as const;
type Kind = keyof typeof KINDS;

/**
 * CPU time of a validation in a warm pool (the whole process with its workers) as a share of what the compression
 * itself took. One job at a time; gifsicle writes to /dev/null.
 */
export async function validation(context: Context): Promise<Outcome> {
  const findings = new Findings();
  for (const file of FILES.filter((name) => context.wants('validate', name))) {
    await findings.attempt(`validate/${file}`, () => validateFile(file, context, findings));
  }
  return findings;
}

async function validateFile(
  name: (typeof FILES)[number],
  { files, snapshot, pace }: Context,
  findings: Findings,
): Promise<void> {
  const pair = await files.pair(name);
  const contestants: Contestant[] = [];
  const notes = new Map<Kind, string>();
  try {
    for (const kind of Object.keys(KINDS) as Kind[]) {
      const args = [snapshot.contestant('validate'), kind, '1', '1', pair.original, pair.output];
      const contestant = await findings.attempt(`validate/${name}/${kind}`, () =>
        startChild(kind, process.execPath, args),
      );
      if (!contestant) continue;
      contestants.push(contestant);
      notes.set(kind, spoken((await contestant.check()) as Checked));
    }
    const gifsicle = program('gifsicle', commandOf('gifsicle'), [
      ...GIFSICLE_OPTIONS,
      pair.original,
      '-o',
      '/dev/null',
    ]);
    const costs = await alternate([gifsicle, ...contestants], pace);
    const cpu = (side: string): number[] => costs.get(side)?.map(({ cpuMs }) => cpuMs) ?? [];
    for (const [kind, note] of notes) {
      findings.add(
        ratio(
          {
            id: `validate/${name}/${kind}`,
            what: `${KINDS[kind]} ${name}: ours / gifsicle`,
            unit: '%',
            better: 'lower',
            megapixels: pair.megapixels,
            note: `${note}; gifsicle ${GIFSICLE_OPTIONS.join(' ')}`,
          },
          cpu(kind),
          cpu('gifsicle'),
        ),
      );
    }
  } finally {
    await endAll(contestants);
  }
}

interface Checked {
  readonly verdict: string;
  readonly coverage: { readonly level: string; readonly framesCompared: number; readonly framesTotal: number };
}

function spoken({ verdict, coverage: { level, framesCompared, framesTotal } }: Checked): string {
  return `verdict ${verdict}, coverage ${level}, ${framesCompared} of ${framesTotal} frames compared`;
}
