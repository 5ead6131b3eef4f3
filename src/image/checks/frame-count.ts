import { z } from 'zod';
import type { Finding } from '../../core/check.js';
import type { FrameChange } from '../facts.js';
import { imageCheck, PAIR, plural } from './define.js';

const limits = z.object({
  /** The fewest frames an output may have. */
  minFrames: z.int().min(1).default(1),
  /** Relative to the expected count, for ratios below 1; never less than one frame. 0.02 is one frame of 50. */
  frameAllowance: z.number().min(0).max(1).default(0.02),
});

/**
 * Neighbours that differ by less than this mean squared error may be merged: 46 dB (1.6 of 255 on average),
 * where a difference cannot be seen and palettes of 256 colours make it vanish. Identical neighbours have 0.
 */
export const MERGEABLE_MSE = 1.6;

export const frameCount = imageCheck({
  id: 'frame_count',
  category: 'structure',
  cost: 'structure',
  needs: ['originalStructure', 'outputStructure'],
  after: ['file_integrity'],
  subjects: [PAIR],
  limits,
  docs: {
    summary: 'The output has the frames that were asked for.',
    explain:
      'Without a frame ratio: exactly the original count. With one: floor to ceiling of frames x ratio, at least 1, and an allowance of max(1, limits.frameAllowance x expected). Fewer frames are right too where identical neighbours (or ones that differ by less than can be seen) were merged: the original is decoded to count how many that can be. Never under limits.minFrames.',
    remedy: 'Check how the engine selects frames; an exact ratio is round(frames x ratio).',
  },
  // only fewer frames than asked for raise the question what could be merged
  asks: ({ facts: { originalStructure, outputStructure }, expectation }, limits) =>
    outputStructure.frames < countsOf(originalStructure.frames, expectation.frameRatio, limits).min
      ? ['originalPixels']
      : [],
  run({ facts: { originalStructure, outputStructure, originalPixels }, expectation }, limitsHere): Finding {
    const from = originalStructure.frames;
    const to = outputStructure.frames;
    const ratio = expectation.frameRatio ?? 1;
    const { exact, min, max, allowance } = countsOf(from, ratio, limitsHere);
    const minAfterMerging =
      originalPixels && Math.ceil(Math.max(1, framesAfterMerging(originalPixels.changes, ratio) - allowance));
    const evidence = {
      expected: { frames: exact, min, max, ...(minAfterMerging !== undefined && { minAfterMerging }) },
      actual: { frames: to },
      details: { originalFrames: from, frameRatio: ratio },
    };
    if (to < limitsHere.minFrames) {
      const message = `${plural(to, 'frame')}, limits.minFrames is ${limitsHere.minFrames}`;
      return { outcome: 'failed', message, ...evidence };
    }
    if (to > max || to < Math.min(min, minAfterMerging ?? min)) {
      const asked = ratio === 1 ? `${from} expected` : `${exact} expected (${from} x ${ratio})`;
      return { outcome: 'failed', message: `${plural(to, 'frame')}, ${asked}`, ...evidence };
    }
    if (to < min) {
      const message = `${plural(to, 'frame')} of ${exact}: identical neighbouring frames were merged, which is a legal optimisation`;
      return { outcome: 'passed', message, ...evidence };
    }
    return { outcome: 'passed', message: `${plural(to, 'frame')}, as expected`, ...evidence };
  },
});

interface Counts {
  /** round(frames x ratio), at least 1. */
  readonly exact: number;
  readonly min: number;
  readonly max: number;
  /** Frames more or less that do not matter; 0 where no frame was to be dropped. */
  readonly allowance: number;
}

function countsOf(from: number, frameRatio: number | undefined, { frameAllowance }: z.output<typeof limits>): Counts {
  const ratio = frameRatio ?? 1;
  const exact = Math.max(1, Math.round(from * ratio));
  const allowance = ratio < 1 ? Math.max(1, frameAllowance * exact) : 0;
  return {
    exact,
    allowance,
    min: Math.ceil(Math.max(1, Math.min(exact - allowance, Math.floor(from * ratio)))),
    max: Math.floor(Math.max(exact + allowance, Math.ceil(from * ratio))),
  };
}

/**
 * How many frames are left when every `1 / ratio`-th frame is kept and kept frames are merged with the one before
 * where nothing in between changed visibly.
 */
export function framesAfterMerging(changes: readonly FrameChange[], ratio: number): number {
  const kept = Math.max(1, Math.round(changes.length * ratio));
  let left = 1;
  let previous = 0;
  for (let k = 1; k < kept; k += 1) {
    const index = Math.floor((k * changes.length) / kept);
    if (changes.slice(previous + 1, index + 1).some(({ mse }) => mse > MERGEABLE_MSE)) left += 1;
    previous = index;
  }
  return left;
}
