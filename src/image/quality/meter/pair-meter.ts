import { loadKernels } from '../../wasm/kernels.js';
import { CompiledPairMeter } from './compiled.js';
import type { PairMeter } from './pair-metrics.js';

export type { PairMeter } from './pair-metrics.js';

/**
 * All metrics of pairs of frames of width x height pixels, on every background that matters. Only tiles that changed
 * since the pair before are computed anew; the figures are those of a full computation, to the bit.
 */
export async function createPairMeter(width: number, height: number): Promise<PairMeter> {
  const kernels = loadKernels();
  if (kernels) return new CompiledPairMeter(kernels, width, height);
  // the stand-in's kernels are many files: they are loaded only where it stands in
  const { PlainPairMeter } = await import('./plain.js');
  return new PlainPairMeter(width, height);
}
