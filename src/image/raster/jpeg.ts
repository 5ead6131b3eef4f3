import { error, trailingBytes, type Container } from './container.js';

const START_OF_IMAGE = 0xd8;
const END_OF_IMAGE = 0xd9;
const START_OF_SCAN = 0xda;

/** Marker segments up to EOI (ITU-T T.81, annex B). Entropy-coded data is skipped: only decoding can judge it. */
export function inspectJpeg(bytes: Buffer): Container {
  let at = 0;
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff) return damaged('unexpected_byte', at, `Byte ${at} should begin a marker`);
    const marker = bytes[at + 1]!;
    if (marker === END_OF_IMAGE) return { problems: trailingBytes(at + 2, bytes.length), animation: null };
    if (marker === 0xff) at += 1;
    else if (isAlone(marker)) at += 2;
    else if (at + 4 > bytes.length) break;
    else {
      at += 2 + bytes.readUInt16BE(at + 2);
      if (marker === START_OF_SCAN) at = endOfScan(bytes, at);
    }
  }
  return damaged('truncated', bytes.length, 'The JPEG is cut off: there is no end-of-image marker');
}

/** Markers without a length: TEM, the restart markers and SOI. */
function isAlone(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= START_OF_IMAGE);
}

/** Offset of the first marker that is not part of the data: a stuffed zero or a restart marker is. */
function endOfScan(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next !== undefined && next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.length;
}

function damaged(code: string, offset: number, message: string): Container {
  return { problems: [error(code, offset, message)], animation: null };
}
