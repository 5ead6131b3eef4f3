import { crc32 } from 'node:zlib';
import { ImageError } from '../errors.js';
import type { Problem } from '../facts.js';
import { error, trailingBytes, warning, type Container } from './container.js';

const SIGNATURE_BYTES = 8;
// length, type and CRC around a chunk's data
const CHUNK_OVERHEAD = 12;

/** Chunks with their CRC, up to IEND (PNG, third edition, sections 5.3 to 5.6). sharp misses a cut IEND. */
export function inspectPng(bytes: Buffer): Container {
  const problems: Problem[] = [];
  let at = SIGNATURE_BYTES;
  while (at + CHUNK_OVERHEAD <= bytes.length) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const end = at + CHUNK_OVERHEAD + length;
    if (end > bytes.length) return cut(problems, at, `chunk ${type} at byte ${at} announces ${length} bytes`);
    if (at === SIGNATURE_BYTES && type !== 'IHDR')
      problems.push(error('png_no_header', at, 'The first chunk is not IHDR'));
    if (type === 'acTL') {
      throw new ImageError(
        'animation_not_read',
        'Animated PNG images are not read: only their first frame would be seen',
      );
    }
    if (crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) problems.push(badChecksum(type, at));
    if (type === 'IEND') return { problems: [...problems, ...trailingBytes(end, bytes.length)], animation: null };
    at = end;
  }
  return cut(problems, at, 'there is no IEND chunk');
}

function cut(problems: readonly Problem[], at: number, how: string): Container {
  return { problems: [...problems, error('truncated', at, `The PNG is cut off: ${how}`)], animation: null };
}

/** An upper-case first letter marks a chunk without which the picture cannot be shown. */
function badChecksum(type: string, at: number): Problem {
  const report = /^[A-Z]/.test(type) ? error : warning;
  return report(
    'bad_checksum',
    at,
    `The checksum of chunk ${JSON.stringify(type)} at byte ${at} does not fit its bytes`,
  );
}
