import type { ByteSource } from '../../source/byte-source.js';

const ZIP = Buffer.from('PK\x03\x04', 'latin1');
const EMPTY_ZIP = Buffer.from('PK\x05\x06', 'latin1');

/** What else archives and compressed files begin with, and where. */
const OTHERS: readonly (readonly [title: string, at: number, signature: Buffer])[] = [
  ['a 7z archive', 0, Buffer.from('377abcaf271c', 'hex')],
  ['a gzip file', 0, Buffer.from('1f8b', 'hex')],
  ['a bzip2 file', 0, Buffer.from('BZh', 'latin1')],
  ['an xz file', 0, Buffer.from('fd377a585a00', 'hex')],
  ['a Zstandard file', 0, Buffer.from('28b52ffd', 'hex')],
  ...['7801', '785e', '789c', '78da'].map((hex): [string, number, Buffer] => [
    'a zlib stream',
    0,
    Buffer.from(hex, 'hex'),
  ]),
  ['a rar archive', 0, Buffer.from('Rar!\x1a', 'latin1')],
  ['a tar archive', 257, Buffer.from('ustar', 'latin1')],
  ['a program for Linux', 0, Buffer.from('\x7fELF', 'latin1')],
];

export function isZip(head: Uint8Array): boolean {
  return [ZIP, EMPTY_ZIP].some((signature) => signature.equals(head.subarray(0, signature.length)));
}

/** Another container, or a program, that the content is; null: none that is known. */
export function disguise(source: ByteSource): string | null {
  const found = OTHERS.find(([, at, signature]) => signature.equals(source.read(at, signature.length)));
  return found?.[0] ?? null;
}
