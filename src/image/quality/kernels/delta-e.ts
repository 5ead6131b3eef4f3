import type { Lab } from './lab.js';

const DEGREE = Math.PI / 180;
const TURN = 2 * Math.PI;
// 25^7: chroma about which the a* stretch and the blue rotation set in
const CHROMA_KNEE = 25 ** 7;

/**
 * CIEDE2000 colour difference (Sharma, Wu and Dalal, "The CIEDE2000 Color-Difference Formula: Implementation Notes,
 * Supplementary Test Data, and Mathematical Observations", Color Research and Application 30(1), 2005), kL = kC = kH = 1.
 *
 * @returns 0 and up: about 1 is just noticeable side by side, black to white is 100. Symmetric; 0 for equal colours.
 */
export function deltaE2000(first: Lab, second: Lab): number {
  const [l1, a1, b1] = first as unknown as readonly [number, number, number];
  const [l2, a2, b2] = second as unknown as readonly [number, number, number];

  const meanC = (Math.sqrt(a1 * a1 + b1 * b1) + Math.sqrt(a2 * a2 + b2 * b2)) / 2;
  const stretch = 1 + 0.5 * (1 - chromaShare(meanC));
  const c1 = Math.sqrt(stretch * a1 * (stretch * a1) + b1 * b1);
  const c2 = Math.sqrt(stretch * a2 * (stretch * a2) + b2 * b2);
  const h1 = hueOf(stretch * a1, b1);
  const h2 = hueOf(stretch * a2, b2);

  let turn = h2 - h1;
  if (turn > Math.PI) turn -= TURN;
  else if (turn < -Math.PI) turn += TURN;
  let meanHue = h1 + h2;
  // a colour without chroma has no hue (here 0): the mean is the other's, which the sum already is (the paper's equation 14)
  if (c1 * c2 !== 0) {
    if (Math.abs(h1 - h2) > Math.PI) meanHue += meanHue < TURN ? TURN : -TURN;
    meanHue /= 2;
  }

  const dL = l2 - l1;
  const dC = c2 - c1;
  const dH = 2 * Math.sqrt(c1 * c2) * Math.sin(turn / 2);

  const fromMiddle = ((l1 + l2) / 2 - 50) ** 2;
  const meanStretchedC = (c1 + c2) / 2;
  const t =
    1 -
    0.17 * Math.cos(meanHue - 30 * DEGREE) +
    0.24 * Math.cos(2 * meanHue) +
    0.32 * Math.cos(3 * meanHue + 6 * DEGREE) -
    0.2 * Math.cos(4 * meanHue - 63 * DEGREE);
  const lightness = dL / (1 + (0.015 * fromMiddle) / Math.sqrt(20 + fromMiddle));
  const chroma = dC / (1 + 0.045 * meanStretchedC);
  const hue = dH / (1 + 0.015 * meanStretchedC * t);
  const blueness = 30 * DEGREE * Math.exp(-(((meanHue / DEGREE - 275) / 25) ** 2));
  const rotation = -Math.sin(2 * blueness) * 2 * chromaShare(meanStretchedC);
  return Math.sqrt(lightness * lightness + chroma * chroma + hue * hue + rotation * chroma * hue);
}

/** sqrt(C^7 / (C^7 + 25^7)), 0..1. */
function chromaShare(c: number): number {
  const c7 = c ** 7;
  return Math.sqrt(c7 / (c7 + CHROMA_KNEE));
}

/** Hue angle 0..2 pi; 0 where there is no chroma. */
function hueOf(a: number, b: number): number {
  const angle = Math.atan2(b, a);
  return angle < 0 ? angle + TURN : angle;
}
