import { isUtf8 } from 'node:buffer';
import { FormatError } from '../../errors.js';
import type { ByteSource } from '../../source/byte-source.js';
import { isUtf8At, MAX_TEXT } from './text.js';

/** What is read of a list at once. */
const WINDOW = 2 ** 18;
const LENGTH_BYTES = 8;

/** An element that is wrong. */
export interface Wrong {
  readonly index: number;
  /** Its first byte in the file. */
  readonly offset: number;
}

export interface StringList {
  /** Byte behind the list. */
  readonly end: number;
  /** The first that is no UTF-8. */
  readonly notUtf8: Wrong | null;
}

/** Told of every string: where it begins in the file, and its bytes, valid during the call. */
export type OnString = (index: number, offset: number, bytes: Uint8Array) => void;

/**
 * Goes over the strings of a list without an object for each: vocabularies have some 100,000.
 * @param part - the key
 * @param onString - told of those that fit into one read, 256 KiB
 * @throws FormatError where one reaches past the end
 */
export function scanStrings(
  source: ByteSource,
  { start, count, part }: { readonly start: number; readonly count: number; readonly part: string },
  onString?: OnString,
): StringList {
  const window = new Window(source);
  let at = start;
  let notUtf8: Wrong | null = null;
  for (let index = 0; index < count; index += 1) {
    const length = window.lengthAt(at);
    const most = Math.min(MAX_TEXT, Math.max(0, source.size - at - LENGTH_BYTES));
    if (length > most) {
      const found = length === Infinity ? 'the end of the file' : `a length of ${length}`;
      const message = `Expected a string of at most ${most} bytes as element ${index}, found ${found}`;
      throw new FormatError('gguf_string_length', at, message, part);
    }
    const offset = at + LENGTH_BYTES;
    if (!window.isText(offset, length)) notUtf8 ??= { index, offset };
    if (onString && length <= WINDOW) onString(index, offset, window.bytes(offset, length));
    at = offset + length;
  }
  return { end: at, notUtf8 };
}

/** The first byte of a list of truth values that is neither 0 nor 1. */
export function scanBools(source: ByteSource, start: number, count: number): Wrong | null {
  for (let done = 0; done < count;) {
    const chunk = source.read(start + done, Math.min(WINDOW, count - done));
    if (chunk.length === 0) return null;
    const within = chunk.findIndex((byte) => byte > 1);
    if (within >= 0) return { index: done + within, offset: start + done + within };
    done += chunk.length;
  }
  return null;
}

/** A part of a source that moves on with those who read it. */
class Window {
  readonly #source: ByteSource;
  #bytes: Uint8Array = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);
  #base = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** Exact below 2^53; Infinity where the file ends within it. */
  lengthAt(at: number): number {
    if (!this.#holds(at, LENGTH_BYTES)) this.#move(at);
    if (!this.#holds(at, LENGTH_BYTES)) return Infinity;
    const within = at - this.#base;
    return this.#view.getUint32(within, true) + this.#view.getUint32(within + 4, true) * 2 ** 32;
  }

  /** Whether bytes that the source has are UTF-8. */
  isText(at: number, length: number): boolean {
    if (length > WINDOW) {
      const sound = isUtf8At(this.#source, at, length);
      // the source's bytes are valid until the next read only
      this.#bytes = new Uint8Array(0);
      return sound;
    }
    if (!this.#holds(at, length)) this.#move(at);
    const from = at - this.#base;
    for (let index = from; index < from + length; index += 1) {
      if (this.#bytes[index]! >= 0x80) return isUtf8(this.#bytes.subarray(from, from + length));
    }
    return true;
  }

  /** Of a text that was just looked at. */
  bytes(at: number, length: number): Uint8Array {
    return this.#bytes.subarray(at - this.#base, at - this.#base + length);
  }

  #holds(at: number, length: number): boolean {
    return at >= this.#base && at + length <= this.#base + this.#bytes.length;
  }

  #move(to: number): void {
    this.#base = to;
    this.#bytes = this.#source.read(to, WINDOW);
    this.#view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length);
  }
}
