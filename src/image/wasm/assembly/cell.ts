import { TILE } from './pair';

/**
 * What a cell of 4 x 4 pixels gives, from its four rows of RGBA bytes. Methods of a class, because @inline stands nowhere
 * else in TypeScript, and calls cost a fifth of the time here.
 */
export class Cell {
  /** Writes the luma of the cell, four bytes a row, to a tile. */
  @inline
  static storeLuma(row0: v128, row1: v128, row2: v128, row3: v128, target: usize): void {
    const luma = i8x16.narrow_i16x8_u(
      i16x8.narrow_i32x4_s(Cell.lumaOf(row0), Cell.lumaOf(row1)),
      i16x8.narrow_i32x4_s(Cell.lumaOf(row2), Cell.lumaOf(row3)),
    );
    v128.store32_lane(target, luma, 0);
    v128.store32_lane(target + TILE, luma, 1);
    v128.store32_lane(target + 2 * TILE, luma, 2);
    v128.store32_lane(target + 3 * TILE, luma, 3);
  }

  /** Writes the sums of R, G, B, and `alphaSum`, u16 each. */
  @inline
  static storeSums(row0: v128, row1: v128, row2: v128, row3: v128, alphaSum: u32, target: usize): void {
    const rg = i16x8.add(
      i16x8.add(Cell.redGreen(row0), Cell.redGreen(row1)),
      i16x8.add(Cell.redGreen(row2), Cell.redGreen(row3)),
    );
    const bg = i16x8.add(
      i16x8.add(Cell.blueGreen(row0), Cell.blueGreen(row1)),
      i16x8.add(Cell.blueGreen(row2), Cell.blueGreen(row3)),
    );
    // of two pixels each: R G R G B G B G
    const pairs = i16x8.add(
      i16x8.shuffle(rg, bg, 0, 1, 2, 3, 8, 9, 10, 11),
      i16x8.shuffle(rg, bg, 4, 5, 6, 7, 12, 13, 14, 15),
    );
    // of all four: R G . . B G . .
    const sums = i16x8.add(pairs, i16x8.shuffle(pairs, pairs, 2, 3, 2, 3, 6, 7, 6, 7));
    const ordered = i16x8.shuffle(sums, sums, 0, 1, 4, 5, 0, 1, 4, 5);
    v128.store64_lane(target, i16x8.replace_lane(ordered, 3, <i16>alphaSum), 0);
  }

  /** Squared differences of the bytes, added up in four lanes. */
  @inline
  static squaredDifference(a: v128, b: v128): v128 {
    const difference = i8x16.sub(i8x16.max_u(a, b), i8x16.min_u(a, b));
    const low = i16x8.extend_low_i8x16_u(difference);
    const high = i16x8.extend_high_i8x16_u(difference);
    return i32x4.add(i32x4.dot_i16x8_s(low, low), i32x4.dot_i16x8_s(high, high));
  }

  /**
   * BT.601 in 16-bit fixed point as plane.ts has it, over R and G, and over B and G: half of G's 38470 each, as 16 bits
   * with sign hold no more.
   */
  @inline
  private static lumaOf(rgba: v128): v128 {
    const sum = i32x4.add(
      i32x4.dot_i16x8_s(Cell.redGreen(rgba), i16x8(19595, 19235, 19595, 19235, 19595, 19235, 19595, 19235)),
      i32x4.dot_i16x8_s(Cell.blueGreen(rgba), i16x8(7471, 19235, 7471, 19235, 7471, 19235, 7471, 19235)),
    );
    return i32x4.shr_u(i32x4.add(sum, i32x4.splat(32768)), 16);
  }

  /** R G R G R G R G, 16 bits each. */
  @inline
  private static redGreen(rgba: v128): v128 {
    return i16x8.extend_low_i8x16_u(Cell.paired(rgba));
  }

  /** B G B G B G B G. */
  @inline
  private static blueGreen(rgba: v128): v128 {
    return i16x8.extend_high_i8x16_u(Cell.paired(rgba));
  }

  @inline
  private static paired(rgba: v128): v128 {
    return i8x16.shuffle(rgba, rgba, 0, 1, 4, 5, 8, 9, 12, 13, 2, 1, 6, 5, 10, 9, 14, 13);
  }
}
