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

  /** Sums of R, G, B and A, u16 each, in the low half. */
  @inline
  static sumsOf(row0: v128, row1: v128, row2: v128, row3: v128): v128 {
    const rb = i16x8.add(
      i16x8.add(Cell.redBlue(row0), Cell.redBlue(row1)),
      i16x8.add(Cell.redBlue(row2), Cell.redBlue(row3)),
    );
    const ga = i16x8.add(
      i16x8.add(Cell.greenAlpha(row0), Cell.greenAlpha(row1)),
      i16x8.add(Cell.greenAlpha(row2), Cell.greenAlpha(row3)),
    );
    // of two columns each, R G B A twice
    const columns = i16x8.add(
      i16x8.shuffle(rb, ga, 0, 8, 1, 9, 2, 10, 3, 11),
      i16x8.shuffle(rb, ga, 4, 12, 5, 13, 6, 14, 7, 15),
    );
    return i16x8.add(columns, v128.shuffle<i32>(columns, columns, 2, 3, 2, 3));
  }

  /** Squared differences of the bytes, added up in four lanes. */
  @inline
  static squaredDifference(a: v128, b: v128): v128 {
    const rb = i16x8.sub(Cell.redBlue(a), Cell.redBlue(b));
    const ga = i16x8.sub(Cell.greenAlpha(a), Cell.greenAlpha(b));
    return i32x4.add(i32x4.dot_i16x8_s(rb, rb), i32x4.dot_i16x8_s(ga, ga));
  }

  /** BT.601 in 16-bit fixed point as plane.ts has it; of G's 38470 half, twice, as 16 bits with sign hold no more. */
  @inline
  private static lumaOf(rgba: v128): v128 {
    const rb = i32x4.dot_i16x8_s(Cell.redBlue(rgba), i16x8(19595, 7471, 19595, 7471, 19595, 7471, 19595, 7471));
    const halfG = i32x4.dot_i16x8_s(Cell.greenAlpha(rgba), i16x8(19235, 0, 19235, 0, 19235, 0, 19235, 0));
    const sum = i32x4.add(i32x4.add(rb, i32x4.splat(32768)), i32x4.add(halfG, halfG));
    return i32x4.shr_u(sum, 16);
  }

  // masks and shifts, as shuffles of bytes cost several instructions each

  /** R B R B R B R B, 16 bits each. */
  @inline
  private static redBlue(rgba: v128): v128 {
    return v128.and(rgba, i32x4.splat(0x00ff00ff));
  }

  /** G A G A G A G A. */
  @inline
  private static greenAlpha(rgba: v128): v128 {
    return i16x8.shr_u(rgba, 8);
  }
}
