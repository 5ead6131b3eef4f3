import type { Area } from '../reader.js';
import type { KernelMemory } from '../wasm/memory.js';
import { TILE, tilesAlong } from '../wasm/tile-kernels.js';

/** Which tiles of a canvas were painted on: one flag each, row by row. */
export class TouchedTiles {
  readonly columns: number;
  /** In the kernels' memory; 0 when the flags are not there. */
  readonly address: number;
  readonly #bytes: () => Uint8Array;

  /** Flags all tiles. @param memory - where the flags are to be; null for memory of their own */
  constructor(width: number, height: number, memory: KernelMemory | null) {
    this.columns = tilesAlong(width);
    const tiles = this.columns * tilesAlong(height);
    const address = memory?.allocate(tiles) ?? 0;
    const own = new Uint8Array(memory ? 0 : tiles);
    this.address = address;
    this.#bytes = memory?.lasting((buffer) => new Uint8Array(buffer, address, tiles)) ?? (() => own);
    this.flags.fill(1);
  }

  /** Valid until the kernels' memory grows. */
  get flags(): Uint8Array {
    return this.#bytes();
  }

  /** Flags the tile of a pixel. */
  add(x: number, y: number): void {
    this.flags[Math.floor(y / TILE) * this.columns + Math.floor(x / TILE)] = 1;
  }

  /** Flags the tiles that hold some of an area of the canvas. */
  addArea({ left, top, width, height }: Area): void {
    const { flags, columns } = this;
    const last = Math.ceil((left + width) / TILE);
    for (let row = Math.floor(top / TILE); row * TILE < top + height; row++) {
      flags.fill(1, row * columns + Math.floor(left / TILE), row * columns + last);
    }
  }
}
