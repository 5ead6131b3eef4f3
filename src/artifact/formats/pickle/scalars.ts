import { FormatError } from '../../errors.js';
import type { ByteSource } from '../../source/byte-source.js';
import { KEPT_TEXT, utf8Of } from './texts.js';
import type { Token } from './tokens.js';
import { PLAIN, type Value } from './values.js';

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

/** The value of INT or LONG; null: not written as Python does. A leading zero is octal to one of its two unpicklers. */
export function wholeOf({ name, lines }: Token): Value | null {
  const text = Buffer.from(lines[0]!).toString('latin1');
  // 00 and 01 are how protocol 0 spells booleans
  if (name === 'INT' && (text === '00' || text === '01')) return PLAIN;
  if (!/^-?(?:0|[1-9]\d*)L?$/.test(text) || (name === 'INT' && text.endsWith('L'))) return null;
  const value = Number(text.replace('L', ''));
  return { kind: 'whole', value: Number.isSafeInteger(value) ? value : null };
}

export function isFloat({ lines }: Token): boolean {
  const text = Buffer.from(lines[0]!).toString('latin1');
  return /^[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|inf|infinity|nan)$/i.test(text);
}

/** Little-endian two's complement of up to 6 bytes; null: more. */
export function longOf(source: ByteSource, { data }: Token): number | null {
  const { start, length } = data!;
  if (length > 6) return null;
  return length === 0 ? 0 : Buffer.from(source.read(start, length)).readIntLE(0, length);
}
