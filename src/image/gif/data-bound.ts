import type { ImageBlock } from './blocks.js';
import type { Place, ProblemLog } from './problems.js';

// codes have at most 12 bits (GIF89a appendix F)
const TABLE_CODES = 2 ** 12;

/**
 * The most pixels that an image's data can hold, whatever is in it: as many codes as fit when all are as short as the
 * first, each the longest string there can be, which is one pixel longer than the one before until the table is full.
 * @param bytes - of data
 * @param minCodeSize - 1..8
 */
export function mostPixels(bytes: number, minCodeSize: number): number {
  const codes = Math.floor((8 * bytes) / (minCodeSize + 1));
  const longest = TABLE_CODES - (1 << minCodeSize) - 1;
  const growing = Math.min(codes, longest);
  return (growing * (growing + 1)) / 2 + (codes - growing) * longest;
}

/**
 * Reports what must be wrong with an image's data by its length alone, no code of it read.
 * @param bytes - of the data and the lengths of its sub-blocks
 * @returns whether all of its pixels may be there
 */
export function checkLength(
  image: ImageBlock,
  data: { readonly bytes: number; readonly truncated: boolean; readonly endOffset: number },
  problems: ProblemLog,
): boolean {
  const { index, minCodeSize, width, height, offset } = image;
  const total = width * height;
  const atEnd = (): Place => ({ frame: index, offset: data.endOffset });
  if (data.truncated) problems.error('lzw_truncated', atEnd(), `The file ends inside the data of frame ${index}`);
  if (minCodeSize === null) return total === 0;
  if (minCodeSize < 1 || minCodeSize > 8) {
    const message = `Frame ${index} has the code size ${minCodeSize}; 2 to 8 are possible`;
    problems.error('lzw_bad_code_size', { frame: index, offset }, message);
    return total === 0;
  }
  const most = mostPixels(data.bytes, minCodeSize);
  if (most < total && !data.truncated) {
    const message = `The data of frame ${index} is too short: ${data.bytes} bytes hold at most ${most} of ${total} pixels`;
    problems.error('missing_pixels', atEnd(), message);
  }
  return most >= total && !data.truncated;
}
