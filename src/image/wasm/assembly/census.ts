// Distinct colours of a picture, by a set of one bit for each of 2^24.
const PIXEL: usize = 4;
/** Looked at together: every pixel by itself would be a branch that nobody can guess. */
const TOGETHER: usize = 16;
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
  let count = 0;
  // AND of the pixels that were looked at: an alpha below 255 shows in it
  let joined = i32x4.splat(-1);
  const end = rgba + PIXEL * pixels;
  const whole = rgba + PIXEL * (pixels & ~(TOGETHER - 1));
  // nothing comes before the first pixel that it could repeat
  let last = i32x4.splat(pixels > 0 ? ~load<i32>(rgba) : 0);
  let at = rgba;
  while (at < end) {
    let stop = end;
    if (at < whole) {
      stop = at + PIXEL * TOGETHER;
      const first = v128.load(at);
      const second = v128.load(at, 16);
      const third = v128.load(at, 32);
      const fourth = v128.load(at, 48);
      const left = v128.and(i32x4.eq(first, last), i32x4.eq(second, last));
      const right = v128.and(i32x4.eq(third, last), i32x4.eq(fourth, last));
      last = v128.load32_splat(at, 60);
      // runs of one colour are what most pictures of few colours consist of
      const isRun = v128.all_true<i32>(v128.and(left, right));
      if (isRun || areKnown(at)) {
        joined = v128.and(joined, v128.and(v128.and(first, second), v128.and(third, fourth)));
        at = stop;
        continue;
      }
    }
    for (; at < stop; at += PIXEL) {
      const color = load<u32>(at);
      joined = v128.and(joined, i32x4.splat(color));
      if (color >>> 24 === 0 || isKnown(color)) continue;
      if (count === MOST_FOUND) return finish(count, joined, -1);
      remember(color, count);
      if (++count === most) return finish(count, joined, count);
    }
  }
  return finish(count, joined, count);
}

/** Where the colours found last are, in memory order: 0xBBGGRR each. */
export function foundColors(): usize {
  return FOUND;
}

/** Whether a pixel that was looked at is not opaque. */
export function foundSeeThrough(): bool {
  return seeThrough;
}

function areKnown(at: usize): bool {
  const known = bitsOfFour(at) & bitsOfFour(at + 16) & bitsOfFour(at + 32) & bitsOfFour(at + 48);
  return (known & 1) !== 0;
}

function bitsOfFour(at: usize): u32 {
  return bitOf(load<u32>(at)) & bitOf(load<u32>(at, 4)) & bitOf(load<u32>(at, 8)) & bitOf(load<u32>(at, 12));
}

function isKnown(color: u32): bool {
  return (bitOf(color) & 1) !== 0;
}

/** Lowest bit: whether the colour is known. The others mean nothing. */
function bitOf(color: u32): u32 {
  return load<u32>(wordOf(color)) >> color;
}

function remember(color: u32, place: usize): void {
  const word = wordOf(color);
  store<u32>(word, load<u32>(word) | (1 << color));
  store<u32>(FOUND + PIXEL * place, color & 0xffffff);
}

/** Where the bit of a colour is; its alpha means nothing. */
function wordOf(color: u32): usize {
  return BITS + ((color >>> 3) & 0x1ffffc);
}

/** Forgets the colours found, but not which they were. */
function finish(count: i32, joined: v128, result: i32): i32 {
  for (let i = 0; i < count; i++) store<u32>(wordOf(load<u32>(FOUND + PIXEL * <usize>i)), 0);
  seeThrough = !i8x16.all_true(i8x16.eq(v128.or(joined, i32x4.splat(0xffffff)), i8x16.splat(-1)));
  return result;
}
