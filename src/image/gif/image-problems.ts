import type { ImageBlock } from './blocks.js';
import { largestUsed, type ImageOutcome } from './kernel.js';
import type { Place, ProblemLog } from './problems.js';
import type { Screen } from './screen.js';

/** Reports what an image's descriptor promises that cannot be. */
export function checkDescriptor(image: ImageBlock, screen: Screen, problems: ProblemLog): void {
  const { index, left, top, width, height, disposal } = image;
  if (width === 0 || height === 0) {
    problems.error('zero_sized_frame', startOf(image), `Frame ${index} is ${width} x ${height} pixels`);
  }
  if (screen.width > 0 && screen.height > 0 && (left + width > screen.width || top + height > screen.height)) {
    problems.error(
      'frame_outside_screen',
      startOf(image),
      `Frame ${index} (${width} x ${height} at ${left}, ${top}) reaches outside the ${screen.width} x ${screen.height} screen`,
    );
  }
  if (disposal > 3) {
    problems.warn(
      'reserved_disposal',
      startOf(image),
      `Frame ${index} has the reserved disposal ${disposal}; it does as 0`,
    );
  }
}

/** A function, as most images have no problem that asks for it. */
function startOf({ index, offset }: ImageBlock): Place {
  return { frame: index, offset };
}

/** What decoding an image's data came to. */
export interface Decoded {
  /** null when the code size is unusable, so that nothing was decoded. */
  readonly outcome: ImageOutcome | null;
  /** The file ended inside the data. */
  readonly truncated: boolean;
  /** File offset after the data. */
  readonly endOffset: number;
}

/**
 * Reports what is wrong with an image's data.
 * @returns whether all of its pixels were there
 */
export function checkData(image: ImageBlock, decoded: Decoded, problems: ProblemLog): boolean {
  const { index, minCodeSize } = image;
  const { outcome, truncated, endOffset } = decoded;
  const total = image.width * image.height;
  const pixels = outcome?.pixels ?? 0;
  const atEnd = (): Place => ({ frame: index, offset: endOffset });
  const count = (): string => `${pixels} of ${total} pixels`;

  if (outcome === null && minCodeSize !== null) {
    const message = `Frame ${index} has the code size ${minCodeSize}; 2 to 8 are possible, so no pixel was decoded`;
    problems.error('lzw_bad_code_size', startOf(image), message);
  }
  if (truncated) {
    problems.error('lzw_truncated', atEnd(), `The file ends inside the data of frame ${index}: ${count()} were there`);
  }
  if (outcome === null) return total === 0;

  if (minCodeSize === 1) {
    problems.warn(
      'code_size_1',
      startOf(image),
      `Frame ${index} has the code size 1; two colours should be stored with 2`,
    );
  }
  if (outcome.ended === 'invalid_code') {
    const place = { frame: index, offset: outcome.invalidOffset };
    if (pixels < total) {
      problems.error('lzw_invalid_code', place, `Frame ${index} has an invalid LZW code after ${count()}`);
    } else {
      const message = `Frame ${index} has an invalid LZW code after its last pixel`;
      problems.warn('lzw_invalid_code_after_pixels', place, message);
    }
  } else if (pixels < total && !truncated) {
    problems.error('missing_pixels', atEnd(), `The data of frame ${index} ends early: ${count()} were there`);
  } else if (outcome.ended === 'data' && !truncated) {
    problems.warn('no_end_code', atEnd(), `The data of frame ${index} has no end code`);
  }
  if (outcome.extraPixels) {
    problems.warn('extra_pixels', startOf(image), `The data of frame ${index} holds more than its ${total} pixels`);
  }
  checkIndices(image, outcome.used, problems);
  return pixels === total;
}

function checkIndices(image: ImageBlock, used: Uint8Array, problems: ProblemLog): void {
  const { index, palette, transparent } = image;
  const largestIndex = largestUsed(used, transparent);
  if (palette === null) {
    // the GIF89a text leaves the colours to the decoder (section 11): nothing says what the picture looks like
    if (largestIndex >= 0) problems.error('no_palette', startOf(image), `Frame ${index} has no palette, so no colours`);
    else
      problems.warn('no_palette_needed', startOf(image), `Frame ${index} has no palette; none of its pixels needs one`);
  } else if (largestIndex >= palette.size) {
    const message = `Frame ${index} uses the index ${largestIndex} of a palette with ${palette.size} colours`;
    problems.warn('index_outside_palette', startOf(image), message);
  }
}
