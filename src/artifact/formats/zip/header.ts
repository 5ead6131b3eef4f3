import type { Cursor } from '../../source/cursor.js';

/** What a local header and a record of the directory both say of a member. */
export interface SharedFields {
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly compressed: number;
  readonly size: number;
  readonly nameLength: number;
  readonly extraLength: number;
}

/** The fields that follow the version in both, in their order. */
export function sharedFields(cursor: Cursor): SharedFields {
  const flags = cursor.u16('Flags');
  const method = cursor.u16('The method');
  cursor.skip(4, 'The time');
  const crc = cursor.u32('The checksum');
  const compressed = cursor.u32('The compressed size');
  const size = cursor.u32('The size');
  const nameLength = cursor.u16('The length of the name');
  return {
    flags,
    method,
    crc,
    compressed,
    size,
    nameLength,
    extraLength: cursor.u16('The length of the extra fields'),
  };
}
