import type { Size } from '../../image/reader.js';

/**
 * Brightness of a difference on the map: its square root on the scale of 255. 4 of 255, which nobody sees, is shown at an
 * eighth of the scale, and yet a difference of 64 can be told from one of 255.
 */
const SHOWN = Uint8Array.from({ length: 256 }, (_, difference) => Math.round(Math.sqrt(difference * 255)));

/** How two frames differ. */
export interface Difference {
  /** Grey, one byte a dot of the map. */
  readonly map: Uint8Array;
  /** Of any channel of any pixel, 0..255. */
  readonly largest: number;
  /** Over all pixels, 0..255. */
  readonly mean: number;
}

/**
 * Difference of two frames of one size, pixel by pixel: the largest of the colour channels, as far as they are seen, and of
 * alpha. A dot of the map shows the largest beneath it, so that a single wrong pixel is not averaged away.
 * @param a - straight-alpha RGBA, 4 x width x height
 * @param b - the same
 * @param size - of both, pixels
 * @param dots - size of the map, at most `size`
 */
export function differenceOf(a: Uint8Array, b: Uint8Array, size: Size, dots: Size): Difference {
  const map = new Uint8Array(dots.width * dots.height);
  const columns = Uint32Array.from({ length: size.width }, (_, x) => Math.floor((x * dots.width) / size.width));
  let largest = 0;
  let sum = 0;
  for (let y = 0, at = 0; y < size.height; y += 1) {
    const row = Math.floor((y * dots.height) / size.height) * dots.width;
    for (let x = 0; x < size.width; x += 1, at += 4) {
      const difference = pixelDifference(a, b, at);
      if (difference === 0) continue;
      sum += difference;
      if (difference > largest) largest = difference;
      const dot = row + (columns[x] as number);
      const shown = SHOWN[difference] as number;
      if (shown > (map[dot] as number)) map[dot] = shown;
    }
  }
  return { map, largest, mean: sum / (size.width * size.height) };
}

function pixelDifference(a: Uint8Array, b: Uint8Array, at: number): number {
  const alphaA = a[at + 3] as number;
  const alphaB = b[at + 3] as number;
  let most = Math.abs(alphaA - alphaB);
  for (let channel = at; channel < at + 3; channel += 1) {
    // colours nobody sees differ from nothing
    const seenA = Math.round(((a[channel] as number) * alphaA) / 255);
    const seenB = Math.round(((b[channel] as number) * alphaB) / 255);
    const difference = Math.abs(seenA - seenB);
    if (difference > most) most = difference;
  }
  return most;
}
