import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ShadowRound } from '../contestants/shadow.js';
import { withoutExtras } from '../environment.js';
import { GIFSICLE_OPTIONS } from '../files/index.js';
import { Findings, type Context } from '../group.js';
import { currentLoad } from '../machine.js';
import { ratio, type Description, type Outcome } from '../measurement.js';
import { commandOf } from '../programs.js';
import { progress } from '../progress.js';

const FILES = ['a', 'b', 'c'] as const;

/** What mode shadow costs the caller of a compression, in one process that calls with and without it in turns. */
export async function shadow(context: Context): Promise<Outcome> {
  const findings = new Findings();
  for (const file of FILES.filter((name) => context.wants('shadow', name))) {
    await findings.attempt(`shadow/${file}`, async () => {
      commandOf('gifsicle');
      const { original } = await context.files.pair(file);
      addFigures(file, await roundsOf(original, context), findings);
    });
  }
  return findings;
}

async function roundsOf(original: string, { snapshot, pace }: Context): Promise<ShadowRound[]> {
  const folder = mkdtempSync(join(tmpdir(), 'pressproof-bench-'));
  try {
    const args = [snapshot.contestant('shadow'), folder, String(pace.rounds), String(pace.enoughMs), original];
    const store = { PRESSPROOF_LOG_LEVEL: 'silent', PRESSPROOF_STORE: join(folder, 'results.db') };
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...withoutExtras(process.env), ...store },
    });
    const ended = once(child, 'exit');
    const rounds: ShadowRound[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      progress(`round ${rounds.push(JSON.parse(line) as ShadowRound)} of ${pace.rounds}`);
    }
    const [code] = (await ended) as [number | null];
    if (code !== 0) throw new Error(`Expected figures of mode shadow but the process ended with ${code}`);
    return rounds;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function addFigures(file: string, rounds: readonly ShadowRound[], findings: Findings): void {
  const add = (
    id: string,
    about: Pick<Description, 'what' | 'of' | 'note'>,
    ours: (round: ShadowRound) => number,
    peer: (round: ShadowRound) => number,
  ): void =>
    findings.add(
      ratio({ id: `shadow/${file}/${id}`, unit: '%', better: 'lower', ...about }, rounds.map(ours), rounds.map(peer)),
    );
  const bareWall = ({ bare }: ShadowRound): number => bare.wall;
  const recipe = `gifsicle ${GIFSICLE_OPTIONS.join(' ')}`;
  add(
    'caller',
    {
      what: `time from call to result ${file}: mode shadow / bare`,
      of: 'wall ms',
      note: `100 % is the bare ${recipe}; with the noise of both runs of it, which is all that is seen on a busy machine`,
    },
    (round) => round.shadow.wall,
    bareWall,
  );
  add(
    'wait',
    { what: `waited beyond the compressor ${file}: mode shadow / bare`, of: 'wall ms', note: 'timed within each call' },
    (round) => round.shadow.waited - round.bare.waited,
    bareWall,
  );
  if (rounds.every(({ bare }) => bare.programCpu !== null)) {
    const compression = ({ bare }: ShadowRound): number => bare.processCpu + bare.programCpu!;
    add(
      'main',
      {
        what: `main thread added ${file}: mode shadow / compression`,
        note: 'CPU of the thread that called, what it does after the result included',
      },
      (round) => round.shadow.mainCpu! - round.bare.mainCpu!,
      compression,
    );
    add(
      'judging',
      { what: `CPU of all threads added ${file}: mode shadow / compression`, note: 'most of it on another core' },
      (round) => round.shadow.processCpu - round.bare.processCpu,
      compression,
    );
  }
  if (rounds.every(({ inARow }) => inARow !== null)) {
    add(
      'in-a-row',
      {
        what: `call after call without a pause ${file}: mode shadow / bare`,
        of: 'wall ms',
        note:
          'each judgement competes with the next compression: as 100 % where another core is idle; ' +
          `here ${availableParallelism()} cores, load ${currentLoad().toFixed(2)}`,
      },
      (round) => round.inARow!.shadow,
      (round) => round.inARow!.bare,
    );
  }
}
