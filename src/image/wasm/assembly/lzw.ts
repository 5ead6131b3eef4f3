// GIF's variable-width LZW (GIF89a appendix F), as gif/lzw.ts does it. Strings of the table are places in the pixels
// that were unpacked already, so a code costs one copy.

// codes have at most 12 bits
const MAX_WIDTH: u32 = 12;
const TABLE_CODES: u32 = 1 << MAX_WIDTH;
// what a fast step loads at once and a copy moves at once
const REFILL: usize = 8;
const VECTOR: u32 = 16;

const RUNNING: u32 = 0;
const END_CODE: u32 = 1;
const INVALID_CODE: u32 = 2;

/** One image being unpacked. The caller lays it out and reads it by word: gif/unpacking.ts has the same list. */
@unmanaged
class Unpacking {
  /** Bits that were taken from the codes and not used yet, the first one lowest. */
  held: u64;
  /** The string before: its address in the low half, its length in the high half; 0 after a clear code. */
  previous: u64;
  bits: u32;
  width: u32;
  next: u32;
  clearCode: u32;
  position: u32;
  total: u32;
  ended: u32;
  extraPixels: u32;
  at: usize;
  end: usize;
  /** 4097 entries as `previous`: the last is written when the table is full, and never read. */
  table: usize;
  /** One byte a code: 1 when it stood alone for a pixel. */
  used: usize;
  /** Room for `total` indices and a vector; 0 to count only. */
  indices: usize;
}

/** Begins an image: `table`, `used`, `indices`, `clearCode` and `total` are set. `literals` holds the bytes 0..255. */
export function beginImage(image: Unpacking, literals: usize): void {
  for (let code: u32 = 0; code < image.clearCode; code++) {
    store<u64>(image.table + (code << 3), stringAt(literals + code, 1));
  }
  // longer than any room: a fast step leaves these two to the careful one
  store<u64>(image.table + (image.clearCode << 3), stringAt(0, u32.MAX_VALUE));
  store<u64>(image.table + ((image.clearCode + 1) << 3), stringAt(0, u32.MAX_VALUE));
  memory.fill(image.used, 0, 256);
  image.held = 0;
  image.bits = image.position = image.ended = image.extraPixels = 0;
  clearTable(image);
}

/** Unpacks `size` bytes of data sub-blocks at `blocks`; the last one may be cut. `joined` is room for as many bytes. */
export function unpack(image: Unpacking, blocks: usize, size: usize, joined: usize): void {
  if (image.ended !== RUNNING) return;
  image.at = joined;
  image.end = joinBlocks(blocks, size, joined);
  const fast = image.indices !== 0;
  do {
    if (fast) unpackFast(image, joined);
  } while (unpackOne(image));
}

/** Copies the data of sub-blocks without their lengths; returns the end. */
function joinBlocks(blocks: usize, size: usize, joined: usize): usize {
  const end = blocks + size;
  let target = joined;
  for (let at = blocks; at < end;) {
    const length = min<usize>(load<u8>(at), end - at - 1);
    at++;
    for (let done: usize = 0; done < length; done += VECTOR) v128.store(target + done, v128.load(at + done));
    target += length;
    at += length;
  }
  return target;
}

/** Codes that need no care, until one does: strings that fit, no clear code, no end, a string before. */
function unpackFast(image: Unpacking, begin: usize): void {
  const lastRefill = image.end - REFILL;
  let at = image.at;
  if (image.previous === 0 || image.end < begin + REFILL) return;
  const table = image.table;
  const used = image.used;
  const end = image.indices + image.total;
  let target = image.indices + image.position;
  let held = image.held;
  let bits = image.bits;
  let width = image.width;
  let next = image.next;
  let previous = image.previous;
  while (at <= lastRefill) {
    // whole bytes up to 56..63 bits; bits above `bits` are those that the next refill brings again
    held |= load<u64>(at) << bits;
    at += (63 - bits) >> 3;
    bits |= 56;
    const code = (<u32>held) & ((1 << width) - 1);
    // the string before and the first pixel of this one, which follows it in the pixels
    store<u64>(table + (next << 3), previous + stringAt(0, 1));
    if (code > next) break;
    const entry = load<u64>(table + (code << 3));
    const source = <usize>(entry & 0xffffffff);
    const length = <u32>(entry >> 32);
    if (length > <u32>(end - target)) break;
    v128.store(target, v128.load(source));
    if (length > VECTOR) copyRest(target, source, length);
    // the string that is just being defined ends with the pixel that it begins with
    if (code === next) store<u8>(target + length - 1, load<u8>(source));
    store<u8>(used + code, 1);
    held >>= width;
    bits -= width;
    previous = stringAt(target, length);
    target += length;
    next += u32(next < TABLE_CODES);
    if (next === 1 << width && width < MAX_WIDTH) width++;
  }
  // gives back whole bytes, so that the careful step takes them one by one
  const back = min<usize>(bits >> 3, at - begin);
  image.at = at - back;
  image.bits = bits - ((<u32>back) << 3);
  image.held = held & (((<u64>1) << image.bits) - 1);
  image.width = width;
  image.next = next;
  image.previous = previous;
  image.position = <u32>(target - image.indices);
}

/** The bytes of a string after the first vector. Source and target may overlap by all but the bytes copied before. */
function copyRest(target: usize, source: usize, length: u32): void {
  for (let done = VECTOR; done < length; done += VECTOR) v128.store(target + done, v128.load(source + done));
}

/** One code of any kind; false when there is none. */
function unpackOne(image: Unpacking): bool {
  while (image.bits < image.width) {
    if (image.at === image.end) return false;
    image.held |= (<u64>load<u8>(image.at++)) << image.bits;
    image.bits += 8;
  }
  const code = (<u32>image.held) & ((1 << image.width) - 1);
  image.held >>= image.width;
  image.bits -= image.width;
  if (code === image.clearCode) {
    clearTable(image);
    return true;
  }
  if (code === image.clearCode + 1) {
    image.ended = END_CODE;
    return false;
  }
  if (!define(image, code)) {
    image.ended = INVALID_CODE;
    return false;
  }
  emit(image, code);
  return true;
}

function clearTable(image: Unpacking): void {
  image.width = 32 - clz(image.clearCode);
  image.next = image.clearCode + 2;
  image.previous = 0;
}

/** Adds the string that this code completes; false when the code means nothing. */
function define(image: Unpacking, code: u32): bool {
  const next = image.next;
  if (image.previous === 0) return code < image.clearCode;
  if (code > next) return false;
  if (next === TABLE_CODES) return true;
  store<u64>(image.table + (next << 3), image.previous + stringAt(0, 1));
  image.next = next + 1;
  if (image.next === 1 << image.width && image.width < MAX_WIDTH) image.width++;
  return true;
}

function emit(image: Unpacking, code: u32): void {
  const entry = load<u64>(image.table + (code << 3));
  const source = <usize>(entry & 0xffffffff);
  const length = <u32>(entry >> 32);
  const target = image.indices + image.position;
  const shown = min(length, image.total - image.position);
  if (length > shown) image.extraPixels = 1;
  if (code < image.clearCode && shown > 0) store<u8>(image.used + code, 1);
  // byte by byte: the string that is just being defined overlaps itself
  if (image.indices !== 0) for (let i: u32 = 0; i < shown; i++) store<u8>(target + i, load<u8>(source + i));
  image.position += shown;
  image.previous = stringAt(target, length);
}

function stringAt(address: usize, length: u32): u64 {
  return (<u64>address) | ((<u64>length) << 32);
}
