import type { FrameQuality } from './comparison.js';

export interface QualityLimits {
  readonly minSsim: number;
  readonly minMeanSsim: number;
  readonly minPsnr: number;
  readonly maxGmsd: number;
  readonly maxDeltaE: number;
  readonly maxMeanDeltaE: number;
  readonly maxDeltaEP95: number;
  readonly maxLocalDeltaE: number;
  readonly minLocalStructure: number;
  readonly minDetail: number;
  readonly maxFlicker: number;
  readonly maxMistimed: number;
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

/** Blur shows as lost detail only together with lost similarity: without it, detail that went was grain. */
const SIMILAR_ENOUGH = 0.9;

/** One late frame of four is what resampling to another clock does, and is over in a moment; frozen frames are all late. */
const RUN = 4;

/** Every figure of the comparison beside its limit, in the order in which a person should hear of them. */
export function judgeFrames(frames: readonly FrameQuality[], limits: QualityLimits): Measure[] {
  const atLeast = (limit: keyof QualityLimits, name: string, found: Found): Measure => {
    const bound = limits[limit];
    return { limit, name, bound, ...found, broken: found.value !== null && found.value < bound };
  };
  const atMost = (limit: keyof QualityLimits, name: string, found: Found): Measure => {
    const bound = limits[limit];
    return { limit, name, bound, ...found, broken: found.value !== null && found.value > bound };
  };
  const lowest = (pick: Picker): Found => extreme(frames, pick, (a, b) => a < b);
  const highest = (pick: Picker): Found => extreme(frames, pick, (a, b) => a > b);
  const detail: Picker = ({ gradientRatio, ssim }) => (ssim !== null && ssim < SIMILAR_ENOUGH ? gradientRatio : null);
  const ciede = 'colour difference (CIEDE2000)';
  return [
    atLeast(
      'minSsim',
      'SSIM of the worst frame',
      lowest(({ ssim }) => ssim),
    ),
    atLeast(
      'minMeanSsim',
      'mean SSIM',
      overAll(frames, ({ ssim }) => ssim),
    ),
    atMost(
      'maxDeltaE',
      `${ciede} of the worst frame`,
      highest(({ deltaE }) => deltaE),
    ),
    atMost(
      'maxDeltaEP95',
      `${ciede} of the worst twentieth of a frame`,
      highest(({ deltaEP95 }) => deltaEP95),
    ),
    atMost(
      'maxLocalDeltaE',
      `${ciede} of the worst area of a frame`,
      highest(({ localDeltaE }) => localDeltaE),
    ),
    atLeast(
      'minLocalStructure',
      'structure kept in the worst area of a frame',
      lowest(({ localStructure }) => localStructure),
    ),
    atMost(
      'maxMeanDeltaE',
      `mean ${ciede}`,
      overAll(frames, ({ deltaE }) => deltaE),
    ),
    atLeast(
      'minPsnr',
      'PSNR of the worst frame in dB',
      lowest(({ psnr }) => psnr),
    ),
    atMost(
      'maxGmsd',
      'gradient deviation (GMSD) of the worst frame',
      highest(({ gmsd }) => gmsd),
    ),
    atLeast('minDetail', 'share of detail kept in the worst frame', lowest(detail)),
    atMost(
      'maxFlicker',
      'flicker that the original does not have',
      highest(({ flicker }) => flicker),
    ),
    atMost('maxMistimed', 'share of the motion that is not shown in time', mistimed(frames)),
  ];
}

type Picker = (frame: FrameQuality) => number | null;
type Found = Pick<Measure, 'value' | 'frame' | 'over' | 'count'>;

function extreme(frames: readonly FrameQuality[], pick: Picker, beats: (a: number, b: number) => boolean): Found {
  let found: { value: number | null; frame: number | null } = { value: null, frame: null };
  let count = 0;
  for (const frame of frames) {
    const value = pick(frame);
    if (value === null) continue;
    count++;
    if (found.value === null || beats(value, found.value)) found = { value, frame: frame.output };
  }
  return { ...found, over: 'frame', count };
}

function overAll(frames: readonly FrameQuality[], pick: Picker): Found {
  return {
    value: mean(frames, pick),
    frame: null,
    over: 'all',
    count: frames.filter((frame) => pick(frame) !== null).length,
  };
}

function mean(frames: readonly FrameQuality[], pick: Picker): number | null {
  const values = frames.map(pick).filter((value) => value !== null);
  return values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
}

/**
 * The worst run of RUN frames in which something moved: the share of the motion that is shown late, or early. All of
 * them where there are fewer; null for a still. Runs do not reach over frames that were not compared.
 */
function mistimed(frames: readonly FrameQuality[]): Found {
  const stretches = unbroken(frames).map((stretch) => stretch.filter(({ late }) => late !== null));
  const run = Math.min(RUN, Math.max(0, ...stretches.map(({ length }) => length)));
  let found: { value: number | null; frame: number | null } = { value: null, frame: null };
  for (const moving of run === 0 ? [] : stretches) {
    for (let end = run; end <= moving.length; end++) {
      const steps = moving.slice(end - run, end);
      const value = Math.max(mean(steps, ({ late }) => late) ?? 0, mean(steps, ({ early }) => early) ?? 0, 0);
      if (found.value === null || value > found.value) found = { value, frame: steps.at(-1)?.output ?? null };
    }
  }
  return { ...found, over: 'run', count: stretches.flat().length };
}

/** Cut where a place was not compared. */
function unbroken(frames: readonly FrameQuality[]): FrameQuality[][] {
  const stretches: FrameQuality[][] = [];
  for (const frame of frames) {
    const last = stretches.at(-1);
    if (last && last.at(-1)?.place === frame.place - 1) last.push(frame);
    else stretches.push([frame]);
  }
  return stretches;
}
