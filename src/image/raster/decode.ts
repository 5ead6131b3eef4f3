import sharp from 'sharp';
import { reasonOf } from '../../core/errors.js';
import { ImageError } from '../errors.js';
import type { Problem, Structure } from '../facts.js';
import { error, warning } from './container.js';

/** Pages to be decoded in one go. */
export interface PageRange {
  readonly first: number;
  readonly count: number;
}

export interface DecodedPages {
  /** Straight-alpha RGBA of the pages, one after the other. */
  readonly rgba: Uint8Array;
  readonly problem: Problem | null;
}

// libvips begins at the first frame for every page (120 pages one by one: 2,100 ms, 32 at a time: 190 ms),
// so pages are taken by as many as 64 MiB hold
const GROUP_BYTES = 2 ** 26;

/** Frames in the groups in which they are decoded. */
export function pageRanges({ width, height, frames }: Pick<Structure, 'width' | 'height' | 'frames'>): PageRange[] {
  const size = Math.max(1, Math.floor(GROUP_BYTES / (4 * width * height)));
  const ranges: PageRange[] = [];
  for (let first = 0; first < frames; first += size) ranges.push({ first, count: Math.min(size, frames - first) });
  return ranges;
}

/**
 * Decodes with as much tolerance as it takes, and says how much that was: what only passes with sharp's warnings is a
 * warning, what only passes with its errors ignored is an error.
 * @param range - null for a still image, which is turned as its EXIF orientation says
 * @throws ImageError `not_decodable` when nothing can be shown
 */
export async function decodePages(bytes: Buffer, range: PageRange | null, size: number): Promise<DecodedPages> {
  // of a group, nobody says which frame it was
  const frame = range === null || range.count === 1 ? (range?.first ?? 0) : null;
  let problem: Problem | null = null;
  for (const failOn of ['warning', 'error', 'none'] as const) {
    try {
      const rgba = await decode(bytes, range, failOn);
      if (rgba.length !== size) throw new Error(`expected ${size} bytes of pixels but received ${rgba.length}`);
      return { rgba, problem };
    } catch (cause) {
      const reason = `${where(range)}: ${reasonOf(cause)}`;
      if (failOn === 'none') throw new ImageError('not_decodable', `${reason}`, { cause });
      problem =
        failOn === 'warning'
          ? warning('decoder_warning', null, reason, frame)
          : error('decoder_error', null, reason, frame);
    }
  }
  throw new Error('unreachable: the last attempt returns or throws');
}

async function decode(bytes: Buffer, range: PageRange | null, failOn: 'warning' | 'error' | 'none'): Promise<Buffer> {
  // pool threads run side by side already
  sharp.concurrency(1);
  // the budget was checked before
  const options = { failOn, limitInputPixels: false, sequentialRead: true } as const;
  const image = range
    ? sharp(bytes, { ...options, page: range.first, pages: range.count })
    : sharp(bytes, options).autoOrient();
  return image.toColourspace('srgb').ensureAlpha().raw().toBuffer();
}

function where(range: PageRange | null): string {
  if (!range) return 'The image does not decode cleanly';
  return `Frames ${range.first} to ${range.first + range.count - 1} do not decode cleanly`;
}
