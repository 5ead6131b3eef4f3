import { FormatError } from '../../errors.js';
import type { ByteSource } from '../../source/byte-source.js';
import { Cursor } from '../../source/cursor.js';
import { nameOf } from './directory.js';
import { HAS_DESCRIPTOR, IN_ZIP64_32, type Entry, type Member } from './entry.js';
import { widened } from './extra.js';
import { sharedFields } from './header.js';

const LOCAL = 0x04034b50;
const DESCRIPTOR = 0x08074b50;

/**
 * The member of an entry, its local header compared with the directory: readers that take one or the other must find the
 * same.
 * @param limit - first byte that no member may reach: that of the directory
 * @throws FormatError `zip_local_header`, `zip_header_mismatch`, `zip_member_outside`, `zip_descriptor`
 */
export function memberOf(source: ByteSource, entry: Entry, limit: number): Member {
  const { name, start } = entry;
  if (start >= limit) throw outside(entry, limit);
  const cursor = new Cursor(source, 'zip_local_header', start);
  if (cursor.u32('A local header') !== LOCAL) {
    throw new FormatError('zip_local_header', start, 'Expected the header of a member, found other bytes', name);
  }
  cursor.skip(2, 'The version');
  const { flags, method, crc, compressed, size, nameLength, extraLength } = sharedFields(cursor);
  const local = nameOf(cursor.bytes(nameLength, 'The name'), start);
  const wide = widened(cursor.bytes(extraLength, 'Extra fields'), { size, compressed, start: 0 }, start);
  const data = cursor.position;
  if (entry.compressed > limit - data) throw outside(entry, limit);

  // sizes behind the content are 0 in front of it
  const isLater = (flags & HAS_DESCRIPTOR) !== 0 && crc === 0 && wide.size === 0 && wide.compressed === 0;
  const differing = [
    ['name', local, name],
    ['flags', flags, entry.flags],
    ['method', method, entry.method],
    ...(isLater
      ? []
      : ([
          ['checksum', crc, entry.crc],
          ['compressed size', wide.compressed, entry.compressed],
          ['size', wide.size, entry.size],
        ] as const)),
  ].find(([, here, there]) => here !== there);
  if (differing) {
    const [what, here, there] = differing;
    const message = `Expected the ${what} ${shown(there)} of the directory also before the member, found ${shown(here)}`;
    throw new FormatError('zip_header_mismatch', start, message, name);
  }
  const isWide = [size, compressed].includes(IN_ZIP64_32);
  const end = data + entry.compressed;
  return { ...entry, data, end: (flags & HAS_DESCRIPTOR) === 0 ? end : descriptorEnd(source, entry, end, isWide) };
}

/** Its signature is optional, and its sizes have 4 or 8 bytes: what fits is what it is. */
function descriptorEnd(source: ByteSource, entry: Entry, at: number, isWide: boolean): number {
  const bytes = Buffer.from(source.read(at, 24));
  const signed = bytes.length >= 4 && bytes.readUInt32LE(0) === DESCRIPTOR ? 4 : 0;
  for (const width of isWide ? [8, 4] : [4, 8]) {
    const length = signed + 4 + 2 * width;
    if (bytes.length < length || bytes.readUInt32LE(signed) !== entry.crc) continue;
    const compressed = sizeAt(bytes, signed + 4, width);
    const size = sizeAt(bytes, signed + 4 + width, width);
    if (compressed === BigInt(entry.compressed) && size === BigInt(entry.size)) return at + length;
  }
  const message = 'Expected checksum and sizes of the directory behind the member, found others';
  throw new FormatError('zip_descriptor', at, message, entry.name);
}

function sizeAt(bytes: Buffer, offset: number, width: number): bigint {
  return width === 8 ? bytes.readBigUInt64LE(offset) : BigInt(bytes.readUInt32LE(offset));
}

function outside({ name, at, start, compressed }: Entry, limit: number): FormatError {
  const found = `${compressed} bytes from its header at byte ${start}`;
  return new FormatError('zip_member_outside', at, `Expected the member before byte ${limit}, found ${found}`, name);
}

function shown(value: string | number): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value.slice(0, 100));
}
