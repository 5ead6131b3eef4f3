/** Quality of one output frame against the original's frame of the same presentation time. */
export interface FrameQuality {
  /** Index of the original's frame, from 0. */
  readonly original: number;
  readonly output: number;
  /** Presentation time in the original, ms. */
  readonly timeMs: number;
  /** Mean SSIM on luma, -1..1, worst background; null where a side is under 11 px. */
  readonly ssim: number | null;
  /** Mean squared error over RGB, 0..65025, worst background. */
  readonly mse: number;
  /** dB over RGB; null for identical pictures (infinite). */
  readonly psnr: number | null;
}

/** What came out of comparing two animations by presentation time. */
export interface Comparison {
  readonly frames: readonly FrameQuality[];
}
