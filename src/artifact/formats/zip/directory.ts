import { FormatError } from '../../errors.js';
import type { ByteSource } from '../../source/byte-source.js';
import { Cursor } from '../../source/cursor.js';
import { endRecordOf, type EndRecord } from './end-record.js';
import type { Entry } from './entry.js';
import { widened } from './extra.js';
import { sharedFields } from './header.js';

export interface Directory {
  readonly entries: readonly Entry[];
  readonly end: EndRecord;
}

const ENTRY = 0x02014b50;
const ENTRY_LENGTH = 46;

/** Members of one archive: the largest models have some thousands of tensors, each a member. */
const MOST_MEMBERS = 100_000;

/** Of sources that are open: formats ask what an archive is before one of them reads it, and it may have 100,000 members. */
const known = new WeakMap<ByteSource, Directory>();

/**
 * The central directory; read once of a source.
 * @throws FormatError `zip_directory`, `zip_too_many_members`, `zip_name`, and those of end-record.ts and extra.ts
 */
export function directoryOf(source: ByteSource): Directory {
  const directory = known.get(source) ?? read(source);
  known.set(source, directory);
  return directory;
}

function read(source: ByteSource): Directory {
  const end = endRecordOf(source);
  if (end.start + end.size > end.at) {
    const message = `Expected the directory to end before byte ${end.at}, found ${end.size} bytes from ${end.start}`;
    throw new FormatError('zip_directory', end.at, message);
  }
  if (end.entries > MOST_MEMBERS) {
    const message = `Expected at most ${MOST_MEMBERS} members, found ${end.entries}`;
    throw new FormatError('zip_too_many_members', end.at, message);
  }
  if (end.entries * ENTRY_LENGTH > end.size) {
    const message = `Expected a directory of ${end.entries} members, found one of ${end.size} bytes`;
    throw new FormatError('zip_directory', end.start, message);
  }
  const cursor = new Cursor(source, 'zip_directory', end.start);
  const entries = Array.from({ length: end.entries }, () => entryAt(cursor));
  if (cursor.position !== end.start + end.size) {
    const message = `Expected the directory to end at byte ${end.start + end.size}, found its last record's end`;
    throw new FormatError('zip_directory', cursor.position, message);
  }
  return { entries, end };
}

function entryAt(cursor: Cursor): Entry {
  const at = cursor.position;
  if (cursor.u32('A record of the directory') !== ENTRY) {
    throw new FormatError('zip_directory', at, 'Expected a record of the directory, found other bytes');
  }
  cursor.skip(4, 'Versions');
  const { flags, method, crc, compressed, size, nameLength, extraLength } = sharedFields(cursor);
  const commentLength = cursor.u16('The length of the comment');
  cursor.skip(4, 'The disk and attributes');
  const attributes = cursor.u32('Attributes');
  const start = cursor.u32('The place of the member');
  const name = nameOf(cursor.bytes(nameLength, 'The name'), at);
  const wide = widened(cursor.bytes(extraLength, 'Extra fields'), { size, compressed, start }, at);
  cursor.skip(commentLength, 'The comment');
  return { name, at, flags, method, crc, attributes, ...wide };
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @throws FormatError `zip_name` */
export function nameOf(bytes: Uint8Array, at: number): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    // readers differ in what they take other bytes for
    throw new FormatError('zip_name', at, 'Expected the name of a member in UTF-8, found other bytes');
  }
}
