import { rm, writeFile } from 'node:fs/promises';
import { keepFrames, readAnimation, refuseOversized } from './animation.js';
import { always, capability, colorLimit, dithering } from './capabilities.js';
import { DEFAULT_TIMEOUT_MS, defineEngine, type EncodeJob } from './define.js';
import type { Engine, EngineVersion } from './engine.js';
import { FRAME_REDUCTION } from './frame-plan.js';
import { writeGif } from './gif-writer.js';
import { findProgram, type Program, type ProgramOptions } from './program.js';
import { linesOf, run } from './subprocess.js';

const PROGRAM: Program = {
  title: 'gifsicle',
  names: ['gifsicle'],
  asks: ['--version'],
  versionIn: (stdout) => /Gifsicle (\S+)/.exec(stdout)?.[1],
};

/** Methods of its manual; `ordered` is left out, another name for ro64 (measured: the same bytes). */
const DITHERS = ['none', 'floyd-steinberg', 'ro64', 'o3', 'o4', 'o8', 'halftone', 'squarehalftone', 'diagonal'];
const NEWER_DITHER = 'atkinson';

/**
 * The gifsicle program at -O3 unless told otherwise, run without a shell. Frames are picked from composited pictures
 * before it runs: its own selection shows wrong pixels where frames have palettes of their own, and only warns (`too
 * complex to unoptimize`).
 */
export function gifsicle({ path, timeoutMs = DEFAULT_TIMEOUT_MS }: ProgramOptions = {}): Engine {
  return defineEngine({
    name: 'gifsicle',
    timeoutMs,
    install: 'Install it with: apt install gifsicle, brew install gifsicle, or choco install gifsicle.',
    capabilities: [
      always('Keeps every pixel; identical neighbours are merged with their time kept'),
      capability({
        operation: 'recompress',
        parameter: 'optimize',
        range: { min: 1, max: 3 },
        note: '-O1 crops frames to what changed, -O2 makes the rest see-through, -O3 (when not stated) tries several ways',
      }),
      colorLimit({ colorScope: 'animation', note: 'One palette for all frames, without dithering unless stated' }),
      dithering([...DITHERS, NEWER_DITHER], ['floyd-steinberg'], '--dither: how the colours left stand in for others'),
      ...FRAME_REDUCTION,
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
      const { frameRatio, fps } = job.parameters;
      if (frameRatio === undefined && fps === undefined) {
        refuseOversized(job.input);
        return await shrink(job.input, job);
      }
      const picked = `${job.output}.picked.gif`;
      try {
        const kept = keepFrames(await readAnimation(job.input, job.limits.checkpoint), job.parameters);
        const written = await writeGif(kept, undefined, job.limits.checkpoint);
        await writeFile(picked, written.bytes);
        const { command, warnings } = await shrink(picked, job);
        return { command, warnings: [...written.warnings, ...warnings] };
      } finally {
        await rm(picked, { force: true });
      }
    },
  });
}

async function shrink(input: string, { output, program, parameters, limits }: EncodeJob) {
  const { colors, dither, lossy, optimize = 3 } = parameters;
  const args = [
    `-O${optimize}`,
    ...(colors === undefined ? [] : ['--colors', String(colors)]),
    ...(dither === undefined ? [] : [`--dither=${dither}`]),
    ...(lossy === undefined ? [] : [`--lossy=${lossy}`]),
    '--output',
    output,
    '--',
    input,
  ];
  const { stderr } = await run(program, args, limits);
  return { command: [program, ...args], warnings: linesOf(stderr) };
}

async function versionOf(path: string | undefined): Promise<EngineVersion> {
  const found = await findProgram(PROGRAM, path);
  if (!found.available) return found;
  // atkinson: measured in 1.96, not there in 1.93
  const [major = 0, minor = 0] = found.version.split('.').map(Number);
  const newer = major > 1 || (major === 1 && minor >= 96);
  return { ...found, choices: { dither: newer ? [...DITHERS, NEWER_DITHER] : DITHERS } };
}
