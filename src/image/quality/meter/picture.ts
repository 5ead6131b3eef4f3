import type { MeterMemory } from './memory.js';
import type { Shown } from './pair-metrics.js';

/** Where the kernels find one side's RGBA: where it lies, or in a copy. */
export class Picture {
  readonly #memory: MeterMemory;
  #copy: number | undefined;
  /** The copy is what was shown last. */
  #copied = false;

  constructor(memory: MeterMemory) {
    this.#memory = memory;
  }

  /** Its address, where it lies in the kernels' memory. To be asked before anything is allocated. */
  inside({ rgba }: Shown): number | null {
    const address = this.#memory.kernels.memory.addressOf(rgba);
    if (address !== null) this.#copied = false;
    return address;
  }

  /** Copies what changed. */
  copy({ rgba, changed }: Shown): number {
    const { width, kernels } = this.#memory;
    const address = (this.#copy ??= this.#memory.allocate(rgba.length));
    const target = kernels.memory.bytes(address, rgba.length);
    if (!this.#copied || changed.width === width) target.set(rgba);
    else {
      for (let row = changed.top; row < changed.top + changed.height; row++) {
        const start = 4 * (row * width + changed.left);
        target.set(rgba.subarray(start, start + 4 * changed.width), start);
      }
    }
    this.#copied = true;
    return address;
  }
}
