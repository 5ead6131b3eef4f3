/** CIE 1976 L*a*b* for D65: [L* 0..100, a*, b*]; sRGB reaches about -86..98 in a*, -108..94 in b*. */
export type Lab = Float64Array;

/** @param level gamma-encoded sRGB 0..255, fractions allowed @returns linear light 0..1 (IEC 61966-2-1) */
export function linearOf(level: number): number {
  const coded = level / 255;
  return coded <= 0.04045 ? coded / 12.92 : ((coded + 0.055) / 1.055) ** 2.4;
}

// sRGB primaries to XYZ (IEC 61966-2-1, 7 digits), each row divided by its sum: the white point is then exactly
// (1, 1, 1) and every grey has a* = b* = 0
const X_ROW = unitSum(0.4124564, 0.3575761, 0.1804375);
const Y_ROW = unitSum(0.2126729, 0.7151522, 0.072175);
const Z_ROW = unitSum(0.0193339, 0.119192, 0.9503041);

function unitSum(r: number, g: number, b: number): readonly [number, number, number] {
  const sum = r + g + b;
  return [r / sum, g / sum, b / sum];
}

// CIE 15:2004: the cube root gives way to a line below (6/29)^3
const KNEE = (6 / 29) ** 3;
const SLOPE = (29 / 6) ** 2 / 3;

function compress(t: number): number {
  return t > KNEE ? Math.cbrt(t) : SLOPE * t + 4 / 29;
}

/** Linear sRGB light, 0..1 each, to CIE L*a*b* under D65. Writes `out` and returns it. */
export function labOfLinear(r: number, g: number, b: number, out: Lab): Lab {
  const x = compress(X_ROW[0] * r + X_ROW[1] * g + X_ROW[2] * b);
  const y = compress(Y_ROW[0] * r + Y_ROW[1] * g + Y_ROW[2] * b);
  const z = compress(Z_ROW[0] * r + Z_ROW[1] * g + Z_ROW[2] * b);
  out[0] = 116 * y - 16;
  out[1] = 500 * (x - y);
  out[2] = 200 * (y - z);
  return out;
}
