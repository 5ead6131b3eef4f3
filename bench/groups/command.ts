import { fileURLToPath } from 'node:url';
import { alternate } from '../alternate.js';
import { program } from '../command.js';
import type { Contestant } from '../contestant.js';
import { Findings, type Context } from '../group.js';
import { ratio, type Outcome } from '../measurement.js';
import { commandOf } from '../programs.js';

const FILES = ['a', 'b', 'c'] as const;
const SCRIPT = fileURLToPath(new URL('../five-checks.sh', import.meta.url));

/** Every verdict is an answer: pass, fail, inconclusive. */
const VERDICTS = [0, 1, 3];

const PEERS = {
  ffmpeg: 'ffmpeg -i X -i Y -lavfi ssim -f null -',
  script: 'bench/five-checks.sh, with ffmpeg, ffprobe and ImageMagick',
} as const;
type Peer = keyof typeof PEERS;

/** The command as a user runs it, from start to exit, against programs from start to exit. */
export async function command(context: Context): Promise<Outcome> {
  const findings = new Findings();
  for (const file of FILES.filter((name) => context.wants('command', name))) {
    await findings.attempt(`command/${file}`, () => onFile(file, context, findings));
  }
  return findings;
}

async function onFile(
  name: (typeof FILES)[number],
  { files, snapshot, pace }: Context,
  findings: Findings,
): Promise<void> {
  const { original, output } = await files.pair(name);
  const validate = [snapshot.cli, 'validate', original, output, '--operation', 'lossy_compression'];
  const contestants = [program('pressproof', process.execPath, validate, VERDICTS)];
  const add = async (peer: Peer, make: () => Contestant): Promise<void> => {
    const contestant = await findings.attempt(`command/${name}/${peer}`, make);
    if (contestant) contestants.push(contestant);
  };
  await add('ffmpeg', () => {
    const inputs = ['-nostdin', '-i', original, '-i', output];
    return program('ffmpeg', commandOf('ffmpeg'), [...inputs, '-lavfi', 'ssim', '-f', 'null', '-']);
  });
  // Debian's ImageMagick is not allowed the memory for all frames of c
  if (name !== 'c') {
    await add('script', () => {
      commandOf('ffprobe');
      return program('script', commandOf('bash'), [SCRIPT, commandOf('convert'), original, output]);
    });
  }
  const costs = await alternate(contestants, pace);
  const cpu = (side: string): number[] => costs.get(side)!.map(({ cpuMs }) => cpuMs);
  for (const peer of (Object.keys(PEERS) as Peer[]).filter((side) => costs.has(side))) {
    const wall = costs.get('pressproof')!.map(({ wallMs }, round) => wallMs / costs.get(peer)![round]!.wallMs);
    findings.add(
      ratio(
        {
          id: `command/${name}/${peer}`,
          what: `one command ${name}: ours / ${peer}`,
          unit: 'x',
          better: 'lower',
          note: `${peer} = ${PEERS[peer]}; wall time, round by round: ${wall.map((value) => value.toFixed(2)).join(', ')}`,
        },
        cpu('pressproof'),
        cpu(peer),
      ),
    );
  }
}
