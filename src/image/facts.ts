import type { FileRef } from '../core/report.js';
import type { ClockedComparison, Comparison } from './quality/comparison.js';

export const IMAGE_FORMATS = ['gif', 'webp', 'png', 'jpeg', 'avif'] as const;
export type ImageFormat = (typeof IMAGE_FORMATS)[number];

/** Something wrong with a file, with its place. `error` makes the file unfit; `warning` is legal but unusual. */
export interface Problem {
  /** Stable lower_snake_case, e.g. `lzw_truncated`. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** Index of the image block, from 0; null when the problem belongs to none. */
  readonly frame: number | null;
  /** Byte offset in the file; null where the reader cannot know it (formats read through sharp). */
  readonly offset: number | null;
  readonly message: string;
}

/** What the blocks say, no pixel decoded. */
export interface Structure {
  readonly format: ImageFormat;
  /** Logical screen, pixels. */
  readonly width: number;
  readonly height: number;
  /** Image blocks in the file, whole or not. */
  readonly frames: number;
  /** As stored, one a frame. */
  readonly delaysMs: readonly number[];
  /** As viewers play it: see timeline.ts. 0 for a still image. */
  readonly durationMs: number;
  /** 1000 x frames / durationMs; 0 for a still image. */
  readonly fps: number;
  /** null = no loop block (plays once), 0 = for ever, n = as stored: repeats in GIF, plays in WebP (see loops.ts). */
  readonly loopCount: number | null;
}

/** Whether every promised pixel is there. Measured even where the canvas is too large to be composited. */
export interface Integrity {
  /** Every frame decoded to its last pixel and the file is structurally sound up to the trailer. */
  readonly complete: boolean;
  readonly problems: readonly Problem[];
}

/** The integrity of a file that is judged. */
export interface FileIntegrity extends Integrity {
  /** False where only blocks were looked at: then `complete` says that nothing is known to be missing. */
  readonly decoded: boolean;
}

/** What was seen on the composited frames. */
export interface Pixels {
  readonly colors: {
    /** Distinct RGB triples of visible (alpha > 0) pixels over all frames. */
    readonly union: number;
    /** The largest count in one frame. */
    readonly maxPerFrame: number;
  };
  /** Any pixel of any frame with alpha < 255. */
  readonly transparent: boolean;
}

/** Facts of a lone image. Each is gathered only when a chosen check needs it. */
export interface ImageFacts {
  readonly outputFile: FileRef;
  readonly outputStructure: Structure;
  readonly outputIntegrity: FileIntegrity;
  readonly outputPixels: Pixels;
}

/** Facts of an original and what a compressor made of it. */
export interface PairFacts extends ImageFacts {
  readonly originalFile: FileRef;
  readonly originalStructure: Structure;
  readonly originalPixels: Pixels;
  readonly comparison: Comparison;
  /** Takes a pass for each: only for what the comparison by presentation time leaves open. */
  readonly otherClocks: readonly ClockedComparison[];
}
