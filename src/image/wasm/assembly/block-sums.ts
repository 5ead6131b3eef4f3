// Sums over 8 x 8 pixels of luma, which local structure and flicker are made of.

/**
 * Writes the sums of two neighbouring blocks.
 * @param a, b first pixels of their lumas
 * @param grid bytes from the sums of a to those of b, a^2, b^2, ab
 */
export function sumBlocks(a: usize, b: usize, stride: usize, target: usize, grid: usize): void {
  let sumA = i16x8.splat(0);
  let sumB = i16x8.splat(0);
  let leftAA = i32x4.splat(0);
  let leftBB = i32x4.splat(0);
  let leftAB = i32x4.splat(0);
  let rightAA = i32x4.splat(0);
  let rightBB = i32x4.splat(0);
  let rightAB = i32x4.splat(0);
  for (let y: usize = 0; y < 8; y++) {
    const u = v128.load(a + y * stride);
    const v = v128.load(b + y * stride);
    sumA = i16x8.add(sumA, i16x8.extadd_pairwise_i8x16_u(u));
    sumB = i16x8.add(sumB, i16x8.extadd_pairwise_i8x16_u(v));
    const leftU = i16x8.extend_low_i8x16_u(u);
    const leftV = i16x8.extend_low_i8x16_u(v);
    const rightU = i16x8.extend_high_i8x16_u(u);
    const rightV = i16x8.extend_high_i8x16_u(v);
    leftAA = i32x4.add(leftAA, i32x4.dot_i16x8_s(leftU, leftU));
    leftBB = i32x4.add(leftBB, i32x4.dot_i16x8_s(leftV, leftV));
    leftAB = i32x4.add(leftAB, i32x4.dot_i16x8_s(leftU, leftV));
    rightAA = i32x4.add(rightAA, i32x4.dot_i16x8_s(rightU, rightU));
    rightBB = i32x4.add(rightBB, i32x4.dot_i16x8_s(rightV, rightV));
    rightAB = i32x4.add(rightAB, i32x4.dot_i16x8_s(rightU, rightV));
  }
  v128.store64_lane(target, addPairs(i32x4.extadd_pairwise_i16x8_u(sumA)), 0);
  v128.store64_lane(target + grid, addPairs(i32x4.extadd_pairwise_i16x8_u(sumB)), 0);
  v128.store64_lane(target + 2 * grid, addPairs(addNeighbours(leftAA, rightAA)), 0);
  v128.store64_lane(target + 3 * grid, addPairs(addNeighbours(leftBB, rightBB)), 0);
  v128.store64_lane(target + 4 * grid, addPairs(addNeighbours(leftAB, rightAB)), 0);
}

/** Of eight lanes the sums of neighbours. */
function addNeighbours(left: v128, right: v128): v128 {
  return i32x4.add(i32x4.shuffle(left, right, 0, 2, 4, 6), i32x4.shuffle(left, right, 1, 3, 5, 7));
}

/** Of four lanes the sums of neighbours, in the lower two. */
function addPairs(lanes: v128): v128 {
  return addNeighbours(lanes, lanes);
}
