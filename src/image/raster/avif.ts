import { ImageError } from '../errors.js';
import type { Problem } from '../facts.js';
import { error, type Container } from './container.js';

/** Top-level boxes (ISO/IEC 14496-12, section 4.2), each of which must end within the file. */
export function inspectAvif(bytes: Buffer): Container {
  const problems: Problem[] = [];
  for (let at = 0; at < bytes.length;) {
    if (at + 8 > bytes.length) {
      problems.push(error('truncated', at, 'The AVIF is cut off: a box header is incomplete'));
      break;
    }
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (type === 'moov') {
      throw new ImageError('animation_not_read', 'AVIF image sequences are not read: only one picture would be seen');
    }
    const size = sizeOf(bytes, at);
    if (size < 8) {
      problems.push(
        error('bad_box', at, `Box ${JSON.stringify(type)} at byte ${at} has an impossible size of ${size}`),
      );
      break;
    }
    if (at + size > bytes.length) {
      const missing = at + size - bytes.length;
      problems.push(error('truncated', at, `The AVIF is cut off: box ${type} at byte ${at} lacks ${missing} bytes`));
    }
    at += size;
  }
  return { problems, animation: null };
}

/** 0 means up to the end of the file, 1 that 64 bits follow the type. */
function sizeOf(bytes: Buffer, at: number): number {
  const size = bytes.readUInt32BE(at);
  if (size === 0) return bytes.length - at;
  if (size !== 1) return size;
  // a size that does not fit a number is beyond any file, as is a header that is cut off
  return at + 16 <= bytes.length ? Number(bytes.readBigUInt64BE(at + 8)) : Number.MAX_SAFE_INTEGER;
}
