import { ImageError } from './errors.js';
import type { ImageFormat } from './facts.js';
import type { ByteSource } from './source.js';

// the longest signature ends at byte 32: compatible brands of an ISO media file
const HEAD_BYTES = 512;

interface Signature {
  readonly name: string;
  /** null: known by name, but nothing here reads it. */
  readonly format: ImageFormat | null;
  readonly matches: (head: Buffer) => boolean;
}

const SIGNATURES: readonly Signature[] = [
  { name: 'GIF', format: 'gif', matches: begins('GIF') },
  { name: 'PNG', format: 'png', matches: begins('\x89PNG\r\n\x1a\n') },
  { name: 'JPEG', format: 'jpeg', matches: begins('\xff\xd8\xff') },
  { name: 'WebP', format: 'webp', matches: (head) => has(head, 0, 'RIFF') && has(head, 8, 'WEBP') },
  {
    name: 'AVIF',
    format: 'avif',
    matches: (head) => brands(head).some((brand) => brand === 'avif' || brand === 'avis'),
  },
  { name: 'HEIC', format: null, matches: (head) => brands(head).some((brand) => /^(hei|hev|mif1|msf1)/.test(brand)) },
  { name: 'JPEG XL', format: null, matches: (head) => has(head, 0, '\xff\x0a') || has(head, 4, 'JXL \r\n\x87\n') },
  { name: 'JPEG 2000', format: null, matches: (head) => has(head, 0, '\xff\x4f\xff\x51') || has(head, 4, 'jP  ') },
  { name: 'TIFF', format: null, matches: begins('II*\0', 'MM\0*', 'II+\0', 'MM\0+') },
  // the size of its second header tells BMP from text that begins with BM: 12 to 124 bytes
  {
    name: 'BMP',
    format: null,
    matches: (head) => has(head, 0, 'BM') && head.length > 17 && head.readUInt32LE(14) <= 124,
  },
  { name: 'ICO', format: null, matches: begins('\0\0\x01\0', '\0\0\x02\0') },
  { name: 'Photoshop', format: null, matches: begins('8BPS') },
  { name: 'QOI', format: null, matches: begins('qoif') },
  {
    name: 'SVG',
    format: null,
    matches: (head) => /^\uFEFF?\s*(<\?xml[^]*|<!--[^]*|<!DOCTYPE\s+)?<?svg[\s>]/i.test(head.toString('utf8')),
  },
];

/**
 * Format of a file by its content, never by its name.
 * @throws ImageError `empty_file`; `unsupported_format` for a known image that is not read here; `not_an_image`
 */
export function sniff(source: ByteSource): ImageFormat {
  const block = Buffer.alloc(HEAD_BYTES);
  const head = block.subarray(0, source.read(block, 0));
  if (head.length === 0) throw new ImageError('empty_file', 'The file is empty');
  const signature = SIGNATURES.find(({ matches }) => matches(head));
  if (!signature) {
    const start = head.subarray(0, 8).toString('hex');
    throw new ImageError('not_an_image', `The content begins like no image format (0x${start})`);
  }
  if (signature.format === null) throw new ImageError('unsupported_format', `${signature.name} images are not read`);
  return signature.format;
}

function begins(...starts: readonly string[]): (head: Buffer) => boolean {
  return (head) => starts.some((start) => has(head, 0, start));
}

function has(head: Buffer, at: number, text: string): boolean {
  return head.toString('latin1', at, at + text.length) === text;
}

/** Major and compatible brands of an ISO base media file (ISO/IEC 14496-12, section 4.3); none for other files. */
function brands(head: Buffer): string[] {
  if (!has(head, 4, 'ftyp')) return [];
  const end = Math.min(head.readUInt32BE(0), head.length);
  const offsets = [8];
  for (let at = 16; at + 4 <= end; at += 4) offsets.push(at);
  return offsets.map((at) => head.toString('latin1', at, at + 4));
}
