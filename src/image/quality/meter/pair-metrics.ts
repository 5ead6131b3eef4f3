import type { Area } from '../../reader.js';
import type { FrameMetrics, FrameQuality } from '../comparison.js';

/** A colour that vanishes on one of them shows on the other. */
export const WHITE = 255;
export const BLACK = 0;

/**
 * Side of the squares, in pixels, over which colour and flicker are averaged before they are compared: the cell of the
 * coarsest ordered dither in use (Bayer 8 x 8), so that honest dithering averages out.
 */
export const BLOCK = 8;

export interface PairMetrics extends FrameMetrics, Pick<FrameQuality, 'late' | 'early'> {
  /** Mean change of luma over what is visible since the pair kept last that the original does not have, 0..255. */
  readonly flicker: number;
}

/** One side of a pair of frames. */
export interface Shown {
  /** Straight-alpha RGBA, 4 x width x height bytes. */
  readonly rgba: Uint8Array;
  /** Outside it the picture equals what this side showed last, here: frames that were skipped in between count in. */
  readonly changed: Area;
  /** One flag a tile, as `Frame.touched`: inside the area nothing changed where it is 0. null where all may have. */
  readonly touched: Uint8Array | null;
}

/** What is known of a pair before its exact SSIM. */
export interface Known extends Pick<FrameMetrics, 'ssimFast' | 'gradientRatio'> {
  /** Share of the picture, 0..1, that is not as it was in the pair before: of that much an exact SSIM is to be computed. */
  readonly changed: number;
  /** 1 - SSIM summed over the windows of some patches, on the worst background: see kernels/ssim-patches.ts. */
  shortfallAt(patches: Uint32Array): number;
}

/** Whether the exact SSIM is to be computed, now that all else is known. */
export type WantsExact = (known: Known) => boolean;

export interface PairMeter {
  /** Makes a pair the current one. Its pixels are read before the call ends. */
  show(original: Shown, output: Shown): void;
  /** Mean squared error of the current pair alone, worst background: enough to choose between candidates. */
  error(): number;
  /**
   * Everything; temporal figures are relative to the pair that was kept last.
   * @param wantsExact - where it says no, `ssim` is null
   */
  measure(wantsExact?: WantsExact): PairMetrics;
  /** Makes the pair measured last the one that the next is compared with in time. */
  keep(): void;
  /** Gives its memory back. */
  close(): void;
}
