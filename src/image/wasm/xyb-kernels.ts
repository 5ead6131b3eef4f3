/** The kernels of SSIMULACRA 2 (assembly/xyb.ts and assembly/ssimulacra2.ts). Planes are f32, row by row, three one after the other. */
export interface XybKernels {
  /** Packed RGB bytes to planes of linear light; `table` has 256 f32. */
  linearise(rgb: number, pixels: number, table: number, out: number): void;
  /** Linear light to X, Y and B - Y, each in a frame of `margin` zeros; width 4 and up. */
  positiveXyb(linear: number, width: number, height: number, margin: number, out: number): void;
  /** Six f64 to `sums`: structure, artifacts and lost detail of one channel, and their 4th powers; SCRATCH_BYTES. */
  compareXyb(a: number, b: number, width: number, height: number, scratch: number, sums: number): void;
}
