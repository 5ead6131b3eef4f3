import type { ByteSource } from '../../source/byte-source.js';
import { isTar } from './tar.js';

const ZIP = Buffer.from('PK\x03\x04', 'latin1');
const EMPTY_ZIP = Buffer.from('PK\x05\x06', 'latin1');

/** What else archives and compressed files begin with, in hex. */
interface Packed {
  readonly title: string;
  readonly begins: RegExp;
  /** More of its beginning, where few bytes are not enough to tell it from a text or another file. */
  readonly surely?: RegExp;
}

const PACKED: readonly Packed[] = [
  { title: 'a 7z archive', begins: /^377abcaf271c/ },
  { title: 'a gzip file', begins: /^1f8b/, surely: /^1f8b08/ },
  // behind the size of its blocks, a digit, the first block or the end of an empty file
  { title: 'a bzip2 file', begins: /^425a68/, surely: /^425a683[1-9](314159265359|177245385090)/ },
  { title: 'an xz file', begins: /^fd377a585a00/ },
  // default properties, size of the dictionary, unknown size of the content: as Python and xz write it
  { title: 'an lzma file', begins: /^5d0000.{4}f{16}/ },
  { title: 'a Zstandard file', begins: /^28b52ffd/ },
  { title: 'an LZ4 file', begins: /^04224d18/ },
  { title: 'a rar archive', begins: /^526172211a/ },
];

/** Two bytes, of letters: enough only where a name promises a pickle. */
const ZLIB = /^78(01|5e|9c|da)/;
const PROGRAM = /^7f454c46/;

/** Bytes that every pattern can be told by. */
const HEAD = 16;

export function isZip(head: Uint8Array): boolean {
  return [ZIP, EMPTY_ZIP].some((signature) => signature.equals(head.subarray(0, signature.length)));
}

/** Another container, or a program, that the content is; null: none that is known. */
export function disguise(source: ByteSource): string | null {
  const head = headOf(source);
  const found = PACKED.find(({ begins }) => begins.test(head));
  if (found) return found.title;
  if (ZLIB.test(head)) return 'a zlib stream';
  if (isTar(source)) return 'a tar archive';
  return PROGRAM.test(head) ? 'a program for Linux' : null;
}

/** The archive or compressed file, no zip archive, that a file is without doubt, whatever its name says; null: none. */
export function archiveIn(source: ByteSource): string | null {
  const head = headOf(source);
  const found = PACKED.find(({ begins, surely = begins }) => surely.test(head));
  return found?.title ?? (isTar(source) ? 'a tar archive' : null);
}

function headOf(source: ByteSource): string {
  return Buffer.from(source.read(0, HEAD)).toString('hex');
}
