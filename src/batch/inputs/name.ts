import { createHash } from 'node:crypto';
import { extname } from 'node:path';

/** What file systems take as one name, in bytes of UTF-8. */
export const LONGEST = 255;

/** Letters of a digest that keep names apart which would become the same: one chance in 4 billion for two of them. */
const DIGEST = 8;

/**
 * A name that stays within the folder it is put into, on every file system: no `..`, no beginning or empty part, no
 * backslash or control character, no part over 255 bytes. A name that had to be changed ends in a digest of what it
 * was, so that no two become one: `../a.gif` is `a~1f0c9a2b.gif`. Capitals stay as they are.
 * @param raw - a path relative to where the file was found, parts separated by `/`
 */
export function safeName(raw: string): string {
  const kept = raw
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    // `\` separates on Windows; control characters end strings, lines and colours of terminals
    .map((part) => part.replaceAll(/[\\\p{Cc}]/gu, '_'));
  const name = kept.join('/');
  if (name !== '' && name === raw && kept.every((part) => Buffer.byteLength(part) <= LONGEST)) return name;
  const folders = kept.slice(0, -1).map((part) => cut(part, LONGEST));
  return [...folders, digested(kept.at(-1) ?? '', raw, LONGEST)].join('/');
}

/** One part of a path in so many bytes: what is longer loses the end of its stem to a digest of what it was. */
export function shortened(part: string, bytes: number): string {
  return Buffer.byteLength(part) <= bytes ? part : digested(part, part, bytes);
}

/** With its dot; an "extension" of more than 16 bytes is none. */
export function extensionOf(name: string): string {
  const extension = extname(name);
  return Buffer.byteLength(extension) <= 16 ? extension : '';
}

function digested(part: string, raw: string, bytes: number): string {
  const digest = createHash('sha256').update(raw).digest('hex').slice(0, DIGEST);
  const extension = extensionOf(part);
  const room = bytes - Buffer.byteLength(extension) - DIGEST - 1;
  const stem = cut(part.slice(0, part.length - extension.length), room);
  return `${stem}~${digest}${extension}`;
}

/** The first bytes of a text, without the half of a character. */
function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  return Buffer.from(text)
    .subarray(0, bytes)
    .toString('utf8')
    .replace(/\ufffd+$/, '');
}

/** Whether a name ends as those that were changed. */
export function wasChanged(name: string): boolean {
  return /~[0-9a-f]{8}(\.[^./]*)?$/.test(name);
}
