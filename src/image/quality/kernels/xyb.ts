import { linearOf } from './lab.js';

// JPEG XL's opsin absorbance (ISO/IEC 18181-1, annex L): how cones answer to linear sRGB; each row sums to 1
const L_ROW = [0.3, 0.622, 0.078] as const;
const M_ROW = [0.23, 0.692, 0.078] as const;
const S_ROW = [0.24342268924547819, 0.20476744424496821, 0.5518098665095535] as const;
const BIAS = 0.0037930732552754493;
const BIAS_ROOT = Math.cbrt(BIAS);

/** Linear light of each byte. */
export const LINEAR: Float32Array = Float32Array.from({ length: 256 }, (_, level) => linearOf(level));

/**
 * Linear light of packed RGB bytes.
 *
 * @param out as many values, 0..1; written from the start
 */
export function linearise(rgb: Uint8Array, out: Float32Array): void {
  for (let i = 0; i < rgb.length; i++) out[i] = LINEAR[rgb[i]!]!;
}

/**
 * XYB of packed linear RGB as SSIMULACRA 2 takes it: moved and stretched so that sRGB lies within 0..1, with B - Y in
 * place of B (X 0.20..0.81, Y 0.01..0.86, B - Y 0.27..0.94).
 *
 * @param linear 3 x width x height values, 0..1; more are not looked at
 * @param margin frame of zeros around each plane in pixels, which is written too
 * @param planes X, Y and B - Y, each with room for (width + 2 margin) x (height + 2 margin)
 */
export function positiveXyb(
  linear: Float32Array,
  width: number,
  height: number,
  margin: number,
  planes: readonly [Float32Array, Float32Array, Float32Array],
): void {
  const [xs, ys, bs] = planes;
  for (const plane of planes) plane.fill(0);
  const stride = width + 2 * margin;
  for (let row = 0, i = 0; row < height; row++) {
    const start = (row + margin) * stride + margin;
    for (let o = start; o < start + width; o++, i += 3) {
      const r = linear[i]!;
      const g = linear[i + 1]!;
      const b = linear[i + 2]!;
      const l = Math.cbrt(L_ROW[0] * r + L_ROW[1] * g + L_ROW[2] * b + BIAS) - BIAS_ROOT;
      const m = Math.cbrt(M_ROW[0] * r + M_ROW[1] * g + M_ROW[2] * b + BIAS) - BIAS_ROOT;
      const s = Math.cbrt(S_ROW[0] * r + S_ROW[1] * g + S_ROW[2] * b + BIAS) - BIAS_ROOT;
      const y = (l + m) / 2;
      xs[o] = 14 * ((l - m) / 2) + 0.42;
      ys[o] = y + 0.01;
      bs[o] = s - y + 0.55;
    }
  }
}
