import { loadKernels } from '../wasm/kernels.js';
import { CompiledPairMeter } from './pair-meter-compiled.js';
import { PlainPairMeter } from './pair-meter-plain.js';
import type { PairMeter } from './pair-metrics.js';

export type { PairMeter } from './pair-metrics.js';

/**
 * All metrics of pairs of frames of width x height pixels, on every background that matters. Only tiles that changed
 * since the pair before are computed anew; the figures are those of a full computation, to the bit.
 */
export function createPairMeter(width: number, height: number): PairMeter {
  const kernels = loadKernels();
  return kernels ? new CompiledPairMeter(kernels, width, height) : new PlainPairMeter(width, height);
}
