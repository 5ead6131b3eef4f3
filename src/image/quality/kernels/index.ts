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
export { createColorDifference } from './color-difference.js';
export { meanSquaredError, psnrOf } from './error.js';
export { createGmsd } from './compiled-gmsd.js';
export { createGmsd as createPlainGmsd } from './gmsd.js';
export { gradientRatio } from './gradient.js';
export { createLocalStructure } from './local-structure.js';
export { cellSums, createCells, mistiming, type Cells } from './motion.js';
export { createPixelDifference } from './compiled-pixel-difference.js';
export { composite, lumaOf } from './plane.js';
export { createMsSsim } from './compiled-ms-ssim.js';
export { createSsim, createSsimFast } from './compiled-ssim.js';
export { createSsim as createPlainSsim } from './ssim.js';
export { createSsimFast as createPlainSsimFast } from './ssim-fast.js';
export { createSsimAtPatches as createPlainSsimAtPatches } from './ssim-patches.js';
export { createSsimulacra2 } from './compiled-ssimulacra2.js';
export { temporalExcess } from './temporal.js';
