/**
 * CIEDE2000 of many pairs of colours, within 1e-4 of quality/kernels/delta-e.ts but for the exceptions that
 * assembly/delta-e.ts lists.
 *
 * @param a, b addresses of `count` colours
 * @param out address of `count` f32; up to 12 bytes behind them are written too
 */
export type ColorKernel = (a: number, b: number, count: number, out: number) => void;

/** See assembly/color-difference.ts. labDeltaE is there for tests: published reference pairs are L*, a*, b*. */
export interface ColorKernels {
  /** Colours are three f32: red, green, blue, gamma-encoded sRGB, 0..255, such as the means of blocks. */
  readonly blockDeltaE: ColorKernel;
  /** Colours are three bytes: red, green, blue. */
  readonly pixelDeltaE: ColorKernel;
  /** Colours are three f32: L*, a*, b*. */
  readonly labDeltaE: ColorKernel;
}
