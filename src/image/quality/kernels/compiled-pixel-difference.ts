import { loadKernels, type Kernels } from '../../wasm/kernels.js';
import { withAreas, type Allocate } from './areas.js';
import { DELTA_E_LARGEST, DELTA_E_STEP } from './color-difference.js';
import { createHistogram, type Histogram } from './histogram.js';
import {
  colorAt,
  createPixelDifference as createPlainPixelDifference,
  pairOf,
  REMEMBERED,
  slotOf,
  type PixelDifference,
} from './pixel-difference.js';
import { expectValues } from './sizes.js';

/** New pairs of colours that are compared at a time: they stay in the processor's nearest cache. */
const AT_ONCE = 2048;

/**
 * createPixelDifference of ./pixel-difference.ts by the compiled kernel where there is one: mean and largest within 1e-4
 * of it (assembly/delta-e.ts has the exceptions), the percentile within a step.
 */
export function createPixelDifference(): (a: Uint8Array, b: Uint8Array) => PixelDifference {
  const kernels = loadKernels();
  if (!kernels) return createPlainPixelDifference();
  const histogram = createHistogram(DELTA_E_STEP, DELTA_E_LARGEST);
  const remembered = new Remembered();

  return (a, b) => {
    expectValues(a.length, { a, b });
    histogram.clear();
    withAreas(kernels.memory, (allocate) => {
      const pending = new Pending(kernels, allocate, remembered, histogram);
      let equal = 0;
      for (let i = 0; i < a.length; i += 3) {
        const [first, second] = [colorAt(a, i), colorAt(b, i)];
        if (first === second) equal += 1;
        else pending.add(first, second);
      }
      pending.settle();
      if (equal > 0) histogram.add(0, equal);
    });
    return { mean: histogram.mean, p95: histogram.percentile(0.95), max: histogram.max };
  };
}

/** Differences of pairs of colours that were met before; no pair is -1. */
class Remembered {
  readonly pairs = new Float64Array(REMEMBERED).fill(-1);
  readonly differences = new Float32Array(REMEMBERED);
}

/** Pairs of colours on their way to the kernel, which takes them by the thousand. */
class Pending {
  readonly #exports: Kernels['exports'];
  readonly #remembered: Remembered;
  readonly #histogram: Histogram;
  readonly #addresses: readonly [a: number, b: number, out: number];
  readonly #a: Uint8Array;
  readonly #b: Uint8Array;
  readonly #out: Float32Array;
  readonly #slots = new Int32Array(AT_ONCE);
  readonly #pairs = new Float64Array(AT_ONCE);
  #count = 0;

  constructor({ exports, memory }: Kernels, allocate: Allocate, remembered: Remembered, histogram: Histogram) {
    this.#exports = exports;
    this.#remembered = remembered;
    this.#histogram = histogram;
    this.#addresses = [allocate(3 * AT_ONCE), allocate(3 * AT_ONCE), allocate(4 * AT_ONCE)];
    const [a, b, out] = this.#addresses;
    this.#a = memory.bytes(a, 3 * AT_ONCE);
    this.#b = memory.bytes(b, 3 * AT_ONCE);
    this.#out = new Float32Array(memory.buffer, out, AT_ONCE);
  }

  add(a: number, b: number): void {
    const slot = slotOf(a, b);
    const pair = pairOf(a, b);
    if (this.#remembered.pairs[slot] === pair) {
      this.#histogram.add(this.#remembered.differences[slot]!, 1);
      return;
    }
    const i = this.#count++;
    this.#slots[i] = slot;
    this.#pairs[i] = pair;
    place(a, this.#a, 3 * i);
    place(b, this.#b, 3 * i);
    if (this.#count === AT_ONCE) this.settle();
  }

  settle(): void {
    this.#exports.pixelDeltaE(this.#addresses[0], this.#addresses[1], this.#count, this.#addresses[2]);
    for (let i = 0; i < this.#count; i++) {
      this.#histogram.add(this.#out[i]!, 1);
      this.#remembered.pairs[this.#slots[i]!] = this.#pairs[i]!;
      this.#remembered.differences[this.#slots[i]!] = this.#out[i]!;
    }
    this.#count = 0;
  }
}

function place(color: number, out: Uint8Array, at: number): void {
  out[at] = color >> 16;
  out[at + 1] = color >> 8;
  out[at + 2] = color;
}
