import type { Integrity, Structure } from './facts.js';

/** Pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A rectangle of pixels. */
export interface Area extends Size {
  readonly left: number;
  readonly top: number;
}

/** One composited frame as a viewer shows it. */
export interface Frame {
  readonly index: number;
  /**
   * Straight-alpha RGBA, 4 x width x height bytes. The reader's own buffer: valid until the next frame is asked for.
   * Read it anew each time: it may be a view on memory that another reader lets grow.
   */
  readonly rgba: Uint8Array;
  /** On the canvas: outside it the frame equals the one before; the whole canvas for the first. */
  readonly changed: Area;
  /**
   * One flag for each tile of 32 x 32 pixels, row by row: where it is 0 the frame equals the one before. The reader's own,
   * as `rgba` is; null where it does not know more than `changed`.
   */
  readonly touched: Uint8Array | null;
  /** null where the reader does not know how the frame came about. */
  readonly drawing: Drawing | null;
}

/** How a frame came about, so that its pixels need not be looked at again. */
export interface Drawing {
  /** Distinct colours of the pixels that it drew on the canvas, 0xRRGGBB. The reader's own, as `Frame.rgba` is. */
  readonly colors: Uint32Array;
  /** It drew every pixel of the canvas. */
  readonly covers: boolean;
  /** What became of the frame before: left, cleared to see-through, or replaced by what it had covered. */
  readonly disposed: 'kept' | 'cleared' | 'restored';
}

/** What the blocks of a file say, no pixel decoded. */
export interface Outline {
  readonly structure: Structure;
  /** As far as blocks can tell: `complete` says that nothing is known to be missing. */
  readonly integrity: Integrity;
  /** How much each frame seems to change, from the size of its data and its area; empty where blocks do not tell. */
  readonly weights: ArrayLike<number>;
}

/**
 * An opened image. Every format has one: GIF our own (gif/), the others through sharp (raster/).
 * Memory is bounded by a few canvases, whatever the number of frames.
 */
export interface ImageReader {
  /** Reads no pixels. Throws ImageError when the file is no image of this format. */
  structure(): Promise<Structure>;
  /** Reads no pixels either. Throws as structure() does. */
  outline(): Promise<Outline>;
  /**
   * Decodes every frame in presentation order, at once where nothing has to be waited for. Damaged frames are shown as
   * far as they go. Throws ImageError when the canvas is over budget.
   */
  frames(): Frames;
  /** Decodes without compositing where the canvas is over budget; otherwise what the last full pass of frames() met. */
  integrity(): Promise<Integrity>;
}

/** A promise for every frame costs as much as comparing a small one. */
export type Frames = Iterable<Frame> | AsyncIterable<Frame>;

export function iteratorOf(frames: Frames): Iterator<Frame> | AsyncIterator<Frame> {
  return Symbol.iterator in frames ? frames[Symbol.iterator]() : frames[Symbol.asyncIterator]();
}

/** Sizes that are refused before anything is allocated. */
export interface Budget {
  /** Canvas pixels (width x height). */
  readonly maxCanvasPixels: number;
  /** Image blocks in a file. */
  readonly maxFrames: number;
}

export const DEFAULT_BUDGET: Budget = {
  // 8192 x 8192: 256 MiB of RGBA, four times what browsers on phones accept
  maxCanvasPixels: 2 ** 26,
  // 100,000 frames are 28 minutes at 60 fps; their timeline is still under 10 MB
  maxFrames: 100_000,
};
