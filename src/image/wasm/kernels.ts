import { BINARY } from './binary.js';
import type { CensusKernels } from './census-kernels.js';
import type { ColorKernels } from './color-kernels.js';
import type { GifKernels } from './gif-kernels.js';
import { KernelMemory } from './memory.js';
import type { PairKernels } from './pair-kernels.js';
import type { ScaleKernels } from './scale-kernels.js';
import type { XybKernels } from './xyb-kernels.js';
import type { TileKernels } from './tile-kernels.js';

/** What the compiled module offers (assembly/index.ts). Addresses and sizes in bytes unless a name says otherwise. */
export interface KernelExports
  extends CensusKernels, GifKernels, ColorKernels, TileKernels, ScaleKernels, XybKernels, PairKernels {
  readonly memory: WebAssembly.Memory;
  heapBase(): number;
}

/** The compiled kernels of this thread, with the one memory that they all work on. */
export interface Kernels {
  readonly exports: KernelExports;
  readonly memory: KernelMemory;
}

/** A memory never shrinks: one that grew past this is given up once nothing in it is used. Enough for 1080p pairs. */
const KEPT_BYTES = 64 * 2 ** 20;

let compiled: WebAssembly.Module | null | undefined;
let current: Kernels | undefined;

/**
 * The kernels of this thread; null where the engine has no WebAssembly, no SIMD or no room for a memory, and the
 * TypeScript twins do. Once there are kernels in a thread, there always are.
 */
export function loadKernels(): Kernels | null {
  const outgrown = current && current.memory.areas === 0 && current.memory.buffer.byteLength > KEPT_BYTES;
  if (current && !outgrown) return current;
  if (compiled === undefined) compiled = compile();
  const kernels = compiled && instantiate(compiled);
  if (kernels) current = kernels;
  else if (!current) compiled = null;
  return current ?? null;
}

/** null where the address space is limited (ulimit -v): engines reserve 8 GiB and more of it for any memory. */
function instantiate(module: WebAssembly.Module): Kernels | null {
  try {
    const exports = new WebAssembly.Instance(module, {}).exports as KernelExports;
    return { exports, memory: new KernelMemory(exports.memory, exports.heapBase()) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return null;
  }
}

function compile(): WebAssembly.Module | null {
  // node --jitless has no WebAssembly at all; a processor without SIMD refuses the module
  if (typeof WebAssembly === 'undefined') return null;
  const bytes = Buffer.from(BINARY, 'base64');
  return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
}
