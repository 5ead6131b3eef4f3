/** What the bits of floats below 32 are worth. */

/** IEEE 754 half precision: 5 bits of exponent, 10 of fraction. */
export function halfOf(bits: number): number {
  return floatOf(bits, { exponentBits: 5, fractionBits: 10, special: 'ieee' });
}

/** The upper half of a single: 8 bits of exponent, 7 of fraction. */
export function bfloat16Of(bits: number): number {
  return floatOf(bits, { exponentBits: 8, fractionBits: 7, special: 'ieee' });
}

/** OCP 8-bit floating point (OFP8 1.0) E5M2: as IEEE 754 has it. */
export function float8E5m2Of(bits: number): number {
  return floatOf(bits, { exponentBits: 5, fractionBits: 2, special: 'ieee' });
}

/** OCP 8-bit floating point (OFP8 1.0) E4M3, `FN` elsewhere: no infinity, NaN only where all bits below the sign are set. */
export function float8E4m3Of(bits: number): number {
  return floatOf(bits, { exponentBits: 4, fractionBits: 3, special: 'all-ones' });
}

/** E5M2 and E4M3 as ONNX has them with `FNUZ`: a bias larger by one, no infinity, no -0; its place is the only NaN. */
export function float8E5m2FnuzOf(bits: number): number {
  return floatOf(bits, { exponentBits: 5, fractionBits: 2, special: 'minus-zero' });
}

export function float8E4m3FnuzOf(bits: number): number {
  return floatOf(bits, { exponentBits: 4, fractionBits: 3, special: 'minus-zero' });
}

/** OCP microscaling E8M0: a power of two, and NaN where all bits are set. */
export function float8E8m0Of(bits: number): number {
  return bits === 0xff ? Number.NaN : 2 ** (bits - 127);
}

interface Layout {
  readonly exponentBits: number;
  readonly fractionBits: number;
  /** Which bits are no number. */
  readonly special: 'ieee' | 'all-ones' | 'minus-zero';
}

function floatOf(bits: number, { exponentBits, fractionBits, special }: Layout): number {
  const signBit = 2 ** (exponentBits + fractionBits);
  const sign = bits & signBit ? -1 : 1;
  const exponent = (bits >> fractionBits) & (2 ** exponentBits - 1);
  const fraction = bits & (2 ** fractionBits - 1);
  const largest = exponent === 2 ** exponentBits - 1;
  if (special === 'ieee' && largest) return fraction === 0 ? sign * Infinity : Number.NaN;
  if (special === 'all-ones' && largest && fraction === 2 ** fractionBits - 1) return Number.NaN;
  if (special === 'minus-zero' && bits === signBit) return Number.NaN;
  const bias = 2 ** (exponentBits - 1) - (special === 'minus-zero' ? 0 : 1);
  // below the smallest normal exponent there is no hidden 1
  const scale = 2 ** (Math.max(exponent, 1) - bias - fractionBits);
  return sign * (exponent === 0 ? fraction : fraction + 2 ** fractionBits) * scale;
}
