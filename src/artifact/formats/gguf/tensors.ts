import { FormatError } from '../../errors.js';
import type { ByteSource } from '../../source/byte-source.js';
import type { Cursor } from '../../source/cursor.js';
import type { ReadBudget } from '../format.js';
import type { Notes } from './notes.js';
import { tensorType, type TensorType } from './tensor-types.js';
import { readText } from './text.js';

/** A tensor as its entry says it, not compared with the file yet. */
export interface Entry {
  readonly name: string;
  /** Bytes where its entry begins, its dimensions, its type and its offset. */
  readonly at: number;
  readonly dimsAt: number;
  readonly typeAt: number;
  readonly offsetAt: number;
  /** Innermost first, each below 2^53; empty where they are refused. */
  readonly dims: readonly number[];
  readonly type: TensorType | null;
  /** From the first byte of the data. */
  readonly offset: bigint;
  /** Of its data; null: not known, because its type or shape is refused. */
  readonly bytes: bigint | null;
}

/** Bytes of the shortest entry: a length and an empty name, no dimension, type and offset. */
const MIN_ENTRY_BYTES = 8 + 4 + 4 + 8;
/** GGML_MAX_NAME, with the zero that ends it there. */
const MAX_NAME_BYTES = 63;
const MAX_DIMS = 4;
const MAX_I64 = 2n ** 63n - 1n;
const EXACT = 2n ** 53n;

export interface EntryReading {
  readonly source: ByteSource;
  readonly cursor: Cursor;
  readonly notes: Notes;
  readonly budget: ReadBudget;
}

/**
 * @param countAt - byte of the count
 * @throws FormatError where what follows cannot be found
 */
export function checkTensorCount(count: bigint, countAt: number, left: number, { maxTensors }: ReadBudget): number {
  const room = Math.floor(left / MIN_ENTRY_BYTES);
  if (count > BigInt(Math.min(room, maxTensors))) {
    const most = room < maxTensors ? `the ${room} tensors that the file has room for` : `${maxTensors} tensors`;
    throw new FormatError('gguf_tensor_count', countAt, `Expected at most ${most}, found ${count}`);
  }
  return Number(count);
}

/** The entries of all tensors. What is wrong with one is noted, and the others read on. */
export function readEntries(reading: EntryReading, count: number): readonly Entry[] {
  const names = new Set<string>();
  const entries: Entry[] = [];
  for (let index = 0; index < count; index += 1) {
    const entry = readEntry(reading, index);
    const place = { offset: entry.at, part: entry.name };
    if (names.has(entry.name)) {
      reading.notes.error('tensor_duplicate', place, 'Expected every tensor once, found its name again');
    }
    names.add(entry.name);
    entries.push(entry);
  }
  return entries;
}

function readEntry({ source, cursor, notes }: EntryReading, index: number): Entry {
  const at = cursor.position;
  const wanted = { rule: 'gguf_tensor_name_length', what: `the name of tensor ${index}`, part: null };
  const { text: name, bytes, isUtf8 } = readText(source, cursor, wanted);
  const place = { offset: at, part: name };
  if (bytes === 0) notes.error('tensor_name_empty', place, `Expected a name for tensor ${index}, found an empty one`);
  if (bytes > MAX_NAME_BYTES) {
    notes.error('tensor_name_length', place, `Expected a name of at most ${MAX_NAME_BYTES} bytes, found ${bytes}`);
  }
  // a zero would end it for those who hold it as C does
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused
  if (!isUtf8 || /[\u0000-\u001f\u007f]/.test(name)) {
    const message = 'Expected a name of UTF-8 without control characters, found other bytes';
    notes.error('tensor_name_characters', place, message);
  }
  const countAt = cursor.position;
  const rank = cursor.u32('The number of dimensions');
  if (rank > MAX_DIMS) {
    const message = `Expected 1 to ${MAX_DIMS} dimensions, found ${rank}`;
    throw new FormatError('gguf_tensor_dimensions', countAt, message, name);
  }
  if (rank === 0) {
    notes.error('tensor_dimensions', { offset: countAt, part: name }, `Expected 1 to ${MAX_DIMS} dimensions, found 0`);
  }
  const dimsAt = cursor.position;
  const declared = Array.from({ length: rank }, () => cursor.u64('A dimension'));
  const dims = rank > 0 ? soundDims(declared, { offset: dimsAt, part: name }, notes) : null;
  const typeAt = cursor.position;
  const found = tensorType(cursor.u32('The type of a tensor'));
  const type = 'rule' in found ? null : found;
  if ('rule' in found) notes.error(found.rule, { offset: typeAt, part: name }, found.message);
  const offsetAt = cursor.position;
  const offset = cursor.u64('The offset of a tensor');
  const size = type && dims ? sizeOf(dims, type, { offset: dimsAt, part: name }, notes) : null;
  return { name, at, dimsAt, typeAt, offsetAt, dims: (dims ?? []).map(Number), type, offset, bytes: size };
}

/** null where they cannot be. */
function soundDims(
  dims: readonly bigint[],
  { offset, part }: { readonly offset: number; readonly part: string },
  notes: Notes,
): readonly bigint[] | null {
  let elements = 1n;
  for (const [index, dimension] of dims.entries()) {
    const place = { offset: offset + 8 * index, part };
    if (dimension > MAX_I64) {
      notes.error('tensor_dimension', place, `Expected a dimension from 0, found ${BigInt.asIntN(64, dimension)}`);
      return null;
    }
    elements *= dimension;
    if (elements > MAX_I64 || dimension > EXACT) {
      notes.error('tensor_overflow', place, `Expected fewer than 2^63 elements, found ${dims.join(' x ')}`);
      return null;
    }
  }
  if (elements === 0n) {
    const index = dims.indexOf(0n);
    notes.warning('tensor_empty', { offset: offset + 8 * index, part }, 'Expected values, found a dimension of 0');
  }
  return dims;
}

/** Bytes of its data; null where a row is no whole number of blocks. */
function sizeOf(
  dims: readonly bigint[],
  { name, elements, bytes }: TensorType,
  place: { readonly offset: number; readonly part: string },
  notes: Notes,
): bigint | null {
  const row = dims[0]!;
  if (row % BigInt(elements) !== 0n) {
    notes.error('tensor_row', place, `Expected rows of whole blocks of ${elements} for ${name}, found ${row} elements`);
    return null;
  }
  return (dims.reduce((product, dimension) => product * dimension, 1n) / BigInt(elements)) * BigInt(bytes);
}
