import type { ExtraMetrics, MetricName } from './metric-names.js';

/** What was measured on one pair of frames; where see-through pixels exist, the worst of all backgrounds. */
export interface FrameMetrics {
  /** Mean SSIM on luma, -1..1 (1 = same); null where a side is under 11 px, or the fast one tells enough. */
  readonly ssim: number | null;
  /** Mean SSIM of unweighted 8 x 8 windows on luma, -1..1 (1 = same); null where a side is under 8 px. */
  readonly ssimFast: number | null;
  /** Mean squared error over RGB, 0..65025. */
  readonly mse: number;
  /** dB over RGB; null for identical pictures, whose ratio is infinite. */
  readonly psnr: number | null;
  /** Mean CIEDE2000 between block averages over what is visible, 0..about 100: colour that dithering does not explain. */
  readonly deltaE: number;
  /** 95th percentile of the same. */
  readonly deltaEP95: number;
  /** The same, mean of the worst area of 24 x 24 pixels: damage that is too small for the picture's averages. */
  readonly localDeltaE: number;
  /** Structure of the worst area of 32 x 32 pixels that shows something, -1..1 (1 = same); null where none does. */
  readonly localStructure: number | null;
  /** Gradient magnitude similarity deviation, 0..about 0.35 (0 = same); null where the picture is too small. */
  readonly gmsd: number | null;
  /** Mean gradient magnitude, output over original: under 1 blurred, over 1 noisier; null where the original is flat. */
  readonly gradientRatio: number | null;
  /** Share of pixels that changed between see-through (alpha < 128) and opaque, 0..1. */
  readonly alphaChanged: number;
}

/** One pair of frames with its place in both animations. */
export interface FrameQuality extends FrameMetrics {
  /** Index among all pairs that a full comparison measures; neighbours in time differ by 1. */
  readonly place: number;
  /** Index of the original's frame, from 0. */
  readonly original: number;
  readonly output: number;
  /**
   * The exact SSIM was left out because it is at least this, and so could change no verdict: see exact-ssim.ts. null where
   * it was not.
   */
  readonly leastSsim: number | null;
  /** Metrics that were asked for by name. */
  readonly extra: ExtraMetrics;
  /** Presentation time in the original, ms. */
  readonly timeMs: number;
  /**
   * Mean change of luma over what is visible since the pair before that the original does not have, 0..255; 0 for the
   * first, null where the pair before was not compared.
   */
  readonly flicker: number | null;
  /**
   * Share of the original's motion since the pair before that is not shown yet (0 = in time); null where nothing moved,
   * or the pair before was not compared.
   */
  readonly late: number | null;
  /** Share of that motion which the pair before had shown already; null where `late` is. */
  readonly early: number | null;
}

/** How much an output frame resembles each frame of the original that it may stand for in one place. */
export interface Resemblance {
  readonly output: number;
  /** The first of them, by its index; the others follow it. */
  readonly original: number;
  /** Mean squared errors: one, and more where frames were dropped on purpose. */
  readonly errors: readonly number[];
}

/**
 * So much of a list as is needed of frames. What functions are called with is theirs until they return: it may be one
 * object that goes along. Iterating gives one to keep for each frame.
 */
export interface FrameList extends Iterable<FrameQuality> {
  readonly length: number;
  forEach(see: (frame: FrameQuality) => void): void;
  map<T>(of: (frame: FrameQuality) => T): T[];
  every(is: (frame: FrameQuality) => boolean): boolean;
}

/** What came out of comparing two animations. */
export interface Comparison {
  /** What was compared, ascending. Never empty. */
  readonly frames: FrameList;
  /** How many pairs a full comparison measures. */
  readonly places: number;
  /** To be reported of every frame. */
  readonly metrics: readonly MetricName[];
  /** Of all places where frames are missing in the output, else none: nobody asks for them. */
  readonly resemblances: readonly Resemblance[];
}

/** Whether the step from the place before was not compared. */
export function beginsAnew({ flicker }: Pick<FrameQuality, 'flicker'>): boolean {
  return flicker === null;
}

/** How many output frames were compared. */
export function outputsCompared({ frames }: Pick<Comparison, 'frames'>): number {
  let count = 0;
  let before: number | undefined;
  // they ascend, so that only one has to be remembered
  frames.forEach(({ output }) => {
    if (output !== before) count++;
    before = output;
  });
  return count;
}

/**
 * A comparison under another clock than presentation time, where that gives other pairs. A wrong clock is the business of
 * duration and fps: pictures that are right under one of these are right.
 */
export interface ClockedComparison extends Comparison {
  /**
   * `frame order`: frame k against frame k, for equal counts.
   * `delays as written`: presentation times without the rule that short delays play as 100 ms, which turns delays of
   * 20 ms that were halved into longer ones.
   */
  readonly clock: 'frame order' | 'delays as written';
}
