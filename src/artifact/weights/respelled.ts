import { ArtifactError } from '../errors.js';
import type { Encoding } from '../formats/format.js';
import type { ChunkReader, Tally } from './chunk.js';

/** Takes the bytes of values out of what spells them: as many as there are whole symbols in `spelled`. */
type Decoder = (spelled: Uint8Array, unit: number) => Decoded;

interface Decoded {
  /** Whole units. */
  readonly values: Uint8Array;
  /** Bytes of what spells them. */
  readonly taken: number;
}

/** null: values that are spelled so are not read here. */
const DECODERS: Readonly<Record<Encoding, Decoder | null>> = {
  latin1: fromUtf8,
  varints: fromVarints,
  keyed: fromKeyed,
  other: null,
};

/** What is expected of a tensor whose values are spelled otherwise, in bytes. */
interface Spelling {
  readonly encoding: Encoding;
  /** Of the file. */
  readonly spelled: number;
  /** Of its values. */
  readonly values: number;
}

/**
 * Reads values that are spelled otherwise, chunk by chunk, and keeps what a chunk cuts for the next one: one reader for each
 * tensor. null: nobody knows how.
 */
export function respelled(reader: ChunkReader, { encoding, spelled, values }: Spelling): ChunkReader | null {
  const decode = DECODERS[encoding];
  if (!decode) return null;
  let cut: Uint8Array = new Uint8Array(0);
  let found = 0;
  const add = (bytes: Uint8Array, at: number, tally: Tally): void => {
    const joined = new Uint8Array(cut.length + bytes.length);
    joined.set(cut);
    joined.set(bytes, cut.length);
    const decoded = decode(joined, reader.unit);
    const start = at - cut.length;
    const isFirst = tally.firstBad < 0;
    reader.add(decoded.values, 0, tally);
    // where its own bytes begin, not those that they stand for
    if (isFirst && tally.firstBad >= 0) tally.firstBad = start + takenBy(decode, joined, tally.firstBad, reader.unit);
    found += decoded.values.length;
    cut = joined.slice(decoded.taken);
    if (at + bytes.length < spelled || (found === values && cut.length === 0)) return;
    throw new ArtifactError('spelled_otherwise', `its ${values} bytes are spelled as ${found} and ${cut.length} more`);
  };
  return { unit: 1, counts: reader.counts, add };
}

/** Bytes that spell the values before one; found by halves, as more bytes never spell fewer. */
function takenBy(decode: Decoder, spelled: Uint8Array, before: number, unit: number): number {
  let low = 0;
  let high = spelled.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (decode(spelled.subarray(0, middle), unit).values.length <= before) low = middle + 1;
    else high = middle;
  }
  return decode(spelled.subarray(0, low - 1), unit).taken;
}

/** Characters of Latin 1 in UTF-8, each a byte: one or two bytes of the file. */
function fromUtf8(spelled: Uint8Array, unit: number): Decoded {
  const values = new Uint8Array(spelled.length);
  let count = 0;
  let whole = 0;
  for (let at = 0; at < spelled.length;) {
    const byte = spelled[at]!;
    if (byte < 0x80) at += 1;
    else {
      const next = spelled[at + 1];
      if (next === undefined) break;
      // U+0080 to U+00FF begin with one of two bytes
      if ((byte !== 0xc2 && byte !== 0xc3) || (next & 0xc0) !== 0x80) throw unreadable('a character of Latin 1');
      at += 2;
    }
    values[count] = byte < 0x80 ? byte : ((byte & 3) << 6) | (spelled[at - 1]! & 0x3f);
    count += 1;
    if (count % unit === 0) whole = at;
  }
  return { values: values.slice(0, count - (count % unit)), taken: whole };
}

/** Bits of floats of up to 16 bits, each a varint. */
function fromVarints(spelled: Uint8Array, unit: number): Decoded {
  const values = new Uint8Array(spelled.length * unit);
  let count = 0;
  let start = 0;
  for (let at = 0, bits = 0; at < spelled.length; at += 1) {
    const byte = spelled[at]!;
    bits += (byte & 0x7f) * 2 ** (7 * (at - start));
    if (byte >= 0x80) continue;
    if (bits >= 2 ** (8 * unit)) throw unreadable(`a value of ${8 * unit} bits`);
    for (let index = 0; index < unit; index += 1) values[count + index] = (bits >> (8 * index)) & 0xff;
    count += unit;
    start = at + 1;
    bits = 0;
  }
  return { values: values.slice(0, count), taken: start };
}

/** Each value behind a byte, of which its reader made sure. */
function fromKeyed(spelled: Uint8Array, unit: number): Decoded {
  const count = Math.floor(spelled.length / (unit + 1));
  const values = new Uint8Array(count * unit);
  for (let index = 0; index < count; index += 1) {
    const start = index * (unit + 1) + 1;
    values.set(spelled.subarray(start, start + unit), index * unit);
  }
  return { values, taken: count * (unit + 1) };
}

function unreadable(expected: string): ArtifactError {
  return new ArtifactError('spelled_otherwise', `${expected} was expected where its values are spelled`);
}
