// GIF's variable-width LZW (GIF89a appendix F), doing what gif/lzw.ts does. A string of the table is a place in the
// indices that were unpacked already, so a code costs one copy; the single indices stand in a row before the first one.

// codes have at most 12 bits
const MAX_WIDTH: u32 = 12;
const TABLE_CODES: u32 = 1 << MAX_WIDTH;
// more than a string can have that grows by one a code: fast steps stop at the clear code and at the end code
const NO_STRING: u32 = 0xffff;
// what is copied at once: most strings are not longer
const VECTOR: u32 = 16;
// data sub-blocks that are taken at once
const PIECE_BYTES: usize = 1 << 16;

/** What ended the codes. */
const NOTHING: u32 = 0;
const END_CODE: u32 = 1;
const INVALID_CODE: u32 = 2;

/** One image being unpacked: these fields, and behind them the arrays below. */
@unmanaged
class Unpacking {
  /** Bits of the codes that were taken, and that there are. */
  bitAt: u32;
  bitEnd: u32;
  /** Bytes of the codes that an earlier piece left. */
  carried: u32;
  width: u32;
  next: u32;
  clearCode: u32;
  ended: u32;
  extraPixels: u32;
  /** Where the string before is; 0 after a clear code. */
  previous: usize;
  /** Where indices begin, the next one goes, and the image ends. */
  indices: usize;
  target: usize;
  end: usize;
}

// every code, and two past them that are written when the table is full. Of a string: the address of its first index,
// how many more it has (16 bits), and whether it was used (8 bits), all in the cache line that a code needs anyway
const TABLE: usize = 64;
const MORE: usize = TABLE + 4;
const USED: usize = TABLE + 6;
const SINGLES: usize = TABLE + 8 * (TABLE_CODES + 2);
// one flag an index: it was used
const FLAGS: usize = SINGLES + 256;
// the pixel of each index: room that the caller uses
const PALETTE: usize = FLAGS + 256;
// a piece, what an earlier one left, and room for the vector that is stored last
const CODES: usize = PALETTE + 4 * 256;
const BLOCKS: usize = CODES + PIECE_BYTES + 2 * VECTOR;

export function unpackingBytes(): usize {
  return BLOCKS + PIECE_BYTES;
}

/** @param indices - not 0: room for `total` indices and the 47 bytes past a string that three vectors may touch */
export function beginUnpacking(image: Unpacking, minCodeSize: u32, indices: usize, total: u32): void {
  const base = changetype<usize>(image);
  const clearCode: u32 = 1 << minCodeSize;
  for (let index: u32 = 0; index < clearCode; index++) {
    store<u8>(base + index, index, SINGLES);
    define(image, index, base + SINGLES + index, 0);
  }
  define(image, clearCode, 0, NO_STRING);
  define(image, clearCode + 1, 0, NO_STRING);
  image.bitAt = image.bitEnd = image.carried = image.ended = image.extraPixels = 0;
  image.clearCode = clearCode;
  image.indices = image.target = indices;
  image.end = indices + total;
  clearTable(image);
}

/** Where `unpack` takes data sub-blocks from: room for 65,536 bytes. */
export function blocksOf(image: Unpacking): usize {
  return changetype<usize>(image) + BLOCKS;
}

/** Takes `size` bytes of data sub-blocks, each behind its length; the last one may be cut. */
export function unpack(image: Unpacking, size: usize): void {
  if (image.ended !== NOTHING) return;
  joinBlocks(image, size);
  // codes of 2 bits never grow, which fast steps do not know
  const growing = image.clearCode > 2;
  do {
    if (growing && image.previous !== 0 && image.target < image.end) unpackFast(image);
  } while (unpackOne(image));
}

/** Where the caller may keep the pixels that indices stand for: 256 words, aligned. */
export function paletteOf(image: Unpacking): usize {
  return changetype<usize>(image) + PALETTE;
}

export function pixelsOf(image: Unpacking): u32 {
  return <u32>(image.target - image.indices);
}

export function endOf(image: Unpacking): u32 {
  return image.ended;
}

export function extraPixelsOf(image: Unpacking): u32 {
  return image.extraPixels;
}

/** Address of 256 flags: 1 for the indices that pixels have, each of which came as a code of its own first. */
export function usedOf(image: Unpacking): usize {
  const base = changetype<usize>(image);
  for (let index: u32 = 0; index < image.clearCode; index++) {
    store<u8>(base + index, load<u8>(base + (index << 3), USED), FLAGS);
  }
  memory.fill(base + FLAGS + image.clearCode, 0, 256 - image.clearCode);
  return base + FLAGS;
}

/** Which data byte of the last piece completed the last code, from 0. */
export function lastByteOf(image: Unpacking): u32 {
  return ((image.bitAt - 1) >> 3) - image.carried;
}

/** Puts the data of sub-blocks behind the bits that are left. */
function joinBlocks(image: Unpacking, size: usize): void {
  const codes = changetype<usize>(image) + CODES;
  let at = changetype<usize>(image) + BLOCKS;
  const end = at + size;
  image.carried = (image.bitEnd - image.bitAt + 7) >> 3;
  store<u32>(codes, load<u32>(codes + (image.bitAt >> 3)));
  let target = codes + image.carried;
  while (at < end) {
    const length = min<usize>(load<u8>(at), end - at - 1);
    at++;
    for (let done: usize = 0; done < length; done += VECTOR) v128.store(target + done, v128.load(at + done));
    target += length;
    at += length;
  }
  image.bitAt &= 7;
  image.bitEnd = (<u32>(target - codes)) << 3;
}

/**
 * Codes of one width until one needs care: the last one of the width, a clear code, the end, one that means nothing, a
 * string that does not fit, the last pixels and bits.
 */
function unpackFast(image: Unpacking): void {
  const base = changetype<usize>(image);
  const end = image.end;
  const lastTarget = end - VECTOR;
  const width = image.width;
  const mask: u32 = (1 << width) - 1;
  const next = image.next;
  // a full table stays as it is until a clear code
  const step: u32 = next < TABLE_CODES ? 8 : 0;
  let bitAt = <i32>image.bitAt;
  // where the last of these codes begins
  let lastBit = <i32>(image.bitEnd - width);
  if (step) lastBit = min(lastBit, bitAt + <i32>(width * (mask - 1 - next)));
  let target = image.target;
  let length = <u32>(target - image.previous);
  let entry = base + (next << 3);
  store<u32>(entry, <u32>image.previous, TABLE);
  while (bitAt <= lastBit && target <= lastTarget) {
    const code = (load<u32>(base + (bitAt >>> 3), CODES) >> (bitAt & 7)) & mask;
    const known = base + (code << 3);
    // the string before and the first index of this one, which stands behind it; the string after that begins here
    store<u16>(entry, length, MORE);
    store<u32>(entry, <u32>target, TABLE + 8);
    const source = <usize>load<u32>(known, TABLE);
    const rest = <u32>load<u16>(known, MORE);
    v128.store(target, v128.load(source));
    if (rest >= VECTOR) {
      if (rest >= <u32>(end - target) || rest === NO_STRING) break;
      copyRest(target, source, rest);
    }
    if (known >= entry) {
      if (known > entry) break;
      // the string that is just being defined ends with the index that it begins with
      store<u8>(target + rest, load<u8>(source));
    }
    store<u8>(known, 1, USED);
    bitAt += width;
    length = rest + 1;
    target += length;
    entry += step;
  }
  image.previous = target - length;
  image.bitAt = bitAt;
  image.target = target;
  image.next = (entry - base) >> 3;
}

/** The string after its first vector. Source and target may overlap: what was copied before is copied on. */
function copyRest(target: usize, source: usize, rest: u32): void {
  // three at a time: fewer turns to guess the number of
  for (let done = VECTOR; done <= rest; done += 3 * VECTOR) {
    v128.store(target + done, v128.load(source + done));
    v128.store(target + done, v128.load(source + done, 16), 16);
    v128.store(target + done, v128.load(source + done, 32), 32);
  }
}

/** One code of any kind; false when there is none, or none more. */
function unpackOne(image: Unpacking): bool {
  if (image.bitAt + image.width > image.bitEnd) return false;
  const codes = load<u32>(changetype<usize>(image) + (image.bitAt >> 3), CODES);
  const code = (codes >> (image.bitAt & 7)) & ((1 << image.width) - 1);
  image.bitAt += image.width;
  if (code === image.clearCode) clearTable(image);
  else if (code === image.clearCode + 1) image.ended = END_CODE;
  else if (accept(image, code)) emit(image, code);
  else image.ended = INVALID_CODE;
  return image.ended === NOTHING;
}

function clearTable(image: Unpacking): void {
  image.width = 32 - clz(image.clearCode);
  image.next = image.clearCode + 2;
  image.previous = 0;
}

/** Adds the string that this code completes to the table; false when the code means nothing. */
function accept(image: Unpacking, code: u32): bool {
  if (image.previous === 0) return code < image.clearCode;
  if (code > image.next) return false;
  if (image.next === TABLE_CODES) return true;
  define(image, image.next, image.previous, <u32>(image.target - image.previous));
  image.next++;
  if (image.next === 1 << image.width && image.width < MAX_WIDTH) image.width++;
  return true;
}

function define(image: Unpacking, code: u32, first: usize, more: u32): void {
  const entry = changetype<usize>(image) + (code << 3);
  store<u32>(entry, <u32>first, TABLE);
  // not used yet
  store<u32>(entry, more, MORE);
}

function emit(image: Unpacking, code: u32): void {
  const entry = changetype<usize>(image) + (code << 3);
  const source = <usize>load<u32>(entry, TABLE);
  const length = <u32>load<u16>(entry, MORE) + 1;
  const target = image.target;
  const shown = min(length, <u32>(image.end - target));
  if (length > shown) image.extraPixels = 1;
  if (shown > 0) store<u8>(entry, 1, USED);
  // one by one: the string that is just being defined overlaps itself
  for (let i: u32 = 0; i < shown; i++) store<u8>(target + i, load<u8>(source + i));
  image.previous = target;
  image.target = target + shown;
}
