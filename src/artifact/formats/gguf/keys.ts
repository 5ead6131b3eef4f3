import type { Json } from '../../../core/check.js';
import { FormatError } from '../../errors.js';
import type { ByteSource } from '../../source/byte-source.js';
import type { Cursor } from '../../source/cursor.js';
import { scanBools, scanStrings } from './lists.js';
import type { Notes } from './notes.js';
import { Compared, RepeatedTokens } from './repeated.js';
import { readText } from './text.js';
import { READ, VALUE_BYTES, VALUE_TYPES, type NumberType, type ValueType } from './value-types.js';

/** A key as the file has it. */
export interface Key {
  readonly name: string;
  /** Byte where its entry begins, where its type is, and its value. */
  readonly at: number;
  readonly typeAt: number;
  readonly valueAt: number;
  readonly type: ValueType;
  /** Of a list: the type of its elements, and how many it has. */
  readonly list: { readonly type: ValueType; readonly length: number } | null;
  /** Of a list only where it is a short one of numbers, else what is said of it; a text is cut at KEPT_TEXT. */
  readonly value: Json;
}

export type Keys = ReadonlyMap<string, Key>;

/** The key of the vocabulary: its tokens by their ids. */
export const TOKENS = 'tokenizer.ggml.tokens';

/** Bytes of the shortest entry: a length, an empty name, a type and a value of one byte. */
export const MIN_KEY_BYTES = 8 + 4 + 1;
/** Longest key, by the specification: 2^16 - 1 bytes. */
const MAX_KEY_BYTES = 65_535;
/** Most elements that llama.cpp reads: 2^30 (GGUF_MAX_ARRAY_ELEMENTS). */
const MAX_ELEMENTS = 2 ** 30;
/** Lists of numbers up to this length are kept, but for the tokenizer's: one for each layer, of which llama.cpp takes 512. */
const KEPT_ELEMENTS = 512;
/** Keys of one file; real ones have some hundreds. */
const MAX_KEYS = 100_000;
/** Bytes of texts that are kept of all keys together. */
const KEPT_BYTES = 2 ** 23;

export interface KeyReading {
  readonly source: ByteSource;
  readonly cursor: Cursor;
  readonly notes: Notes;
}

/**
 * Keys and their values. What is wrong with one is noted, and the others read on.
 * @param countAt - byte of the count
 * @throws FormatError where what follows cannot be found
 */
export function readKeys(reading: KeyReading, count: bigint, countAt: number): Keys {
  const { cursor, notes } = reading;
  const room = BigInt(Math.floor(cursor.remaining / MIN_KEY_BYTES));
  if (count > room || count > BigInt(MAX_KEYS)) {
    const most = room < BigInt(MAX_KEYS) ? `the ${room} keys that the file has room for` : `${MAX_KEYS} keys`;
    throw new FormatError('gguf_key_count', countAt, `Expected at most ${most}, found ${count}`);
  }
  const keys = new Map<string, Key>();
  let kept = 0;
  for (let index = 0; index < Number(count); index += 1) {
    const key = readKey(reading, index);
    if (keys.has(key.name)) {
      notes.error('key_duplicate', { offset: key.at, part: key.name }, 'Expected every key once, found it again');
      continue;
    }
    const size = typeof key.value === 'string' ? key.value.length : 0;
    kept += size;
    keys.set(key.name, kept > KEPT_BYTES && size > 0 ? { ...key, value: { text: size } } : key);
  }
  return keys;
}

function readKey({ source, cursor, notes }: KeyReading, index: number): Key {
  const at = cursor.position;
  const name = readText(source, cursor, { rule: 'gguf_key_length', what: `key ${index}`, part: null });
  const place = { offset: at, part: name.text };
  if (name.bytes === 0) notes.error('key_empty', place, `Expected a name as key ${index}, found an empty one`);
  if (name.bytes > MAX_KEY_BYTES) {
    notes.error('key_too_long', place, `Expected a key of at most ${MAX_KEY_BYTES} bytes, found ${name.bytes}`);
  }
  if (/[^!-~]/.test(name.text)) {
    const found = name.isUtf8 ? JSON.stringify(name.text.slice(0, 100)) : 'bytes that are no text';
    notes.error('key_characters', place, `Expected a key of printable ASCII characters without blanks, found ${found}`);
  }
  const typeAt = cursor.position;
  const type = typeOf(cursor.u32('The type of a value'), typeAt, name.text);
  const entry = { name: name.text, at, typeAt, type };
  if (type === 'array') return { ...entry, ...readList({ source, cursor, notes }, name.text) };
  const valueAt = cursor.position;
  return { ...entry, valueAt, list: null, value: readScalar({ source, cursor, notes }, type, name.text) };
}

function typeOf(id: number, offset: number, part: string): ValueType {
  const type = VALUE_TYPES[id];
  if (type) return type;
  throw new FormatError('gguf_value_type', offset, `Expected a type from 0 to 12, found ${id}`, part);
}

function readScalar({ source, cursor, notes }: KeyReading, type: Exclude<ValueType, 'array'>, part: string): Json {
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

function readList({ source, cursor, notes }: KeyReading, part: string): Pick<Key, 'valueAt' | 'list' | 'value'> {
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
