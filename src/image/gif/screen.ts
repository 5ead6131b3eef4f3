import { ImageError } from '../errors.js';
import { paletteSize, readPalette, type Palette } from './palette.js';
import type { ProblemLog } from './problems.js';
import type { ByteWindow } from './window.js';

// signature (6 bytes) and logical screen descriptor (7)
const HEADER_BYTES = 13;

/** Header and logical screen (GIF89a sections 17 to 19). */
export interface Screen {
  /** Pixels, 0..65535. */
  readonly width: number;
  readonly height: number;
  /** Global palette. */
  readonly palette: Palette | null;
  /** The file ends inside the global palette: no block follows. */
  readonly truncated: boolean;
}

/** @throws ImageError `empty_file`, `not_an_image` (no GIF signature), `not_decodable` (a GIF cut before its size is known) */
export function readScreen(window: ByteWindow, problems: ProblemLog): Screen {
  const whole = window.has(HEADER_BYTES);
  if (window.available === 0) throw new ImageError('empty_file', 'Expected a GIF but the file is empty');
  const signature = Buffer.from(window.bytes.subarray(0, Math.min(6, window.available))).toString('latin1');
  if (signature !== 'GIF87a' && signature !== 'GIF89a') {
    throw new ImageError(
      'not_an_image',
      `Expected the signature GIF87a or GIF89a but received ${JSON.stringify(signature)}`,
    );
  }
  if (!whole) {
    throw new ImageError(
      'not_decodable',
      `The file ends inside its header: ${window.available} of ${HEADER_BYTES} bytes`,
    );
  }
  window.skip(6);
  const width = window.u16();
  const height = window.u16();
  const flags = window.u8();
  // background index and aspect ratio: browsers ignore both
  window.skip(2);
  if (width === 0 || height === 0) {
    problems.error('zero_screen', { frame: null, offset: 6 }, `The logical screen is ${width} x ${height} pixels`);
  }
  if ((flags & 0x80) === 0) return { width, height, palette: null, truncated: false };
  const size = paletteSize(flags);
  if (!window.has(3 * size)) {
    const offset = window.position + window.available;
    problems.error('truncated_global_palette', { frame: null, offset }, 'The file ends inside the global palette');
    return { width, height, palette: null, truncated: true };
  }
  const palette = readPalette(window.bytes, window.cursor, size);
  window.skip(3 * size);
  return { width, height, palette, truncated: false };
}
