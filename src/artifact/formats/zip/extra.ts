import { FormatError } from '../../errors.js';
import { IN_ZIP64_32 } from './entry.js';

/** Sizes and place of a member, as fields of 4 bytes or, where those do not suffice, in the ZIP64 extra field. */
export interface Wide {
  readonly size: number;
  readonly compressed: number;
  readonly start: number;
}

const ZIP64 = 0x0001;
/** Another name for the member, which only some readers believe. */
const UNICODE_PATH = 0x7075;

/**
 * Reads the extra fields of one header.
 * @param at - byte of the header
 * @throws FormatError `zip_extra_field`, `zip_second_name`
 */
export function widened(extra: Uint8Array, narrow: Wide, at: number): Wide {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.byteLength);
  let wide = narrow;
  let seen = false;
  for (let offset = 0; offset < extra.length;) {
    // miniz and zipfile leave fewer than four bytes of padding unread
    if (extra.length - offset < 4) throw wrong(at, 'a whole extra field', `${extra.length - offset} bytes`);
    const id = view.getUint16(offset, true);
    const length = view.getUint16(offset + 2, true);
    offset += 4;
    if (length > extra.length - offset) throw wrong(at, 'an extra field within the header', 'a longer one');
    if (id === UNICODE_PATH) {
      throw new FormatError('zip_second_name', at, 'Expected one name of a member, found another in an extra field');
    }
    if (id === ZIP64) {
      if (seen) throw wrong(at, 'one ZIP64 field', 'two');
      seen = true;
      wide = zip64(new DataView(extra.buffer, extra.byteOffset + offset, length), narrow, at);
    }
    offset += length;
  }
  const isMissing = [narrow.size, narrow.compressed, narrow.start].includes(IN_ZIP64_32) && !seen;
  if (isMissing) throw wrong(at, 'a ZIP64 field for what does not fit', 'none');
  return wide;
}

/** Only what does not fit is there, in this order. */
function zip64(field: DataView, narrow: Wide, at: number): Wide {
  let offset = 0;
  const next = (value: number): number => {
    if (value !== IN_ZIP64_32) return value;
    if (offset + 8 > field.byteLength) throw wrong(at, 'a ZIP64 field with all that does not fit', 'a shorter one');
    const wide = field.getBigUint64(offset, true);
    offset += 8;
    if (wide > BigInt(Number.MAX_SAFE_INTEGER)) throw wrong(at, 'sizes below 2^53', String(wide));
    return Number(wide);
  };
  const size = next(narrow.size);
  const compressed = next(narrow.compressed);
  return { size, compressed, start: next(narrow.start) };
}

function wrong(at: number, expected: string, found: string): FormatError {
  return new FormatError('zip_extra_field', at, `Expected ${expected}, found ${found}`);
}
