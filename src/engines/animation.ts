import { setImmediate } from 'node:timers/promises';
import { reasonOf } from '../core/errors.js';
import type { Problem, Structure } from '../image/facts.js';
import { BlockReader } from '../image/gif/blocks.js';
import { ProblemLog } from '../image/gif/problems.js';
import { openGif } from '../image/gif/reader.js';
import { DEFAULT_BUDGET } from '../image/reader.js';
import { openSource } from '../image/source.js';
import { EngineError } from './errors.js';
import type { CompressParameters } from './engine.js';
import { planAsked } from './frame-plan.js';

/** A GIF as a viewer shows it: composited frames, one after the other. */
export interface Animation {
  readonly width: number;
  readonly height: number;
  readonly frameCount: number;
  /** RGBA, alpha 0 or 255; frame f begins at byte 4 x width x height x f. */
  readonly pixels: Uint8Array;
  /** As stored, one a frame. */
  readonly delaysMs: readonly number[];
  /** null = plays once, 0 = for ever, n = as stored. */
  readonly loopCount: number | null;
}

// 2^28 pixels over all frames are 1 GiB of RGBA, the most that an encoder should hold
const MAX_PIXELS = 2 ** 28;

/**
 * Read strictly and composited as browsers do: libraries paint a canvas that no frame covers, or lose delays.
 * @param checkpoint - called after each frame; throw an EngineError from it to stop
 * @throws EngineError `unsupported_input` for what is no sound GIF, or too large to be held composited
 */
export async function readAnimation(input: string, checkpoint: () => void): Promise<Animation> {
  const source = openSource({ path: input });
  try {
    const reader = openGif(source, { maxCanvasPixels: MAX_PIXELS, maxFrames: MAX_PIXELS });
    const { width, height, frames, delaysMs, loopCount } = await reader.structure();
    if (width * height * frames > MAX_PIXELS) {
      throw new Error(`${frames} frames of ${width} x ${height} pixels are more than ${MAX_PIXELS} pixels`);
    }
    const pixels = new Uint8Array(4 * width * height * frames);
    for await (const { index, rgba } of reader.frames()) {
      pixels.set(rgba, index * rgba.length);
      await setImmediate();
      checkpoint();
    }
    const { complete, problems } = await reader.integrity();
    if (!complete) throw new Error(firstError(problems));
    return { width, height, frameCount: frames, pixels, delaysMs, loopCount };
  } catch (cause) {
    if (cause instanceof EngineError) throw cause;
    throw unsupported(input, cause);
  } finally {
    source.close();
  }
}

/**
 * Refuses what another program would take all memory for: a 43-byte file can claim 65,535 x 65,535 pixels. No pixel is
 * decoded. Blocks have to be sound, or the program might find others than were looked at.
 * @throws EngineError `unsupported_input`
 */
export function refuseOversized(input: string): void {
  const source = openSource({ path: input });
  try {
    const problems = new ProblemLog();
    const blocks = new BlockReader(source, DEFAULT_BUDGET, problems);
    let area: Area | null = blocks.screen;
    for (; area; area = blocks.nextImage()) {
      const { width, height } = area;
      if (width * height > DEFAULT_BUDGET.maxCanvasPixels) throw new Error(`${width} x ${height} pixels are too many`);
    }
    if (!blocks.sound) throw new Error(firstError(problems.list()));
  } catch (cause) {
    throw unsupported(input, cause);
  } finally {
    source.close();
  }
}

type Area = Pick<Structure, 'width' | 'height'>;

function firstError(problems: readonly Problem[]): string {
  return problems.find(({ severity }) => severity === 'error')?.message ?? 'it is damaged';
}

function unsupported(input: string, cause: unknown): EngineError {
  return new EngineError('unsupported_input', `${input} cannot be decoded: ${reasonOf(cause)}`, { cause });
}

/** The same animation with the frames that are asked for and its total time: see frame-plan.ts. */
export function keepFrames(animation: Animation, asked: Pick<CompressParameters, 'frameRatio' | 'fps'>): Animation {
  const plan = planAsked(animation.delaysMs, asked);
  if (plan === null || plan.kept.length === animation.frameCount) return animation;
  const pixels = new Uint8Array(plan.kept.length * frameBytes(animation));
  for (const [to, from] of plan.kept.entries()) pixels.set(frameOf(animation, from), to * frameBytes(animation));
  return { ...animation, frameCount: plan.kept.length, pixels, delaysMs: plan.delaysMs };
}

/** RGBA of one composited frame; a view, not a copy. */
export function frameOf(animation: Animation, index: number): Uint8Array {
  const size = frameBytes(animation);
  return animation.pixels.subarray(index * size, (index + 1) * size);
}

/**
 * Every frame, with a pause before it: work on pixels is synchronous, and timers and the caller's signal need their turn.
 * @param checkpoint - called before each frame; throw from it to stop
 */
export async function* framesOf(animation: Animation, checkpoint: () => void): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < animation.frameCount; index++) {
    await setImmediate();
    checkpoint();
    yield frameOf(animation, index);
  }
}

function frameBytes({ width, height }: Animation): number {
  return 4 * width * height;
}
