import { FormatError } from '../../errors.js';
import type { ByteSource } from '../../source/byte-source.js';
import { Cursor } from '../../source/cursor.js';
import { IN_ZIP64_16, IN_ZIP64_32 } from './entry.js';

/** What the end of an archive says of its directory. */
export interface EndRecord {
  readonly entries: number;
  /** Of the directory: its first byte, and how many there are. */
  readonly start: number;
  readonly size: number;
  /** First byte of what stands behind the directory. */
  readonly at: number;
  /** Byte after the record, its comment left out. */
  readonly end: number;
  /** Bytes of the comment as the record says. */
  readonly commentLength: number;
}

const END_LENGTH = 22;
const LOCATOR = 0x07064b50;
const LOCATOR_LENGTH = 20;
const ZIP64_END = 0x06064b50;
const ZIP64_LENGTH = 56;
/** The longest comment there can be. */
const LONGEST_COMMENT = 0xffff;

/**
 * The end record, the last one of the file as every reader takes it.
 * @throws FormatError `zip_no_end`, `zip_spanned`, `zip_zip64`
 */
export function endRecordOf(source: ByteSource): EndRecord {
  const at = lastEnd(source);
  if (at === null) {
    throw new FormatError('zip_no_end', source.size, 'Expected the end record of a zip archive, found none');
  }
  const cursor = new Cursor(source, 'zip_no_end', at + 4);
  const disks = [cursor.u16('The disk'), cursor.u16('The disk of the directory')];
  const onDisk = cursor.u16('The number of entries here');
  const entries = cursor.u16('The number of entries');
  const size = cursor.u32('The size of the directory');
  const start = cursor.u32('The place of the directory');
  const commentLength = cursor.u16('The length of the comment');
  const zip64 = zip64Record(source, at);
  const record = zip64 ?? { entries, size, start, at };
  const pairs = [
    [entries, record.entries, IN_ZIP64_16],
    [size, record.size, IN_ZIP64_32],
    [start, record.start, IN_ZIP64_32],
  ] as const;
  // readers differ in which of the two they believe
  if (pairs.some(([short, long, moved]) => short !== moved && short !== long)) {
    throw new FormatError('zip_zip64', at, 'Expected both end records to say the same, found different ones');
  }
  // what the wide record says may be left to it
  const isMoved = (field: number): boolean => zip64 !== null && field === IN_ZIP64_16;
  if (disks.some((disk) => disk !== 0 && !isMoved(disk)) || (onDisk !== record.entries && !isMoved(onDisk))) {
    throw spanned(at + 4);
  }
  return { ...record, end: at + END_LENGTH, commentLength };
}

function lastEnd(source: ByteSource): number | null {
  const length = Math.min(source.size, END_LENGTH + LONGEST_COMMENT);
  const first = source.size - length;
  const tail = Buffer.from(source.read(first, length));
  const found = tail.lastIndexOf('PK\x05\x06', length - END_LENGTH, 'latin1');
  return found < 0 || tail.length < length ? null : first + found;
}

function zip64Record(source: ByteSource, end: number): Pick<EndRecord, 'entries' | 'start' | 'size' | 'at'> | null {
  const locatorAt = end - LOCATOR_LENGTH;
  if (locatorAt < 0) return null;
  const locator = new Cursor(source, 'zip_zip64', locatorAt);
  if (locator.u32('The locator') !== LOCATOR) return null;
  const isElsewhere = locator.u32('The disk') !== 0;
  const at = bounded(locator.u64('The place of the ZIP64 end record'), locatorAt, locatorAt + 8);
  // some writers leave the number of disks 0
  if (isElsewhere || locator.u32('The number of disks') > 1) throw spanned(locatorAt + 4);
  const cursor = new Cursor(source, 'zip_zip64', at);
  if (cursor.u32('The ZIP64 end record') !== ZIP64_END || at + ZIP64_LENGTH !== locatorAt) {
    throw new FormatError('zip_zip64', at, 'Expected a ZIP64 end record of 56 bytes before its locator, found none');
  }
  if (cursor.u64('The length of the record') !== BigInt(ZIP64_LENGTH - 12)) {
    throw new FormatError('zip_zip64', at + 4, 'Expected a ZIP64 end record of 56 bytes, found another length in it');
  }
  cursor.skip(4, 'Versions');
  const disks = [cursor.u32('The disk'), cursor.u32('The disk of the directory')];
  const onDisk = cursor.u64('The number of entries here');
  const all = cursor.u64('The number of entries');
  const entries = bounded(all, at, at + 32);
  if (disks.some((disk) => disk !== 0) || onDisk !== all) throw spanned(at + 16);
  const size = bounded(cursor.u64('The size of the directory'), at, at + 40);
  const start = bounded(cursor.u64('The place of the directory'), at, at + 48);
  return { entries, start, size, at };
}

function spanned(at: number): FormatError {
  return new FormatError('zip_spanned', at, 'Expected one file, found one part of several');
}

/** Compared before it becomes a number. */
function bounded(value: bigint, most: number, at: number): number {
  if (value > BigInt(most)) throw new FormatError('zip_zip64', at, `Expected at most ${most}, found ${value}`);
  return Number(value);
}
