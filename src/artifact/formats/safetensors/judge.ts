import type { ByteSource } from '../../source/byte-source.js';
import { contentOf } from '../../source/content-of.js';
import type { Tensor } from '../format.js';
import { DTYPE_BITS } from './dtypes.js';
import type { Declared, Header } from './header.js';
import type { Notes } from './notes.js';

/** Where the data lies: all bytes from `start` to the file's end. */
export interface Data {
  readonly source: ByteSource;
  /** Byte of the file. */
  readonly start: number;
  readonly bytes: number;
}

/** What 64 bits hold: where libraries give up multiplying. */
const U64_MAX = 2n ** 64n - 1n;

/**
 * Holds every tensor to its dtype, its shape and the file, then all of them to each other: they have to cover the data
 * without a hole, in any order (README of the format, "Format").
 * @returns those of which everything is right by itself
 */
export function judgeTensors(header: Header, data: Data, notes: Notes): Tensor[] {
  const within = header.tensors.filter((tensor) => liesWithin(tensor, data, notes));
  const sized = within.filter((tensor) => isSized(tensor, notes));
  // a hole where a refused tensor would be is no second problem
  const isWhole = !header.isPartial && within.length === header.tensors.length;
  judgeCover(within, data, { notes, isWhole });
  return sized.map(({ name, dtype, shape, begin, end }) => ({
    name,
    dtype,
    shape: shape.map(Number),
    file: data.source.name,
    offset: data.start + Number(begin.value),
    bytes: Number(end.value - begin.value),
  }));
}

function liesWithin({ name, begin, end }: Declared, { bytes }: Data, notes: Notes): boolean {
  if (end.value < begin.value) {
    const message = `Expected data_offsets in ascending order, found ${begin.value} to ${end.value}`;
    notes.error('offsets_reversed', begin.offset, name, message);
    return false;
  }
  if (end.value > BigInt(bytes)) {
    const message = `Expected its data within the ${bytes} bytes behind the header, found its end at ${end.value}`;
    notes.error('offsets_past_end', end.offset, name, message);
    return false;
  }
  return true;
}

function isSized({ name, dtype, dtypeOffset, shape, shapeOffset, begin, end }: Declared, notes: Notes): boolean {
  const bits = DTYPE_BITS.get(dtype);
  if (bits === undefined) {
    const message = `Expected one of ${[...DTYPE_BITS.keys()].join(', ')}, found ${JSON.stringify(dtype.slice(0, 100))}`;
    notes.error('dtype_unknown', dtypeOffset, name, message);
    return false;
  }
  let size = bits;
  // an empty dimension does not excuse the ones before it: libraries multiply in this order
  let elements = 1n;
  for (const dimension of shape) {
    elements *= dimension;
    size = elements * bits;
    if (size > U64_MAX) {
      const message = `Expected a shape of at most 2^64 bits, found [${shape.join(', ')}]`;
      notes.error('shape_overflow', shapeOffset, name, message);
      return false;
    }
  }
  if (size % 8n !== 0n) {
    const message = `Expected whole bytes, found ${size} bits for [${shape.join(', ')}] of ${dtype}`;
    notes.error('shape_bits', shapeOffset, name, message);
    return false;
  }
  const span = end.value - begin.value;
  if (size / 8n === span) return true;
  const message = `Expected ${size / 8n} bytes for [${shape.join(', ')}] of ${dtype}, found ${span}`;
  notes.error('span', begin.offset, name, message);
  return false;
}

function judgeCover(
  tensors: readonly Declared[],
  data: Data,
  { notes, isWhole }: { readonly notes: Notes; readonly isWhole: boolean },
): void {
  let covered = 0n;
  let before = '';
  for (const { name, begin, end } of tensors.toSorted(byPlace)) {
    if (begin.value < covered) {
      const message = `Expected its data behind that of ${before}, which ends at ${covered}, found it at ${begin.value}`;
      notes.error('offsets_overlap', begin.offset, name, message);
    } else if (begin.value > covered && isWhole) {
      const message = `Expected data from ${covered} without a hole, found it from ${begin.value}`;
      notes.error('offsets_hole', begin.offset, name, message);
    }
    if (end.value <= covered) continue;
    covered = end.value;
    before = JSON.stringify(name.slice(0, 100));
  }
  const rest = BigInt(data.bytes) - covered;
  if (rest === 0n || !isWhole) return;
  const place = data.start + Number(covered);
  const message = `Expected the file to end with its last tensor, found ${rest} more bytes`;
  notes.error('trailing_data', place, null, message);
  const content = contentOf(data.source.read(place, 16));
  if (content) notes.unsafe('trailing_content', place, `Expected nothing behind the last tensor, found ${content}`);
}

/** Empty tensors before the one that begins where they lie. */
function byPlace(a: Declared, b: Declared): number {
  // both are below 2^53
  return Number(a.begin.value) - Number(b.begin.value) || Number(a.end.value) - Number(b.end.value);
}
