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
  /** Output frame that decided it; null for figures over all frames. */
  readonly frame: number | null;
}

/** Blur shows as lost detail only together with lost similarity: without it, detail that went was grain. */
const SIMILAR_ENOUGH = 0.9;

/** One late frame of four is what resampling to another clock does, and is over in a moment; frozen frames are all late. */
const RUN = 4;

/** Every figure of the comparison beside its limit, in the order in which a person should hear of them. */
export function judgeFrames(frames: readonly FrameQuality[], limits: QualityLimits): Measure[] {
  const lowest = (limit: keyof QualityLimits, name: string, pick: Pick): Measure =>
    atLeast(
      limit,
      name,
      extreme(frames, pick, (a, b) => a < b),
      limits[limit],
    );
  const highest = (limit: keyof QualityLimits, name: string, pick: Pick): Measure =>
    atMost(
      limit,
      name,
      extreme(frames, pick, (a, b) => a > b),
      limits[limit],
    );
  return [
    lowest('minSsim', 'SSIM of the worst frame', ({ ssim }) => ssim),
    atLeast('minMeanSsim', 'mean SSIM', overAll(mean(frames, ({ ssim }) => ssim)), limits.minMeanSsim),
    highest('maxDeltaE', 'colour difference (CIEDE2000) of the worst frame', ({ deltaE }) => deltaE),
    highest(
      'maxDeltaEP95',
      'colour difference (CIEDE2000) of the worst twentieth of a frame',
      ({ deltaEP95 }) => deltaEP95,
    ),
    highest(
      'maxLocalDeltaE',
      'colour difference (CIEDE2000) of the worst area of a frame',
      ({ localDeltaE }) => localDeltaE,
    ),
    lowest('minLocalStructure', 'structure kept in the worst area of a frame', ({ localStructure }) => localStructure),
    atMost(
      'maxMeanDeltaE',
      'mean colour difference (CIEDE2000)',
      overAll(mean(frames, ({ deltaE }) => deltaE)),
      limits.maxMeanDeltaE,
    ),
    lowest('minPsnr', 'PSNR of the worst frame in dB', ({ psnr }) => psnr),
    highest('maxGmsd', 'gradient deviation (GMSD) of the worst frame', ({ gmsd }) => gmsd),
    lowest('minDetail', 'share of detail kept in the worst frame', ({ gradientRatio, ssim }) =>
      ssim !== null && ssim < SIMILAR_ENOUGH ? gradientRatio : null,
    ),
    highest('maxFlicker', 'flicker that the original does not have', ({ flicker }) => flicker),
    atMost('maxMistimed', 'share of the motion that is not shown in time', mistimed(frames), limits.maxMistimed),
  ];
}

type Pick = (frame: FrameQuality) => number | null;
type Found = { readonly value: number | null; readonly frame: number | null };

function atLeast(limit: keyof QualityLimits, name: string, { value, frame }: Found, bound: number): Measure {
  return { limit, name, value, bound, broken: value !== null && value < bound, frame };
}

function atMost(limit: keyof QualityLimits, name: string, { value, frame }: Found, bound: number): Measure {
  return { limit, name, value, bound, broken: value !== null && value > bound, frame };
}

function overAll(value: number | null): Found {
  return { value, frame: null };
}

function extreme(frames: readonly FrameQuality[], pick: Pick, beats: (a: number, b: number) => boolean): Found {
  let found: Found = { value: null, frame: null };
  for (const frame of frames) {
    const value = pick(frame);
    if (value !== null && (found.value === null || beats(value, found.value))) found = { value, frame: frame.output };
  }
  return found;
}

function mean(frames: readonly FrameQuality[], pick: Pick): number | null {
  const values = frames.map(pick).filter((value) => value !== null);
  return values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
}

/**
 * The worst run of RUN frames in which something moved: the share of the motion that is shown late, or early. All of
 * them where there are fewer; null for a still.
 */
function mistimed(frames: readonly FrameQuality[]): Found {
  const moving = frames.filter(({ late }) => late !== null);
  const run = Math.min(RUN, moving.length);
  let found: Found = { value: null, frame: null };
  for (let end = run; run > 0 && end <= moving.length; end++) {
    const steps = moving.slice(end - run, end);
    const value = Math.max(mean(steps, ({ late }) => late) ?? 0, mean(steps, ({ early }) => early) ?? 0, 0);
    if (found.value === null || value > found.value) found = { value, frame: steps.at(-1)?.output ?? null };
  }
  return found;
}
