/** That two rectangles hold the same bytes: they have no need of a middle. */
export const SAME: i32 = -1;

/**
 * Half way between the darkest and the brightest pixel of two rectangles, at `a` and `b` in planes of `width` columns:
 * pixels minus the middle are -128..127. SAME when the rectangles are equal. Loads up to 15 bytes past a row.
 */
export function middleOf(a: usize, b: usize, width: i32, columns: i32, rows: i32): i32 {
  let least = i8x16.splat(-1);
  let most = i8x16.splat(0);
  let different = i8x16.splat(0);
  const lanes = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  for (let left = 0; left < columns; left += 16) {
    // lanes past the last column repeat it
    const inside = i8x16.min_u(lanes, i8x16.splat(<i8>(columns - left - 1)));
    for (let y = 0; y < rows; y++) {
      const at: usize = left + y * width;
      const x = i8x16.swizzle(v128.load(a + at), inside);
      const z = i8x16.swizzle(v128.load(b + at), inside);
      least = i8x16.min_u(least, i8x16.min_u(x, z));
      most = i8x16.max_u(most, i8x16.max_u(x, z));
      different = v128.or(different, v128.xor(x, z));
    }
  }
  if (!v128.any_true(different)) return SAME;
  // 255 - x turns the largest into the smallest
  return (leastLane(least) + 255 - leastLane(v128.not(most)) + 1) >> 1;
}

function leastLane(bytes: v128): i32 {
  let least = i8x16.min_u(bytes, i64x2.shr_u(bytes, 32));
  least = i8x16.min_u(least, i64x2.shr_u(least, 16));
  least = i8x16.min_u(least, i64x2.shr_u(least, 8));
  return min(<i32>i8x16.extract_lane_u(least, 0), <i32>i8x16.extract_lane_u(least, 8));
}
