import { labOfLinear, linearOf, type Lab } from '../../../../src/image/quality/kernels/lab.js';

/** sRGB levels, 0..255. */
export type Color = readonly [number, number, number];

/** CIE L*a*b* of sRGB levels, 0..255. */
export function labOf([r, g, b]: Color): Lab {
  return labOfLinear(linearOf(r), linearOf(g), linearOf(b), new Float64Array(3));
}

/**
 * Whether the two hues are so near opposite that the formula jumps between what 32 and 64 bits make of them. Chroma is
 * known to 3e-5 in 32 bits, so a hue to 3e-5 / chroma.
 */
export function jumps(first: Lab, second: Lab): boolean {
  const [, a1, b1] = first as unknown as Color;
  const [, a2, b2] = second as unknown as Color;
  const [c1, c2] = [Math.hypot(a1, b1), Math.hypot(a2, b2)];
  const uncertain = 1e-5 + 3e-5 / c1 + 3e-5 / c2;
  return a1 * a2 + b1 * b2 < 0 && Math.abs(a1 * b2 - a2 * b1) < uncertain * c1 * c2;
}

/** The second picture, with the pixels of the first (packed RGB) wherever the formula jumps between the two. */
export function withoutJumps(first: Uint8Array, second: Uint8Array): Uint8Array {
  const kept = second.slice();
  for (let at = 0; at < kept.length; at += 3) {
    const colors = [first, second].map((picture) => labOf([...picture.subarray(at, at + 3)] as unknown as Color));
    if (jumps(...(colors as [Lab, Lab]))) kept.set(first.subarray(at, at + 3), at);
  }
  return kept;
}
