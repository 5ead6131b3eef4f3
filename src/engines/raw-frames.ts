import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keepFrames, readAnimation, type Animation } from './animation.js';
import type { EncodeJob } from './define.js';
import { storeTiming } from './gif-timing.js';

/** The frames a job is about: composited by us, and those alone that are kept. */
export async function framesAsked({ input, parameters, limits }: EncodeJob): Promise<Animation> {
  return keepFrames(await readAnimation(input, limits.checkpoint), parameters);
}

/** What a program writes in its folder, by names that mean nothing special to any. */
export const WRITTEN = 'written.gif';

/**
 * For programs that are handed frames instead of the file: gives one a folder of its own for as long as it works, takes
 * WRITTEN from there and puts in the delays and the loop count, which such programs round, move by one frame or lose.
 * @throws EngineError `engine_failed` when it wrote another number of frames
 */
export async function inFolder<T>(
  { output }: EncodeJob,
  animation: Animation,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = `${output}.work`;
  try {
    await mkdir(folder);
    const done = await work(folder);
    const bytes = await readFile(join(folder, WRITTEN));
    storeTiming(bytes, animation);
    await writeFile(output, bytes);
    return done;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
