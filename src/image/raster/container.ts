import type { ImageFormat, Problem } from '../facts.js';

export type RasterFormat = Exclude<ImageFormat, 'gif'>;

/** What a walk over a file's container shows, no pixel decoded: what sharp is silent about. */
export interface Container {
  readonly problems: readonly Problem[];
  /** null for a still image. */
  readonly animation: {
    /** As stored, one a frame. */
    readonly delaysMs: readonly number[];
    /** As stored: 0 = for ever, n = plays; null where it is missing. */
    readonly loopCount: number | null;
  } | null;
}

export function error(code: string, offset: number | null, message: string, frame: number | null = null): Problem {
  return { code, severity: 'error', frame, offset, message };
}

export function warning(code: string, offset: number | null, message: string, frame: number | null = null): Problem {
  return { code, severity: 'warning', frame, offset, message };
}

/** Bytes after what the format calls the end: harmless to viewers, but nobody asked for them. */
export function trailingBytes(end: number, size: number): Problem[] {
  return end < size ? [warning('bytes_after_end', end, `${size - end} bytes follow the end of the image`)] : [];
}
