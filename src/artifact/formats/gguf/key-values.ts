import type { Json } from '../../../core/check.js';
import { FormatError } from '../../errors.js';
import type { ByteSource } from '../../source/byte-source.js';
import type { Cursor } from '../../source/cursor.js';
import type { Key } from './key.js';
import { scanBools, scanStrings } from './lists.js';
import type { Notes } from './notes.js';
import { Compared, RepeatedTokens } from './repeated.js';
import { readText } from './text.js';
import { READ, VALUE_BYTES, VALUE_TYPES, type NumberType, type ValueType } from './value-types.js';

/** The key of the vocabulary: its tokens by their ids. */
export const TOKENS = 'tokenizer.ggml.tokens';

/** Most elements that llama.cpp reads: 2^30 (GGUF_MAX_ARRAY_ELEMENTS). */
const MAX_ELEMENTS = 2 ** 30;
/** Lists of numbers up to this length are kept, but for the tokenizer's: one for each layer, of which llama.cpp takes 512. */
const KEPT_ELEMENTS = 512;

export interface KeyReading {
  readonly source: ByteSource;
  readonly cursor: Cursor;
  readonly notes: Notes;
}

/** @throws FormatError for an id that is none */
export function typeOf(id: number, offset: number, part: string): ValueType {
  const type = VALUE_TYPES[id];
  if (type) return type;
  throw new FormatError('gguf_value_type', offset, `Expected a type from 0 to 12, found ${id}`, part);
}

export function readScalar(
  { source, cursor, notes }: KeyReading,
  type: Exclude<ValueType, 'array'>,
  part: string,
): Json {
  const offset = cursor.position;
  if (type === 'string') {
    const text = readText(source, cursor, { rule: 'gguf_string_length', what: 'a string', part });
    if (!text.isUtf8) notes.error('string_utf8', { offset: text.offset, part }, 'Expected UTF-8, found other bytes');
    return text.text;
  }
  if (type === 'bool') {
    const byte = cursor.u8('A truth value');
    if (byte > 1) notes.error('bool', { offset, part }, `Expected 0 or 1, found ${byte}`);
    return byte !== 0;
  }
  const bytes = cursor.bytes(VALUE_BYTES[type], 'A number');
  return jsonOf(READ[type](new DataView(bytes.buffer, bytes.byteOffset), 0));
}

/** @throws FormatError where it has more than the file can */
export function readList({ source, cursor, notes }: KeyReading, part: string): Pick<Key, 'valueAt' | 'list' | 'value'> {
  const valueAt = cursor.position;
  const type = typeOf(cursor.u32('The type of a list'), valueAt, part);
  if (type === 'array') {
    throw new FormatError('gguf_list_nested', valueAt, 'Expected a list of values, found a list of lists', part);
  }
  const countAt = cursor.position;
  const count = cursor.u64('The length of a list');
  const room = Math.floor(cursor.remaining / VALUE_BYTES[type]);
  const most = Math.min(room, MAX_ELEMENTS);
  if (count > BigInt(most)) {
    throw new FormatError('gguf_list_length', countAt, `Expected a list of at most ${most}, found ${count}`, part);
  }
  const length = Number(count);
  const start = cursor.position;
  const list = { type, length };
  const summary = { array: type, length };
  if (type === 'string') {
    const strings = { start, count: length, part };
    const tokens = part === TOKENS ? new RepeatedTokens(length) : null;
    const { end, notUtf8 } = scanStrings(source, strings, tokens?.add);
    cursor.skip(end - start, 'A list of strings');
    const candidates = tokens?.candidates();
    if (candidates) noteRepeated({ source, notes }, strings, candidates);
    if (notUtf8) {
      const message = `Expected UTF-8 as element ${notUtf8.index}, found other bytes`;
      notes.error('string_utf8', { offset: notUtf8.offset, part }, message);
    }
    return { valueAt, list, value: summary };
  }
  if (type === 'bool') {
    const wrong = scanBools(source, start, length);
    if (wrong) {
      notes.error('bool', { offset: wrong.offset, part }, `Expected 0 or 1 as element ${wrong.index}`);
    }
  }
  const isKept = type !== 'bool' && length <= KEPT_ELEMENTS && !part.startsWith('tokenizer.');
  const value = isKept ? readNumbers(source.read(start, length * VALUE_BYTES[type]), type) : summary;
  cursor.skip(length * VALUE_BYTES[type], 'A list');
  return { valueAt, list, value };
}

function noteRepeated(
  { source, notes }: Pick<KeyReading, 'source' | 'notes'>,
  strings: Parameters<typeof scanStrings>[1],
  candidates: readonly [number, number],
): void {
  const compared = new Compared(candidates);
  scanStrings(source, strings, compared.add);
  if (!compared.same) return;
  const message = `Expected every token once, found token ${candidates[0]} again as ${candidates[1]}`;
  notes.error('token_repeated', { offset: compared.same.offset, part: strings.part }, message);
}

function readNumbers(bytes: Uint8Array, type: NumberType): readonly Json[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length / VALUE_BYTES[type] }, (_, index) =>
    jsonOf(READ[type](view, index * VALUE_BYTES[type])),
  );
}

/** What JSON has no number for is a text. */
function jsonOf(value: number | bigint): Json {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
