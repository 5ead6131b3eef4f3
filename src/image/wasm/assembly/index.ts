// The compiled kernels: arithmetic on memory that the caller lays out. Every export is one line here.
export { heapBase } from './memory';
export * from './lzw';
export { paintOpaque, paintSeeThrough } from './paint';
export { contrastTiles, ssimTiles } from './ssim';
export { halveBytes, halveFloats, scaleTiles } from './ms-ssim';
export { linearise, positiveXyb } from './xyb';
export { compareXyb } from './ssimulacra2';
export { ssimFastTiles } from './ssim-fast';
export { gmsdTiles } from './gmsd';
export { computeColors, summarizeColors } from './colors';
export { computeGradients } from './gradients';
export { computePlanes } from './planes';
export { settleSameTiles } from './same';
export { computeStructure, lowestStructure } from './structure';
export { computeChange, rememberTiles } from './temporal';
export { flagChanges, flagTiles } from './tile-flags';
export { blockDeltaE, labDeltaE, pixelDeltaE } from './color-difference';
export { findColors, foundColors, foundSeeThrough } from './census';
