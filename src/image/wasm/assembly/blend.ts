// Straight-alpha RGBA on a grey background, rounded to nearest, as browsers blend.

/** @returns 4 pixels of c x alpha / 255, with their alpha */
export function premultiplied(rgba: v128): v128 {
  // alpha x 255 / 255 leaves alpha as it is
  const factors = v128.or(alphaOf(rgba), i32x4.splat(0xff000000));
  return i8x16.narrow_i16x8_u(
    over255(i16x8.extmul_low_i8x16_u(rgba, factors)),
    over255(i16x8.extmul_high_i8x16_u(rgba, factors)),
  );
}

/**
 * @param premultiplied of the same 4 pixels
 * @param background 0 or 255 in every byte: then nothing else is to be rounded
 * @returns R, G, B as seen; the fourth byte is of no use
 */
export function blended(rgba: v128, premultiplied: v128, background: v128): v128 {
  return i8x16.add(premultiplied, v128.andnot(background, alphaOf(rgba)));
}

/** Alpha in all four bytes of each pixel. */
function alphaOf(rgba: v128): v128 {
  return i8x16.shuffle(rgba, rgba, 3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15);
}

/** (x + 127) / 255, whole part, for x up to 65025: 127 rounds to nearest, since 255 is odd and there are no ties. */
function over255(x: v128): v128 {
  const rounded = i16x8.add(x, i16x8.splat(127));
  return i16x8.shr_u(i16x8.add(i16x8.add(rounded, i16x8.splat(1)), i16x8.shr_u(rounded, 8)), 8);
}
