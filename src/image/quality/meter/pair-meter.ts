import { loadKernels, type Kernels } from '../../wasm/kernels.js';
import { CompiledPairMeter } from './compiled.js';
import type { PairMeter } from './pair-metrics.js';

export type { PairMeter } from './pair-metrics.js';

// the stand-in's kernels are many files: they are loaded only where it stands in
const Plain = loadKernels() ? null : (await import('./plain.js')).PlainPairMeter;

/**
 * All metrics of pairs of frames of width x height pixels, on every background that matters. Only tiles that changed
 * since the pair before are computed anew; the figures are those of a full computation, to the bit.
 */
export function createPairMeter(width: number, height: number): PairMeter {
  if (Plain) return new Plain(width, height);
  return new CompiledPairMeter(loadKernels() as Kernels, width, height);
}
