import type { Palette } from './palette.js';

/** One image's data to decode. */
export interface ImageJob {
  /** Pixels, on the logical screen; parts outside it are not drawn. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly interlaced: boolean;
  readonly palette: Palette | null;
  /** Palette index that is not drawn; -1 for none. */
  readonly transparent: number;
  /** 1..8 */
  readonly minCodeSize: number;
}

/** What came out of an image's data. */
export interface ImageOutcome {
  /** Pixels that were there, in the order stored: 0..width x height. */
  readonly pixels: number;
  /** What ended the codes: the end code, the end of the data, or a code that means nothing. */
  readonly ended: 'end_code' | 'data' | 'invalid_code';
  /** File offset of the byte that completed the invalid code. */
  readonly invalidOffset: number | null;
  /** There were more pixels than the image holds. */
  readonly extraPixels: boolean;
  /** 256 flags: 1 for an index that one of these pixels has. The kernel's own: valid until the next image begins. */
  readonly used: Uint8Array;
}

/**
 * The part of the reader that touches every pixel: unpacks an image's data and draws it onto a canvas.
 * Use: `begin`, `push` for the data in pieces, `end`; and `free` when no image is left.
 */
export interface Kernel {
  begin(job: ImageJob): void;
  /**
   * Takes whole data sub-blocks, each with its length before it; only the last one of a file may be cut.
   * @param position - of `bytes[start]` in the file
   */
  push(bytes: Uint8Array, start: number, end: number, position: number): void;
  /** Pixels are on the canvas from here on. */
  end(): ImageOutcome;
  free(): void;
}

/** The largest index that is flagged, the transparent one left out; -1 when there is none. */
export function largestUsed(used: Uint8Array, transparent: number): number {
  const largest = used.lastIndexOf(1);
  if (largest !== transparent) return largest;
  // a negative place would be counted from the end
  return largest > 0 ? used.lastIndexOf(1, largest - 1) : -1;
}
