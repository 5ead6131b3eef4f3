import { expectValues } from './sizes.js';

/**
 * Puts straight-alpha RGBA on a solid grey background.
 *
 * Each channel is (c x alpha + background x (255 - alpha)) / 255 in gamma-encoded values, as browsers blend,
 * rounded to nearest; opaque pixels keep their bytes.
 *
 * @param rgba 4 x pixels bytes
 * @param background grey level 0..255
 * @param out 3 x pixels bytes, packed RGB; written whole and returned
 */
export function composite(rgba: Uint8Array, background: number, out: Uint8Array): Uint8Array {
  expectValues((rgba.length / 4) * 3, { out });
  for (let i = 0, o = 0; i < rgba.length; i += 4, o += 3) {
    const alpha = rgba[i + 3]!;
    if (alpha === 255) {
      out[o] = rgba[i]!;
      out[o + 1] = rgba[i + 1]!;
      out[o + 2] = rgba[i + 2]!;
      continue;
    }
    // + 127 makes the integer division round to nearest: 255 is odd, so there are no ties
    const rest = background * (255 - alpha) + 127;
    out[o] = (rgba[i]! * alpha + rest) / 255;
    out[o + 1] = (rgba[i + 1]! * alpha + rest) / 255;
    out[o + 2] = (rgba[i + 2]! * alpha + rest) / 255;
  }
  return out;
}

/**
 * BT.601 luma of packed RGB: 0.299 R + 0.587 G + 0.114 B on gamma-encoded values (ITU-R BT.601-7, 2.5.1), in 16-bit
 * fixed point rounded to nearest, byte for byte as Pillow's convert('L'): figures on luma then compare with what others
 * measure on it.
 *
 * @param rgb 3 x pixels bytes
 * @param out one byte per pixel; written whole and returned
 */
export function lumaOf(rgb: Uint8Array, out: Uint8Array): Uint8Array {
  expectValues(rgb.length / 3, { out });
  for (let i = 0, o = 0; i < rgb.length; i += 3, o++) {
    // 65536 x (0.299, 0.587, 0.114), rounded so that they sum to 65536: grey g has luma g
    out[o] = (19595 * rgb[i]! + 38470 * rgb[i + 1]! + 7471 * rgb[i + 2]! + 32768) >> 16;
  }
  return out;
}
