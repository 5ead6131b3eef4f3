import { FormatError } from '../../errors.js';
import type { ByteSource } from '../../source/byte-source.js';
import { KEPT_TEXT, utf8Of } from './texts.js';
import type { Token } from './tokens.js';

/** UTF-8 as CPython reads it; what is none is no name, and shown as it can be. */
export function lineName({ lines }: Token, index: number): string {
  const line = lines[index]!;
  return utf8Of(line) ?? Buffer.from(line.subarray(0, KEPT_TEXT)).toString('latin1');
}

/** Plain digits only: Python's two unpicklers read other spellings differently. */
export function indexOf({ lines, at, name }: Token): number {
  const text = Buffer.from(lines[0]!).toString('latin1');
  if (!/^\d{1,15}$/.test(text)) {
    throw new FormatError('pickle_memo_index', at, `Expected an index in digits for ${name}, found other text`);
  }
  return Number(text);
}

/** Little-endian two's complement of up to 6 bytes; null: more. */
export function longOf(source: ByteSource, { data }: Token): number | null {
  const { start, length } = data!;
  if (length > 6) return null;
  return length === 0 ? 0 : Buffer.from(source.read(start, length)).readIntLE(0, length);
}
