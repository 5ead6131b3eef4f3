import { beginsAnew, type Comparison, type FrameList, type FrameQuality } from './comparison.js';
import { SIMILAR_ENOUGH, similarityOf } from './exact-ssim.js';
import { loneDamage } from './lone-damage.js';
import type { MetricName } from './metric-names.js';
import { METRICS } from './metrics.js';
import { isWhole } from './sampling.js';

export interface QualityLimits {
  readonly minSsim: number;
  readonly minMeanSsim: number;
  readonly minPsnr: number;
  readonly maxGmsd: number;
  readonly maxDeltaE: number;
  readonly maxMeanDeltaE: number;
  readonly maxDeltaEP95: number;
  readonly maxLocalDeltaE: number;
  readonly maxLoneDeltaE: number;
  readonly minLocalStructure: number;
  readonly minDetail: number;
  readonly maxFlicker: number;
  readonly maxMistimed: number;
  /** Of metrics that are asked for by name; null: no limit. */
  readonly minMsSsim: number | null;
  readonly minSsimulacra2: number | null;
  readonly maxCiede2000: number | null;
  readonly maxBanding: number | null;
}

/** The metric that each limit without a default bounds, in its worst frame. */
const METRIC_OF_LIMIT = {
  minMsSsim: 'ms_ssim',
  minSsimulacra2: 'ssimulacra2',
  maxCiede2000: 'ciede2000',
  maxBanding: 'banding',
} as const satisfies Partial<Record<keyof QualityLimits, MetricName>>;

type NamedLimit = keyof typeof METRIC_OF_LIMIT;

/** Metrics without which a stated limit could not be judged. */
export function metricsOfLimits(limits: QualityLimits): MetricName[] {
  return namedLimits(limits).map((limit) => METRIC_OF_LIMIT[limit]);
}

function namedLimits(limits: QualityLimits): NamedLimit[] {
  return (Object.keys(METRIC_OF_LIMIT) as NamedLimit[]).filter((limit) => limits[limit] !== null);
}

/** Of the limits that were stated by name, the first that nothing could be held against, and why. */
export function unjudged(
  measures: readonly Measure[],
): { readonly limit: string; readonly reason: string } | undefined {
  for (const { limit, value } of measures) {
    if (value !== null || !(limit in METRIC_OF_LIMIT)) continue;
    return { limit, reason: METRICS[METRIC_OF_LIMIT[limit as NamedLimit]].absent };
  }
  return undefined;
}

/** One figure of the whole comparison against its limit. */
export interface Measure {
  readonly limit: keyof QualityLimits;
  /** What a person calls it, with its unit. */
  readonly name: string;
  /** null where it does not exist, e.g. SSIM of a picture under 11 px or motion of a still. */
  readonly value: number | null;
  readonly bound: number;
  readonly broken: boolean;
  /** The worst frame, the mean of all, or the worst run of frames. */
  readonly over: 'frame' | 'all' | 'run';
  /** Frames, or steps from frame to frame, that have the figure. */
  readonly count: number;
  /** Output frame that decided it; null for figures over all frames. */
  readonly frame: number | null;
}

/** One late frame of four is what resampling to another clock does, and is over in a moment; frozen frames are all late. */
const RUN = 4;

/** What was compared of all that could be. */
export type Compared = Pick<Comparison, 'frames' | 'places'>;

/** A limit, what it bounds in the words of a person, and where its figure comes from. */
interface Figure {
  readonly limit: keyof QualityLimits;
  readonly name: string;
  readonly of: (compared: Compared) => Found;
}

const CIEDE = 'colour difference (CIEDE2000)';

/** In the order in which a person should hear of them. */
const FIGURES: readonly Figure[] = [
  { limit: 'minSsim', name: 'SSIM of the worst frame', of: lowest(similarityOf) },
  { limit: 'minMeanSsim', name: 'mean SSIM', of: overAll(similarityOf) },
  { limit: 'minMsSsim', name: 'MS-SSIM of the worst frame', of: lowest(METRICS.ms_ssim.of) },
  { limit: 'minSsimulacra2', name: 'SSIMULACRA 2 of the worst frame', of: lowest(METRICS.ssimulacra2.of) },
  { limit: 'maxDeltaE', name: `${CIEDE} of the worst frame`, of: highest(({ deltaE }) => deltaE) },
  {
    limit: 'maxDeltaEP95',
    name: `${CIEDE} of the worst twentieth of a frame`,
    of: highest(({ deltaEP95 }) => deltaEP95),
  },
  {
    limit: 'maxLocalDeltaE',
    name: `${CIEDE} of the worst area of a frame`,
    of: highest(({ localDeltaE }) => localDeltaE),
  },
  {
    limit: 'maxLoneDeltaE',
    name: `${CIEDE} of an area in one frame beyond that of its neighbours`,
    of: ({ frames }) => ({ ...loneDamage(frames), over: 'frame' }),
  },
  {
    limit: 'minLocalStructure',
    name: 'structure kept in the worst area of a frame',
    of: lowest(({ localStructure }) => localStructure),
  },
  { limit: 'maxMeanDeltaE', name: `mean ${CIEDE}`, of: overAll(({ deltaE }) => deltaE) },
  { limit: 'maxCiede2000', name: `${CIEDE} pixel by pixel of the worst frame`, of: highest(METRICS.ciede2000.of) },
  { limit: 'minPsnr', name: 'PSNR of the worst frame in dB', of: lowest(({ psnr }) => psnr) },
  { limit: 'maxGmsd', name: 'gradient deviation (GMSD) of the worst frame', of: highest(({ gmsd }) => gmsd) },
  { limit: 'minDetail', name: 'share of detail kept in the worst frame', of: lowest(detailOf) },
  { limit: 'maxBanding', name: 'banding that the original does not have', of: highest(METRICS.banding.of) },
  { limit: 'maxFlicker', name: 'flicker that the original does not have', of: highest(({ flicker }) => flicker) },
  { limit: 'maxMistimed', name: 'share of the motion that is not shown in time', of: mistimed },
];

/** Every figure of the comparison beside its limit, where there is one. */
export function judgeFrames(compared: Compared, limits: QualityLimits): Measure[] {
  return FIGURES.flatMap(({ limit, name, of }) => {
    const bound = limits[limit];
    if (bound === null) return [];
    const found = of(compared);
    const { value } = found;
    const broken = value !== null && (limit.startsWith('min') ? value < bound : value > bound);
    return [{ limit, name, bound, ...found, broken }];
  });
}

/** Blur shows as lost detail only together with lost similarity: without it, detail that went was grain. */
function detailOf(frame: FrameQuality): number | null {
  const similarity = similarityOf(frame);
  return similarity !== null && similarity < SIMILAR_ENOUGH ? frame.gradientRatio : null;
}

type Picker = (frame: FrameQuality) => number | null;
type Found = Pick<Measure, 'value' | 'frame' | 'over' | 'count'>;

function lowest(pick: Picker): Figure['of'] {
  return ({ frames }) => extreme(frames, pick, (a, b) => a < b);
}

function highest(pick: Picker): Figure['of'] {
  return ({ frames }) => extreme(frames, pick, (a, b) => a > b);
}

function overAll(pick: Picker): Figure['of'] {
  return ({ frames }) => ({ ...mean(frames, pick), frame: null, over: 'all' });
}

function extreme(frames: FrameList, pick: Picker, beats: (a: number, b: number) => boolean): Found {
  let [worst, at, count]: [number | null, number | null, number] = [null, null, 0];
  frames.forEach((frame) => {
    const value = pick(frame);
    if (value === null) return;
    count++;
    if (worst === null || beats(value, worst)) [worst, at] = [value, frame.output];
  });
  return { value: worst, frame: at, over: 'frame', count };
}

function mean(frames: FrameList, pick: Picker): Pick<Found, 'value' | 'count'> {
  let [sum, count] = [0, 0];
  frames.forEach((frame) => {
    const value = pick(frame);
    if (value === null) return;
    sum += value;
    count++;
  });
  return { value: count === 0 ? null : sum / count, count };
}

/**
 * The worst run of RUN frames in which something moved: the share of the motion that is shown late, or early. All of
 * them where there are fewer; null for a still. Runs do not reach over frames that were not compared.
 */
function mistimed(compared: Compared): Found {
  const { frames } = compared;
  const { longest, count } = motionOf(frames);
  // of an animation that was not seen whole, nobody knows that there are fewer
  const run = isWhole(compared) ? Math.min(RUN, longest) : RUN;
  let [worst, at]: [number | null, number | null] = [null, null];
  // of the last steps in which something moved
  const [lates, earlies]: [number[], (number | null)[]] = [[], []];
  frames.forEach((frame) => {
    if (beginsAnew(frame)) lates.length = earlies.length = 0;
    const { late } = frame;
    if (late === null) return;
    lates.push(late);
    earlies.push(frame.early);
    if (lates.length > run) {
      lates.shift();
      earlies.shift();
    }
    if (lates.length < run) return;
    const value = Math.max(meanOf(lates), meanOf(earlies), 0);
    if (worst === null || value > worst) [worst, at] = [value, frame.output];
  });
  return { value: worst, frame: at, over: 'run', count };
}

/** 0 where there are none. */
function meanOf(shares: readonly (number | null)[]): number {
  let [sum, count] = [0, 0];
  for (const share of shares) {
    if (share === null) continue;
    sum += share;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

/** Frames in which something moved, and the most of them in a stretch that was compared without a break. */
function motionOf(frames: FrameList): { readonly count: number; readonly longest: number } {
  let [count, longest, length] = [0, 0, 0];
  frames.forEach((frame) => {
    if (beginsAnew(frame)) length = 0;
    if (frame.late === null) return;
    count++;
    longest = Math.max(longest, ++length);
  });
  return { count, longest };
}
