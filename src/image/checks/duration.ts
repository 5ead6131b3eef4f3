import type { Finding } from '../../core/check.js';
import type { Limits } from '../../core/limits.js';
import type { ClockedComparison, Comparison, FrameList } from '../quality/comparison.js';
import { framesAsked } from '../frames-asked.js';
import { isWhole } from '../quality/sampling.js';
import { timelineOf } from '../timeline.js';
import { imageCheck, PAIR, rounded } from './define.js';

/** Two hundredths of a second: one rounding of a GIF delay at each end. */
const SMALLEST_MS = 20;

const NOT_ALL = 'not all pictures were compared, and their order says whether they come at their times';

const limits = {
  /** Relative, of the total time; never stricter than 20 ms. */
  durationTolerance: { over: 0, max: 1, default: 0.05 },
  /** How late or early a frame may appear, ms: a tenth of a second is where people begin to notice. */
  maxDriftMs: { over: 0, default: 100 },
} satisfies Limits;

export const duration = imageCheck({
  id: 'duration',
  category: 'timing',
  cost: 'structure',
  needs: ['originalStructure', 'outputStructure'],
  after: ['file_integrity'],
  subjects: [PAIR],
  limits,
  docs: {
    summary: 'The animation lasts as long as the original and each frame appears when it should.',
    explain:
      'Total shown time within limits.durationTolerance (or 20 ms, whichever is more). With as many frames as the original, frame k must appear within limits.maxDriftMs of the original frame k. With fewer frames their contents are compared at their times by quality_degradation. --fps with operation timing expects frames / fps instead; with frame_reduction the time stays.',
    remedy: 'Keep the delays; where frames are dropped or merged, add their delays to the frame before.',
  },
  // only frames that come at other times raise the question whether they are the same frames
  asks: ({ facts: { originalStructure, outputStructure } }, { maxDriftMs }) => {
    const [original, output] = [timelineOf(originalStructure.delaysMs), timelineOf(outputStructure.delaysMs)];
    return (worstDrift(original.starts, output.starts)?.ms ?? 0) > maxDriftMs ? ['comparison', 'otherClocks'] : [];
  },
  run(
    { facts: { originalStructure, outputStructure, comparison, otherClocks }, operation, expectation },
    { durationTolerance, maxDriftMs },
  ): Finding {
    const original = timelineOf(originalStructure.delaysMs);
    const output = timelineOf(outputStructure.delaysMs);
    const asked = framesAsked({ operation, expectation }, originalStructure.delaysMs);
    const retimed = operation === 'timing' && expectation.fps !== undefined;
    const expectedMs =
      retimed && original.starts.length > 1
        ? (1000 * original.starts.length) / (expectation.fps ?? 1)
        : original.durationMs;
    const toleranceMs = Math.max(SMALLEST_MS, durationTolerance * expectedMs);
    const actual = { durationMs: output.durationMs };
    const expected = { durationMs: rounded(expectedMs, 1), toleranceMs: rounded(toleranceMs, 1), maxDriftMs };
    if (output.starts.length <= 1) {
      return { ...stillOutput(original.starts.length, asked.least), expected, actual };
    }
    const off = Math.abs(output.durationMs - expectedMs);
    if (off > toleranceMs + 1e-6) {
      const message = `Lasts ${output.durationMs} ms, ${rounded(expectedMs, 1)} ms expected (tolerance ${rounded(toleranceMs, 1)} ms)`;
      return { outcome: 'failed', message, expected, actual };
    }
    const drift = retimed ? null : worstDrift(original.starts, output.starts);
    const details = drift && { worstDriftMs: drift.ms, worstDriftFrame: drift.frame };
    const facts = { expected, actual, ...(details && { details }) };
    if (drift && drift.ms > maxDriftMs) {
      const evidence = { ...facts, ...(comparison && !isWhole(comparison) && { provisional: NOT_ALL }) };
      if (comparison && otherClocks && !followsFrameOrder(comparison, otherClocks)) {
        const message = `Lasts ${output.durationMs} ms as expected; the pictures do not come in the order of the original, so their times cannot be told apart from that (see quality_degradation)`;
        return { outcome: 'passed', message, ...evidence };
      }
      const message = `Frame ${drift.frame} appears ${drift.ms} ms away from its time (at most ${maxDriftMs} ms)`;
      return { outcome: 'failed', message, ...evidence };
    }
    const message = `Lasts ${output.durationMs} ms, ${rounded(expectedMs, 1)} ms expected`;
    return { outcome: 'passed', message, ...facts };
  },
});

/** The largest distance between the times of equal frames, ms; null where the frame counts differ and starts do not correspond. */
export function worstDrift(
  original: readonly number[],
  output: readonly number[],
): { readonly ms: number; readonly frame: number } | null {
  if (original.length !== output.length) return null;
  let worst = { ms: 0, frame: 0 };
  for (const [frame, start] of original.entries()) {
    const ms = Math.abs((output[frame] as number) - start);
    if (ms > worst.ms) worst = { ms, frame };
  }
  return worst;
}

/**
 * Whether frame k shows the original's frame k, rather than what the original shows at that time: by half the error,
 * because between the two lies an output whose pictures are in another order and fit neither.
 */
function followsFrameOrder({ frames }: Comparison, otherClocks: readonly ClockedComparison[]): boolean {
  const inOrder = otherClocks.find(({ clock }) => clock === 'frame order')?.frames ?? frames;
  return inOrder === frames || meanError(inOrder) < 0.5 * meanError(frames);
}

function meanError(frames: FrameList): number {
  let sum = 0;
  frames.forEach(({ mse }) => {
    sum += mse;
  });
  return sum / frames.length;
}

function stillOutput(originalFrames: number, fewestAsked: number): Pick<Finding, 'outcome' | 'message'> {
  if (originalFrames <= 1) return { outcome: 'passed', message: 'Both are still images' };
  if (fewestAsked <= 1) {
    return { outcome: 'passed', message: 'One frame is what was asked for; a still image has no duration' };
  }
  return { outcome: 'failed', message: `An animation of ${originalFrames} frames became a still image` };
}
