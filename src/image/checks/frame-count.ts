import type { Finding } from '../../core/check.js';
import type { Limits, LimitValues } from '../../core/limits.js';
import type { Comparison, Resemblance } from '../quality/comparison.js';
import { framesAsked, rateAsked, type FramesAsked } from '../frames-asked.js';
import { imageCheck, PAIR, plural } from './define.js';

const limits = {
  /** The fewest frames an output may have. */
  minFrames: { whole: true, min: 1, default: 1 },
  /** Relative to the expected count, for ratios below 1; never less than one frame. 0.02 is one frame of 50. */
  frameAllowance: { min: 0, max: 1, default: 0.02 },
} satisfies Limits;

/**
 * A frame may go on being shown for others where that adds less than this to its mean squared error: 46 dB (1.6 of 255 on
 * average), a difference that cannot be seen and that palettes of 256 colours make vanish. For identical frames it adds 0.
 */
const MERGEABLE_MSE = 1.6;

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
      'Without a frame ratio: exactly the original count. With one: floor to ceiling of frames x ratio, at least 1, and an allowance of max(1, limits.frameAllowance x expected). With --fps and operation frame_reduction: one for each 1 / fps seconds in which the original has one, so duration x fps and at most the original count, with the same allowance. Fewer frames are right too where identical neighbours (or ones that differ by less than can be seen) were merged and their time kept: the pictures are then compared, and a frame counts for all those that it shows as well as its own. Never under limits.minFrames.',
    remedy: 'Check how the engine selects frames; an exact ratio is round(frames x ratio).',
  },
  // only fewer frames than asked for raise the question what was merged
  asks: ({ facts: { originalStructure: from, outputStructure: to, comparison }, operation, expectation }, limits) => {
    const asked = framesAsked({ operation, expectation }, from.delaysMs);
    const { min } = countsOf(asked, limits);
    if (to.frames >= min || from.width !== to.width || from.height !== to.height) return [];
    if (!comparison) return ['comparison'];
    return accountedFor(comparison.resemblances, asked) < min ? ['otherClocks'] : [];
  },
  run(
    { facts: { originalStructure, outputStructure, comparison, otherClocks = [] }, operation, expectation },
    limitsHere,
  ): Finding {
    const from = originalStructure.frames;
    const to = outputStructure.frames;
    const frames = framesAsked({ operation, expectation }, originalStructure.delaysMs);
    const { exact } = frames;
    const { min, max } = countsOf(frames, limitsHere);
    const withMerged = comparison && framesAccountedFor([comparison, ...otherClocks], frames);
    const fps = rateAsked({ operation, expectation });
    const ratio = expectation.frameRatio ?? 1;
    const evidence = {
      expected: { frames: exact, min, max },
      actual: { frames: to, ...(withMerged !== undefined && { withMerged }) },
      details: { originalFrames: from, ...(fps === null ? { frameRatio: ratio } : { fps }) },
    };
    if (to < limitsHere.minFrames) {
      const message = `${plural(to, 'frame')}, limits.minFrames is ${limitsHere.minFrames}`;
      return { outcome: 'failed', message, ...evidence };
    }
    if (to > max || (withMerged ?? to) < min) {
      const how = fps === null ? `${from} x ${ratio}` : `${from} at most ${fps} a second`;
      const asked = frames.ratio === 1 ? `${from} expected` : `${exact} expected (${how})`;
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
  readonly min: number;
  readonly max: number;
}

function countsOf({ exact, least, most, ratio }: FramesAsked, { frameAllowance }: LimitValues<typeof limits>): Counts {
  const allowance = ratio < 1 ? Math.max(1, frameAllowance * exact) : 0;
  return {
    min: Math.ceil(Math.max(1, Math.min(exact - allowance, least))),
    max: Math.floor(Math.max(exact + allowance, most)),
  };
}

/**
 * Output frames, each counted for every expected frame in whose place it is shown as faithfully as at its best: what a
 * frame that was merged stands for. By the clock under which most are accounted for.
 */
function framesAccountedFor(clocks: readonly Comparison[], asked: FramesAsked): number {
  return Math.max(...clocks.map(({ resemblances }) => accountedFor(resemblances, asked)));
}

function accountedFor(resemblances: readonly Resemblance[], asked: FramesAsked): number {
  const known = new Map<number, { readonly first: number; readonly errors: number[] }>();
  for (const { output, original, errors } of resemblances) {
    const before = known.get(output) ?? { first: original, errors: [] };
    for (const error of errors) before.errors.push(error);
    known.set(output, before);
  }
  let count = 0;
  for (const { first, errors } of known.values()) {
    const best = errors.reduce((least, error) => Math.min(least, error), Infinity);
    const places = asked.places(errors, first);
    count += places.filter((place) => place.some((error) => error - best <= MERGEABLE_MSE)).length;
  }
  return count;
}
