import type { Json } from '../../../core/check.js';
import { FormatError } from '../../errors.js';
import type { Key, Keys } from './key.js';
import { readList, readScalar, typeOf, type KeyReading } from './key-values.js';
import { readText } from './text.js';

/** Bytes of the shortest entry: a length, an empty name, a type and a value of one byte. */
const MIN_KEY_BYTES = 8 + 4 + 1;
/** Longest key, by the specification: 2^16 - 1 bytes. */
const MAX_KEY_BYTES = 65_535;
/** Keys of one file; real ones have some hundreds. */
const MAX_KEYS = 100_000;
/** Bytes of texts and lists that are kept of all keys together. */
const KEPT_BYTES = 2 ** 23;

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
    kept += sizeOf(key.value);
    keys.set(key.name, kept > KEPT_BYTES ? withoutValue(key) : key);
  }
  return keys;
}

/** Bytes, roughly, of what takes more than a number does. */
function sizeOf(value: Json): number {
  return typeof value === 'string' ? value.length : Array.isArray(value) ? 8 * value.length : 0;
}

function withoutValue(key: Key): Key {
  if (key.list) return { ...key, value: { array: key.list.type, length: key.list.length } };
  return typeof key.value === 'string' ? { ...key, value: { text: key.value.length } } : key;
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
