import { isUtf8 } from 'node:buffer';
import { FormatError } from '../../errors.js';
import type { ByteSource } from '../../source/byte-source.js';
import type { Cursor } from '../../source/cursor.js';

/** Longest string that llama.cpp reads: 1 GiB (GGUF_MAX_STRING_LENGTH). */
export const MAX_TEXT = 2 ** 30;

/** Bytes of one string that are kept; templates of chats, the longest of real files, have some 50 KB. */
export const KEPT_TEXT = 2 ** 20;

/** What is read of a text at once. */
const CHUNK = 2 ** 18;

export interface Text {
  /** What was kept of it; bytes that are no UTF-8 are replaced. */
  readonly text: string;
  /** First byte of the text, behind its length. */
  readonly offset: number;
  /** Of the whole. */
  readonly bytes: number;
  readonly isUtf8: boolean;
}

export interface Wanted {
  /** Of a length that cannot be. */
  readonly rule: string;
  /** As messages call it. */
  readonly what: string;
  readonly part: string | null;
}

/**
 * A length of 64 bits and so many bytes of text, of which no more than KEPT_TEXT are kept.
 * @throws FormatError when the file ends before the text does
 */
export function readText(source: ByteSource, cursor: Cursor, { rule, what, part }: Wanted): Text {
  const at = cursor.position;
  const length = cursor.u64(`The length of ${what}`);
  const most = Math.min(cursor.remaining, MAX_TEXT);
  if (length > BigInt(most)) {
    throw new FormatError(rule, at, `Expected ${what} of at most ${most} bytes, found a length of ${length}`, part);
  }
  const offset = cursor.position;
  const bytes = Number(length);
  const sound = isUtf8At(source, offset, bytes);
  const text = new TextDecoder().decode(source.read(offset, Math.min(bytes, KEPT_TEXT)));
  cursor.skip(bytes, what);
  return { text, offset, bytes, isUtf8: sound };
}

/** Whether a part of a source is UTF-8, chunk by chunk. */
export function isUtf8At(source: ByteSource, from: number, length: number): boolean {
  for (let done = 0; done < length;) {
    const chunk = source.read(from + done, Math.min(CHUNK, length - done));
    // a character that the chunk cuts is left to the next one
    const whole = done + chunk.length < length ? wholeCharacters(chunk) : chunk.length;
    if (chunk.length === 0 || !isUtf8(chunk.subarray(0, whole))) return false;
    done += whole;
  }
  return true;
}

/** Bytes up to where the last character begins, if it has several bytes. */
function wholeCharacters(chunk: Uint8Array): number {
  let end = chunk.length;
  while (end > 1 && end > chunk.length - 3 && (chunk[end - 1]! & 0xc0) === 0x80) end -= 1;
  return end > 1 && chunk[end - 1]! >= 0xc0 ? end - 1 : chunk.length;
}
