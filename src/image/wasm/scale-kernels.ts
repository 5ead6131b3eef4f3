/** The kernels of the coarser scales of MS-SSIM (assembly/ms-ssim.ts), whose planes are f32 row by row. */
export interface ScaleKernels {
  /** Means of 2 x 2 pixels into `out`; halveBytes from bytes, halveFloats from f32. */
  readonly halveBytes: Halve;
  readonly halveFloats: Halve;
  /** Sum over all windows of 1 - contrast x structure, with `luminance` of 1 - SSIM; SCRATCH_BYTES of scratch. */
  scaleTiles(luminance: boolean, a: number, b: number, width: number, height: number, scratch: number): number;
}

type Halve = (plane: number, width: number, height: number, out: number) => void;
