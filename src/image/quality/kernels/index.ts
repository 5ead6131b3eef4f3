/**
 * The quality kernels: pure arithmetic on planes, nothing of files, frames or verdicts.
 * This is the one place that compiled kernels will replace; what stands behind it now stays as their reference.
 */
export { composite, lumaOf } from './plane.js';
export { meanSquaredError, psnrOf } from './error.js';
export { SSIM_WINDOW, createSsim, type Ssim } from './ssim.js';
