import { readFile, rm, writeFile } from 'node:fs/promises';
import { readAnimation, type Animation } from './animation.js';
import { capability } from './capabilities.js';
import { DEFAULT_TIMEOUT_MS, defineEngine, type EncodeJob } from './define.js';
import type { Engine } from './engine.js';
import { EngineError } from './errors.js';
import { heldMs } from './frame-plan.js';
import { soundFrames, writeFrames } from './frame-sequence.js';
import { locateTiming, storeTiming } from './gif-timing.js';
import { findProgram, type Program, type ProgramOptions } from './program.js';
import { linesOf, run } from './subprocess.js';

const PROGRAM: Program = {
  title: 'gifski',
  names: ['gifski'],
  asks: ['--version'],
  versionIn: (stdout) => /^gifski (\S+)/.exec(stdout)?.[1],
};

/**
 * The gifski program. It takes pictures and one frame rate, so it gets ours, composited, and the delays and the loop
 * count of the original are put in afterwards. It scales what is larger than 800 x 600 unless it is told the size.
 */
export function gifski({ path, timeoutMs = DEFAULT_TIMEOUT_MS }: ProgramOptions = {}): Engine {
  return defineEngine({
    name: 'gifski',
    timeoutMs,
    install: 'Install it with: cargo install gifski, brew install gifski, or from https://gif.ski.',
    capabilities: [
      capability({
        operation: 'lossy_compression',
        parameter: 'quality',
        range: { min: 1, max: 100 },
        typical: [90, 60],
        note: 'Colours of each frame and noise by quality, 90 when not stated; frames that look alike are merged with their time kept; animations only',
      }),
    ],
    version: () => findProgram(PROGRAM, path),
    async encode(job) {
      const { input, output, limits } = job;
      const animation = await readAnimation(input, limits.checkpoint);
      if (animation.frameCount < 2) {
        throw new EngineError('unsupported_input', `${input} has one frame, and gifski makes only animations`);
      }
      const folder = `${output}.frames`;
      try {
        const sequence = await writeFrames(animation, folder, limits.checkpoint);
        const files = await soundFrames(sequence, limits.checkpoint);
        const done = await encode(files, animation, job);
        await putTimingRight(output, animation);
        return done;
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  });
}

/** ms a frame, as `--fps 50` is stored: without a remainder, and the least that viewers do not take for 100. */
const STEP_MS = 20;

// Linux takes 2 MiB of arguments and environment, macOS 1 MiB, Windows 32,767 characters
const LONGEST_COMMAND = process.platform === 'win32' ? 32_000 : 900_000;

async function encode(
  files: readonly string[],
  { width, height, loopCount }: Animation,
  { input, output, program, parameters: { quality = 90 }, limits }: EncodeJob,
) {
  // takes counts as 16 bits with a sign; a larger one, like the delays, is put in afterwards
  const repeat = Math.min(loopCount ?? -1, 32_767);
  const rate = ['--fps', String(1000 / STEP_MS), '--quality', String(quality), '--repeat', String(repeat)];
  const size = ['--width', String(width), '--height', String(height)];
  const args = [...rate, ...size, '--no-sort', '--quiet', '--output', output, ...files];
  if (args.reduce((sum, { length }) => sum + length + 1, 0) > LONGEST_COMMAND) {
    throw new EngineError(
      'unsupported_input',
      `${input} has ${files.length} frames, more than a command line can name`,
    );
  }
  const { stderr } = await run(program, args, limits);
  return { command: [program, ...args], warnings: linesOf(stderr) };
}

/**
 * A frame that was merged into the one before shows in how often the step is held. A frame rate of the original's own
 * would not do: delays differ from frame to frame, and a rounded rate drifts.
 */
async function putTimingRight(file: string, { frameCount, delaysMs, loopCount }: Animation): Promise<void> {
  const bytes = await readFile(file);
  const held = locateTiming(bytes).delaysMs.map((ms) => ms / STEP_MS);
  if (!held.every((count) => Number.isInteger(count) && count > 0) || sum(held) !== frameCount) {
    throw new EngineError('engine_failed', `gifski wrote delays that do not account for ${frameCount} frames`);
  }
  let from = 0;
  const delays = held.map((count) => heldMs(delaysMs.slice(from, (from += count))));
  storeTiming(bytes, { delaysMs: delays, loopCount });
  await writeFile(file, bytes);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
