import type { ChunkReader, Tally } from './chunk.js';

/** IEEE 754 single and double precision. */
export const float32 = reader(4, (bytes, at, tally) => addFloats(laid(Float32Array, bytes), at, tally));
export const float64 = reader(8, (bytes, at, tally) => addFloats(laid(Float64Array, bytes), at, tally));
/** Two floats each, of which either may be wrong. */
export const complex64 = reader(8, (bytes, at, tally) => addFloats(laid(Float32Array, bytes), at, tally));
export const complex128 = reader(16, (bytes, at, tally) => addFloats(laid(Float64Array, bytes), at, tally));

/**
 * Numbers of 16 bits.
 * @param valueOf - of the bits; called once for each of the 65,536
 */
export function bits16(valueOf: (bits: number) => number): ChunkReader {
  const add = byBits(2 ** 16, valueOf);
  return reader(2, (bytes, at, tally) => add(laid(Uint16Array, bytes), at, tally));
}

/** Numbers of 8 bits. */
export function bits8(valueOf: (bits: number) => number): ChunkReader {
  return reader(1, byBits(2 ** 8, valueOf));
}

/**
 * The same numbers big-endian, as numpy keeps what came from such machines.
 * @param swap - turns the bytes of each number around, in place
 */
export function swapped(of: ChunkReader, swap: (numbers: Buffer) => void): ChunkReader {
  return reader(of.unit, (bytes, at, tally) => {
    const turned = new Uint8Array(bytes);
    swap(Buffer.from(turned.buffer));
    of.add(turned, at, tally);
  });
}

/** This loop is what reading weights takes its time for: it has no question in it that a sum can answer afterwards. */
function addFloats(values: Float32Array | Float64Array, at: number, tally: Tally): void {
  let { min, max, sum, zeros } = tally;
  const count = values.length;
  for (let i = 0; i < count; i++) {
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
    if (value === 0) zeros += 1;
    sum += value;
  }
  // one NaN or infinity makes the sum of all that
  if (!Number.isFinite(sum)) return addDoubtful(values, at, tally);
  tally.values += count;
  tally.min = min;
  tally.max = max;
  tally.sum = sum;
  tally.zeros = zeros;
}

/** The same, asking of each value what it is. */
function addDoubtful(values: Float32Array | Float64Array, at: number, tally: Tally): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isFinite(value)) addOften(tally, value, 1);
    else addBad(tally, value, 1, () => at + i * values.BYTES_PER_ELEMENT);
  }
}

function addOften(tally: Tally, value: number, count: number): void {
  tally.values += count;
  if (value < tally.min) tally.min = value;
  if (value > tally.max) tally.max = value;
  if (value === 0) tally.zeros += count;
  tally.sum += value * count;
}

/** @param first - byte in the tensor of the first NaN or infinity of the chunk; asked for where none came before */
function addBad(tally: Tally, value: number, count: number, first: () => number): void {
  tally.values += count;
  if (Number.isNaN(value)) tally.nan += count;
  else tally.infinite += count;
  if (tally.firstBad < 0) tally.firstBad = first();
}

/** Counts how often each pattern of bits is there, then says what each is worth: faster than looking every value up. */
function byBits(patterns: number, valueOf: (bits: number) => number) {
  let table: Float32Array | null = null;
  // neighbours are often equal: counting them in two places lets the processor count both at once
  const even = new Uint32Array(patterns);
  const odd = new Uint32Array(patterns);
  return (bits: Uint16Array | Uint8Array, at: number, tally: Tally): void => {
    const values = (table ??= Float32Array.from({ length: patterns }, (_, pattern) => valueOf(pattern)));
    even.fill(0);
    odd.fill(0);
    const paired = bits.length - (bits.length % 2);
    for (let i = 0; i < paired; i += 2) {
      even[bits[i]!]! += 1;
      odd[bits[i + 1]!]! += 1;
    }
    if (paired < bits.length) even[bits[paired]!]! += 1;
    for (let pattern = 0; pattern < patterns; pattern++) {
      const count = even[pattern]! + odd[pattern]!;
      if (count === 0) continue;
      const value = values[pattern]!;
      if (Number.isFinite(value)) addOften(tally, value, count);
      else addBad(tally, value, count, () => at + firstOf(bits, values) * bits.BYTES_PER_ELEMENT);
    }
  };
}

function firstOf(bits: Uint16Array | Uint8Array, values: Float32Array): number {
  return bits.findIndex((pattern) => !Number.isFinite(values[pattern]));
}

function reader(unit: number, add: ChunkReader['add']): ChunkReader {
  return { unit, counts: 'values', add };
}

type Typed<T> = {
  new (buffer: ArrayBufferLike, offset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
};

/** The same bytes as numbers: no copy. */
export function laid<T>(kind: Typed<T>, { buffer, byteOffset, byteLength }: Uint8Array): T {
  return new kind(buffer, byteOffset, byteLength / kind.BYTES_PER_ELEMENT);
}
