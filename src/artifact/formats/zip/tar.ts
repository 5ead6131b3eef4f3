import type { ByteSource } from '../../source/byte-source.js';

const HEADER = 512;
/** Where a header has its magic, and the sum of its bytes in octal digits (POSIX.1, ustar interchange format). */
const MAGIC = { at: 257, text: 'ustar' };
const SUM = { start: 148, end: 156 };
const SPACE = 0x20;

/** By its magic, or, of a tar from before there was one, by the sum of its first header. */
export function isTar(source: ByteSource): boolean {
  const header = Buffer.from(source.read(0, HEADER));
  if (header.toString('latin1', MAGIC.at, MAGIC.at + MAGIC.text.length) === MAGIC.text) return true;
  const [, digits] = /^ *([0-7]{1,7})(?![0-7])/.exec(header.toString('latin1', SUM.start, SUM.end)) ?? [];
  if (header.length < HEADER || digits === undefined) return false;
  const sum = header.reduce((total, byte, at) => total + (at >= SUM.start && at < SUM.end ? SPACE : byte), 0);
  return sum === Number.parseInt(digits, 8);
}
