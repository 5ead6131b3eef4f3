import type { FramePair } from '../../image/quality/pairing.js';

/** What a thread is to make pictures of: files of this machine. Plain data. */
export interface PictureTask {
  readonly original: PictureFile | null;
  readonly output: PictureFile | null;
  /** Pairs as the report compared them, ascending; null: by presentation time. */
  readonly pairs: readonly MeasuredPair[] | null;
}

export interface PictureFile {
  readonly path: string;
  /** As it was when it was judged; null: unknown. Other bytes are not shown, since they were not judged. */
  readonly sha256: string | null;
}

export interface MeasuredPair extends FramePair {
  readonly ssim: number | null;
  readonly deltaE: number | null;
}

/** One step of the frame slider. */
export interface ShownPair extends MeasuredPair {
  /** Of any channel of any pixel, 0..255; null where there is nothing to compare. */
  readonly largest: number | null;
  /** Mean over all pixels of the largest difference of any channel, 0..255. */
  readonly mean: number | null;
}

/** Frames of equal size in rows of `columns`, left to right; the last row may not be full. WebP. */
export interface Sprite {
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly frames: number;
  readonly lossless: boolean;
  readonly webp: Uint8Array;
}

/** What a page can show of an item. */
export interface Pictures {
  /** As many as each sprite has frames. */
  readonly shown: readonly ShownPair[];
  /** How many pairs there are in all. */
  readonly places: number;
  /** Of the canvas, pixels; sprites are scaled to fit. */
  readonly original: (Sprite & { readonly canvas: readonly [number, number] }) | null;
  readonly output: (Sprite & { readonly canvas: readonly [number, number] }) | null;
  /** Grey: the largest difference of any channel, amplified: see difference.ts. null: nothing to compare, or of other size. */
  readonly difference: Sprite | null;
  /** The frame that shows most, small, for lists. */
  readonly thumb: Uint8Array | null;
  /** What is not shown and why, each a sentence. */
  readonly missing: readonly string[];
}
