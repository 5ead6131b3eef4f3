import { rm, writeFile } from 'node:fs/promises';
import { reasonOf } from '../core/errors.js';
import { dropFrames, readAnimation, refuseOversized } from './animation.js';
import { always, capability, colorLimit } from './capabilities.js';
import { DEFAULT_TIMEOUT_MS, defineEngine, type EncodeJob } from './define.js';
import type { Engine, EngineVersion } from './engine.js';
import { findOnPath, isExecutable } from './executable.js';
import { FRAME_REDUCTION } from './frame-plan.js';
import { writeGif } from './gif-writer.js';
import { linesOf, run } from './subprocess.js';

export interface GifsicleOptions {
  /** The program; found on PATH when left out. */
  readonly path?: string;
  readonly timeoutMs?: number;
}

/**
 * The gifsicle program at -O3, run without a shell. Frames are picked from composited pictures before it runs: its own
 * selection shows wrong pixels where frames have palettes of their own, and only warns (`too complex to unoptimize`).
 */
export function gifsicle({ path, timeoutMs = DEFAULT_TIMEOUT_MS }: GifsicleOptions = {}): Engine {
  return defineEngine({
    name: 'gifsicle',
    timeoutMs,
    install: 'Install it with: apt install gifsicle, brew install gifsicle, or choco install gifsicle.',
    capabilities: [
      always('Keeps every pixel; identical neighbours are merged with their time kept'),
      colorLimit({ colorScope: 'animation', note: 'One palette for all frames, without dithering' }),
      FRAME_REDUCTION,
      capability({
        operation: 'lossy_compression',
        parameter: 'lossy',
        // its manual calls 200 very lossy; GifLab's scale, three times the percentage asked, ends at 300
        range: { min: 1, max: 300 },
        typical: [40, 80],
        note: '--lossy: how far a pixel may be from its colour to make longer runs',
      }),
    ],
    version: () => versionOf(path),
    async encode(job) {
      const program = path ?? (await findOnPath('gifsicle')) ?? 'gifsicle';
      const { frameRatio } = job.parameters;
      if (frameRatio === undefined) {
        refuseOversized(job.input);
        return await shrink(program, job.input, job);
      }
      const picked = `${job.output}.picked.gif`;
      try {
        const kept = dropFrames(await readAnimation(job.input, job.limits.checkpoint), frameRatio);
        const written = await writeGif(kept, undefined, job.limits.checkpoint);
        await writeFile(picked, written.bytes);
        const { command, warnings } = await shrink(program, picked, job);
        return { command, warnings: [...written.warnings, ...warnings] };
      } finally {
        await rm(picked, { force: true });
      }
    },
  });
}

async function shrink(program: string, input: string, { output, parameters, limits }: EncodeJob) {
  const args = [
    '-O3',
    ...(parameters.colors === undefined ? [] : ['--colors', String(parameters.colors)]),
    ...(parameters.lossy === undefined ? [] : [`--lossy=${parameters.lossy}`]),
    '--output',
    output,
    '--',
    input,
  ];
  const { stderr } = await run(program, args, limits);
  return { command: [program, ...args], warnings: linesOf(stderr) };
}

async function versionOf(path: string | undefined): Promise<EngineVersion> {
  const program = path ?? (await findOnPath('gifsicle'));
  if (program === null) return { available: false, reason: 'gifsicle is not on PATH' };
  if (!(await isExecutable(program))) return { available: false, reason: `${program} is not a program` };
  try {
    // 10 s: it only prints a line; a program that hangs here is not gifsicle
    const { stdout } = await run(program, ['--version'], { timeoutMs: 10_000 });
    const version = /Gifsicle (\S+)/.exec(stdout)?.[1];
    if (version === undefined) return { available: false, reason: `${program} does not say that it is gifsicle` };
    return { available: true, version, path: program };
  } catch (error) {
    return { available: false, reason: reasonOf(error) };
  }
}
