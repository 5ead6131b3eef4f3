import type { Finding } from '../../core/check.js';
import type { Limits } from '../../core/limits.js';
import type { Structure } from '../facts.js';
import { slotsIn } from '../frame-rate.js';
import { framesAsked, rateAsked } from '../frames-asked.js';
import { imageCheck, PAIR, rounded } from './define.js';

const limits = {
  /** Relative. 0.1 covers rounding to hundredths of a second down to delays of 50 ms (5 ms off 50 is 0.1). */
  fpsTolerance: { over: 0, max: 1, default: 0.1 },
  /** Shown frames a second: one picture every 10 s is still an animation. */
  minFps: { over: 0, default: 0.1 },
  /** 50 fps is the fastest a browser shows (20 ms); 60 leaves room for other formats. */
  maxFps: { over: 0, default: 60 },
} satisfies Limits;

export const fps = imageCheck({
  id: 'fps',
  category: 'timing',
  cost: 'structure',
  needs: ['originalStructure', 'outputStructure'],
  after: ['file_integrity'],
  subjects: [PAIR],
  limits,
  ordered: [['minFps', 'maxFps']],
  docs: {
    summary: 'The animation plays at the speed that was asked for, or at that of the original.',
    explain:
      'Shown frames a second (a delay under 20 ms plays as 100 ms) against --fps where it was asked for, else against original fps x (frames out / frames in), relative tolerance limits.fpsTolerance. --fps with operation frame_reduction expects at most that (a last part of 1 / fps seconds counts as a whole one). Outside limits.minFps..limits.maxFps fails unless the original lies there too.',
    remedy: 'When frames are dropped, give their time to the frame before.',
  },
  run(
    { facts: { originalStructure: original, outputStructure: output }, operation, expectation },
    { fpsTolerance, minFps, maxFps },
  ): Finding {
    const asking = { operation, expectation };
    if (output.frames <= 1) {
      return stillOutput(original.frames, framesAsked(asking, original.delaysMs).least);
    }
    const atMost = rateAsked(asking);
    const expected = atMost === null ? rateExpected(original, output, expectation.fps) : fastest(original, atMost);
    const evidence = {
      expected: {
        fps: rounded(expected),
        ...(atMost !== null && { atMost: true }),
        tolerance: fpsTolerance,
        min: minFps,
        max: maxFps,
      },
      actual: { fps: rounded(output.fps) },
    };
    if (expected === 0) {
      return {
        outcome: 'failed',
        message: `A still image became an animation of ${rounded(output.fps, 2)} fps`,
        ...evidence,
      };
    }
    const faster = (output.fps - expected) / expected;
    const off = atMost === null ? Math.abs(faster) : Math.max(0, faster);
    const details = { relativeDifference: rounded(off) };
    const says = `Shows ${rounded(output.fps, 2)} frames a second, ${atMost === null ? '' : 'at most '}${rounded(expected, 2)} expected`;
    // 1e-9: a difference of exactly the tolerance passes whatever the rounding of the division
    if (off > fpsTolerance + 1e-9) {
      return { outcome: 'failed', message: `${says} (${rounded(100 * off, 1)} % off)`, ...evidence, details };
    }
    // an original that lies outside itself may be kept as it is
    const outside = (output.fps < minFps && original.fps >= minFps) || (output.fps > maxFps && original.fps <= maxFps);
    if (outside) {
      return {
        outcome: 'failed',
        message: `${rounded(output.fps, 2)} frames a second is outside limits.minFps..limits.maxFps (${minFps}..${maxFps})`,
        ...evidence,
        details,
      };
    }
    return { outcome: 'passed', message: says, ...evidence, details };
  },
});

/** 0: the original is a still image, and nothing was asked for. */
function rateExpected(original: Structure, output: Structure, asked: number | undefined): number {
  return asked ?? (original.frames <= 1 ? 0 : (original.fps * output.frames) / original.frames);
}

/** A frame for each slot; where the last is cut short, that is a little over the rate. */
function fastest({ frames, durationMs }: Structure, fps: number): number {
  return frames <= 1 ? 0 : (1000 * slotsIn(durationMs, fps)) / durationMs;
}

function stillOutput(originalFrames: number, fewestAsked: number): Finding {
  const evidence = { expected: null, actual: { fps: 0 } };
  if (originalFrames <= 1) return { outcome: 'passed', message: 'Both are still images', ...evidence };
  if (fewestAsked <= 1) {
    return { outcome: 'passed', message: 'One frame is what was asked for; a still image has no rate', ...evidence };
  }
  return { outcome: 'failed', message: `An animation of ${originalFrames} frames became a still image`, ...evidence };
}
