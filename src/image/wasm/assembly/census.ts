// Distinct colours of a picture, by a set of one bit for each of 2^24.
const PIXEL: usize = 4;
const LANES: usize = 4;
/** More are counted elsewhere: a GIF of a few hundred frames with palettes of their own has not as many. */
const MOST_FOUND: i32 = 65536;

const BITS = memory.data(2097152, 16);
const FOUND = memory.data(262144, 16);

let seeThrough: bool = false;

/**
 * @param most stop when as many are found; negative for never
 * @returns distinct RGB triples of the pixels with alpha > 0, or -1 when there are more than can be listed
 */
export function findColors(rgba: usize, pixels: usize, most: i32): i32 {
  seeThrough = false;
  let count = 0;
  let last: u32 = 0;
  let first = true;
  const end = rgba + PIXEL * pixels;
  const whole = rgba + PIXEL * (pixels & ~(LANES - 1));
  let at = rgba;
  while (at < end) {
    // runs of one colour are what most pictures of few colours consist of
    if (!first && at < whole && v128.all_true<i32>(i32x4.eq(v128.load(at), i32x4.splat(last)))) {
      at += PIXEL * LANES;
      continue;
    }
    const stop = at < whole ? at + PIXEL * LANES : end;
    for (; at < stop; at += PIXEL) {
      const color = load<u32>(at);
      if (color === last && !first) continue;
      first = false;
      last = color;
      const alpha = color >>> 24;
      if (alpha < 255) seeThrough = true;
      if (alpha === 0 || !isNew(color & 0xffffff)) continue;
      if (count === MOST_FOUND) {
        forget(count);
        return -1;
      }
      store<u32>(FOUND + PIXEL * <usize>count, color & 0xffffff);
      if (++count === most) {
        forget(count);
        return count;
      }
    }
  }
  forget(count);
  return count;
}

/** Where the colours found last are, in memory order: 0xBBGGRR each. */
export function foundColors(): usize {
  return FOUND;
}

/** Whether a pixel that was looked at is not opaque. */
export function foundSeeThrough(): bool {
  return seeThrough;
}

function isNew(color: u32): bool {
  const place = BITS + (color >>> 3);
  const bit: u32 = 1 << (color & 7);
  const byte = <u32>load<u8>(place);
  if (byte & bit) return false;
  store<u8>(place, <u8>(byte | bit));
  return true;
}

function forget(count: i32): void {
  for (let i = 0; i < count; i++) store<u8>(BITS + (load<u32>(FOUND + PIXEL * <usize>i) >>> 3), 0);
}
