/**
 * The quality kernels: pure arithmetic on planes, nothing of files, frames or verdicts.
 * Where the engine has WebAssembly with SIMD, what is offered here runs compiled; the createPlain* functions and those of
 * the same names in their own files are its reference, and stand in where it has not.
 *
 * Planes: RGB is packed bytes (3 x width x height), luma one byte per pixel, both row by row.
 * Two pictures given together have one size, at least one pixel; a plane of another length is a UsageError. The create*
 * functions own their scratch memory: make one per thread and size and call it for every frame.
 */
export { banding } from './banding.js';
export { blockMeans, blocksAlong } from './blocks.js';
export { createColorDifference, type ColorDifference } from './color-difference.js';
export { meanSquaredError, psnrOf } from './error.js';
export { createGmsd } from './compiled-gmsd.js';
export { createGmsd as createPlainGmsd, GMSD_SMALLEST_SIDE } from './gmsd.js';
export { gradientRatio } from './gradient.js';
export { createLocalStructure } from './local-structure.js';
export { cellSums, createCells, mistiming, type Cells, type Mistiming } from './motion.js';
export { createPixelDifference } from './compiled-pixel-difference.js';
export { type PixelDifference } from './pixel-difference.js';
export { composite, lumaOf } from './plane.js';
export { createMsSsim } from './compiled-ms-ssim.js';
export { MS_SSIM_SMALLEST_SIDE } from './ms-ssim.js';
export { createSsim, createSsimFast } from './compiled-ssim.js';
export { createSsim as createPlainSsim, SSIM_WINDOW } from './ssim.js';
export { createSsimFast as createPlainSsimFast, SSIM_FAST_SMALLEST_SIDE } from './ssim-fast.js';
export { createSsimulacra2 } from './compiled-ssimulacra2.js';
export { SSIMULACRA2_SMALLEST_SIDE } from './ssimulacra2.js';
export { temporalExcess } from './temporal.js';
