/** Lanes past the last column repeat it. */
function lanesUpTo(columns: i32): v128 {
  const lanes = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  return i8x16.min_u(lanes, i8x16.splat(<i8>(columns - 1)));
}

/** Whether two rectangles hold the same bytes, `stride` from row to row. Loads up to 15 bytes past a row. */
export function areEqual(a: usize, b: usize, stride: i32, columns: i32, rows: i32): bool {
  for (let left = 0; left < columns; left += 16) {
    const inside = lanesUpTo(columns - left);
    let different = i8x16.splat(0);
    for (let y = 0; y < rows; y++) {
      const at: usize = left + y * stride;
      different = v128.or(different, v128.xor(v128.load(a + at), v128.load(b + at)));
    }
    if (v128.any_true(i8x16.swizzle(different, inside))) return false;
  }
  return true;
}

/** No middles. */
export const NONE: i32 = i32.MIN_VALUE;
/** Half of what a byte counts: pixels less this are -128..127. */
const HALF: i32 = 128;
/** Levels that two pictures may be apart in the mean before more care is taken. */
const APART: i32 = 24;
/** Levels that either picture covers before little care will do: what variances are rounded by is small beside them. */
const LIVELY: i32 = 64;
/** Rows of which one is looked at to tell that. */
const ROWS: i32 = 4;
/** Middles are multiples of it: few, so that tiles often have that of the tile above. */
const STEP: i32 = 64;

/**
 * What to take from the pixels of two rectangles of up to 48 x 48 so that they are -128..127: the smaller they are, the
 * less is rounded. HALF where pictures are lively; near the middle of the range where they are not; and where one is
 * brighter than the other, about the middle of either, so that little is left of what they differ by.
 *
 * @returns firstOf and secondOf this; NONE when the rectangles are equal. Loads up to 15 bytes past a row.
 */
export function middlesBetween(a: usize, b: usize, width: i32, columns: i32, rows: i32): i32 {
  if (areEqual(a, b, width, columns, rows)) return NONE;
  const shift = shiftBetween(a, b, width, columns, rows);
  const apart = shift > APART || shift < -APART;
  const sampledA = rangeOf(a, width, columns, rows, ROWS);
  const sampledB = rangeOf(b, width, columns, rows, ROWS);
  if (!apart && max(spanOf(sampledA), spanOf(sampledB)) > LIVELY) return packed(HALF, HALF);
  const rangeA = rangeOf(a, width, columns, rows, 1);
  const rangeB = rangeOf(b, width, columns, rows, 1);
  if (apart) {
    const first = levelFor(rangeA, levelFor(rangeB, middleOf(rangeA) + shift) - shift);
    return packed(first, levelFor(rangeB, first + shift));
  }
  const middle = STEP * ((middleOf(rangeA) + middleOf(rangeB) + STEP) / (2 * STEP));
  const fits = levelFor(rangeA, middle) === middle && levelFor(rangeB, middle) === middle;
  return fits ? packed(middle, middle) : packed(HALF, HALF);
}

export function firstOf(middles: i32): i32 {
  return middles >> 16;
}

export function secondOf(middles: i32): i32 {
  return (middles << 16) >> 16;
}

function packed(first: i32, second: i32): i32 {
  return (first << 16) | (second & 0xffff);
}

/** Darkest and brightest pixel of a rectangle, of one row in `step`. */
function rangeOf(plane: usize, width: i32, columns: i32, rows: i32, step: i32): i32 {
  let least = i8x16.splat(-1);
  let most = i8x16.splat(0);
  for (let left = 0; left < columns; left += 16) {
    const inside = lanesUpTo(columns - left);
    for (let y = 0; y < rows; y += step) {
      const x = i8x16.swizzle(v128.load(plane + <usize>(left + y * width)), inside);
      least = i8x16.min_u(least, x);
      most = i8x16.max_u(most, x);
    }
  }
  // 255 - x turns the largest into the smallest
  return (leastLane(least) << 8) | (255 - leastLane(v128.not(most)));
}

function spanOf(range: i32): i32 {
  return (range & 255) - (range >> 8);
}

/** Half way between the ends. */
function middleOf(range: i32): i32 {
  return ((range >> 8) + (range & 255) + 1) >> 1;
}

/** The level nearest to `level` that leaves -128..127 when it is taken from the range. */
function levelFor(range: i32, level: i32): i32 {
  return max((range & 255) - 127, min((range >> 8) + 128, level));
}

/** About the mean of b - a, in whole levels: of one row in ROWS, and a last column may count more than once. */
function shiftBetween(a: usize, b: usize, width: i32, columns: i32, rows: i32): i32 {
  let total = i32x4.splat(0);
  let pixels = 0;
  for (let left = 0; left < columns; left += 16) {
    const inside = lanesUpTo(columns - left);
    // at most 510 a row
    let sums = i16x8.splat(0);
    for (let y = 0; y < rows; y += ROWS, pixels += 16) {
      const at: usize = left + y * width;
      const x = i8x16.swizzle(v128.load(a + at), inside);
      const z = i8x16.swizzle(v128.load(b + at), inside);
      sums = i16x8.add(sums, i16x8.sub(i16x8.extadd_pairwise_i8x16_u(z), i16x8.extadd_pairwise_i8x16_u(x)));
    }
    total = i32x4.add(total, i32x4.extadd_pairwise_i16x8_s(sums));
  }
  total = i32x4.add(total, v128.shuffle<i32>(total, total, 2, 3, 0, 1));
  const sum = i32x4.extract_lane(total, 0) + i32x4.extract_lane(total, 1);
  return <i32>nearest<f64>(<f64>sum / pixels);
}

/** Half way between the ends of the range of a rectangle with at least 4 columns in a plane of f32 from 0 up. */
export function middleOfFloats(plane: usize, width: i32, columns: i32, rows: i32): f32 {
  let least = f32x4.splat(f32.MAX_VALUE);
  let most = f32x4.splat(0);
  for (let left = 0; left < columns; left += 4) {
    // the last vector overlaps the one before it
    const x = min(left, columns - 4);
    for (let y = 0; y < rows; y++) {
      const pixels = v128.load(plane + <usize>(4 * (x + y * width)));
      least = f32x4.pmin(least, pixels);
      most = f32x4.pmax(most, pixels);
    }
  }
  least = f32x4.pmin(least, v128.shuffle<f32>(least, least, 2, 3, 0, 1));
  most = f32x4.pmax(most, v128.shuffle<f32>(most, most, 2, 3, 0, 1));
  const low = min(f32x4.extract_lane(least, 0), f32x4.extract_lane(least, 1));
  return (low + max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1))) / 2;
}

/** About the mean of b - a over a rectangle with at least 4 columns in planes of f32; a last column may count twice. */
export function meanDifference(a: usize, b: usize, width: i32, columns: i32, rows: i32): f32 {
  let sums = f32x4.splat(0);
  let pixels: f32 = 0;
  for (let left = 0; left < columns; left += 4, pixels += 4 * <f32>rows) {
    const x = min(left, columns - 4);
    for (let y = 0; y < rows; y++) {
      const at: usize = 4 * (x + y * width);
      sums = f32x4.add(sums, f32x4.sub(v128.load(b + at), v128.load(a + at)));
    }
  }
  sums = f32x4.add(sums, v128.shuffle<f32>(sums, sums, 2, 3, 0, 1));
  return (f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1)) / pixels;
}

function leastLane(bytes: v128): i32 {
  let least = i8x16.min_u(bytes, i64x2.shr_u(bytes, 32));
  least = i8x16.min_u(least, i64x2.shr_u(least, 16));
  least = i8x16.min_u(least, i64x2.shr_u(least, 8));
  return min(<i32>i8x16.extract_lane_u(least, 0), <i32>i8x16.extract_lane_u(least, 8));
}
