/** All bits in the lanes 0..3 below `count`, none in the others. */
export function lanesBelow(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}

/** The same of the bytes 0..15. */
export function bytesBelow(count: i32): v128 {
  return i8x16.lt_s(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<i8>count));
}

/** Lanes 2 and 3 of 32 bits, in both halves. */
export function upperHalf(lanes: v128): v128 {
  return v128.shuffle<i32>(lanes, lanes, 2, 3, 2, 3);
}

/** Sum of four 32-bit floats in 64 bits. */
export function addLanes(lanes: v128): f64 {
  const wide = f64x2.add(f64x2.promote_low_f32x4(lanes), f64x2.promote_low_f32x4(upperHalf(lanes)));
  return f64x2.extract_lane(wide, 0) + f64x2.extract_lane(wide, 1);
}

/** Sum of four 32-bit whole numbers. */
export function addWholeLanes(lanes: v128): i32 {
  return (
    i32x4.extract_lane(lanes, 0) +
    i32x4.extract_lane(lanes, 1) +
    i32x4.extract_lane(lanes, 2) +
    i32x4.extract_lane(lanes, 3)
  );
}
