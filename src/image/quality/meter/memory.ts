import type { Kernels } from '../../wasm/kernels.js';
import { tilesAlong } from '../../wasm/tile-kernels.js';

/** What one compiled meter holds of the kernels' memory. */
export class MeterMemory {
  readonly kernels: Kernels;
  readonly width: number;
  readonly height: number;
  readonly tileColumns: number;
  readonly tileRows: number;
  readonly tiles: number;
  readonly #areas: number[] = [];

  constructor(kernels: Kernels, width: number, height: number) {
    this.kernels = kernels;
    this.width = width;
    this.height = height;
    this.tileColumns = tilesAlong(width);
    this.tileRows = tilesAlong(height);
    this.tiles = this.tileColumns * this.tileRows;
  }

  /** Address of so many zeroed bytes. */
  allocate(bytes: number): number {
    const address = this.kernels.memory.allocate(bytes);
    this.#areas.push(address);
    return address;
  }

  /** Address of a record of addresses and sizes. */
  record(words: readonly number[]): number {
    const address = this.allocate(4 * words.length);
    this.words(address, words.length).set(words);
    return address;
  }

  /** Views are valid until the next allocation, by whomever. */
  words(address: number, count: number): Uint32Array {
    return new Uint32Array(this.kernels.memory.buffer, address, count);
  }

  floats(address: number, count: number): Float64Array {
    return new Float64Array(this.kernels.memory.buffer, address, count);
  }

  free(): void {
    for (const address of this.#areas.splice(0)) this.kernels.memory.free(address);
  }
}
