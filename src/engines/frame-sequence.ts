import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { reasonOf } from '../core/errors.js';
import { framesOf, type Animation } from './animation.js';
import { EngineError } from './errors.js';

/** Pictures of an animation as PNG files in a folder of their own: `000000.png` and so on, in order of appearance. */
export interface FrameSequence {
  readonly folder: string;
  readonly count: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Hands an animation over to a program that takes pictures.
 * @param folder - does not exist yet
 * @param checkpoint - called before each frame; throw from it to stop
 */
export async function writeFrames(
  animation: Animation,
  folder: string,
  checkpoint: () => void,
): Promise<FrameSequence> {
  const { width, height, frameCount } = animation;
  await mkdir(folder);
  let index = 0;
  for await (const rgba of framesOf(animation, checkpoint)) {
    const image = sharp(rgba, { raw: { width, height, channels: 4 }, limitInputPixels: false });
    // they live for a second: half the size is worth less than the time that it takes
    await image.png({ compressionLevel: 1, adaptiveFiltering: false }).toFile(frameFile(folder, index++));
  }
  return { folder, count: frameCount, width, height };
}

/**
 * Looks at every picture, not at the first few: one that is missing or damaged, or of another size, would be a moment of
 * the animation that is gone or stretched.
 * @returns their paths, in order
 * @throws EngineError `engine_failed`, naming the picture
 */
export async function soundFrames(sequence: FrameSequence, checkpoint: () => void): Promise<string[]> {
  const { folder, count, width, height } = sequence;
  const names = (await readdir(folder)).sort();
  const files = Array.from({ length: count }, (_, index) => frameFile(folder, index));
  if (names.length !== count) {
    throw new EngineError('engine_failed', `${folder} has ${names.length} pictures, ${count} expected`);
  }
  for (const file of files) {
    checkpoint();
    const found = await decode(file);
    if (found.width !== width || found.height !== height) {
      const size = `${found.width} x ${found.height}`;
      throw new EngineError('engine_failed', `${file} is ${size} pixels, ${width} x ${height} expected`);
    }
  }
  return files;
}

/** To its last pixel: a header says nothing about what follows. */
async function decode(file: string): Promise<{ width: number; height: number }> {
  try {
    const image = sharp(file, { failOn: 'warning', limitInputPixels: false });
    await image.stats();
    const { width, height } = await image.metadata();
    return { width, height };
  } catch (cause) {
    throw new EngineError('engine_failed', `${file} cannot be decoded: ${reasonOf(cause)}`, { cause });
  }
}

function frameFile(folder: string, index: number): string {
  // a GIF of 2^28 pixels has at most 2^28 frames, and more digits sort wrongly only beyond what a command line holds
  return join(folder, `${String(index).padStart(6, '0')}.png`);
}
