import type { Area } from '../../reader.js';
import type { MeterMemory } from './memory.js';

/** In tiles; right and bottom are excluded. */
export interface TileRectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  bottom: number;
}

/** One flag a tile: what one step of a meter has to compute anew. At first, all. */
export class TileFlags {
  readonly address: number;
  readonly #memory: MeterMemory;
  readonly #pair: number;
  /** The step has windows that reach into neighbouring tiles. */
  readonly #windows: boolean;
  /** For each column, the rectangle that begins there and reaches down to the row being looked at. */
  readonly #open: (TileRectangle | undefined)[];
  #any = true;

  constructor(memory: MeterMemory, pair: number, windows = false) {
    this.#memory = memory;
    this.#pair = pair;
    this.#windows = windows;
    this.address = memory.allocate(memory.tiles);
    this.#open = Array.from({ length: memory.tileColumns }, () => undefined);
    this.set();
  }

  get any(): boolean {
    return this.#any;
  }

  /** Sets the flags of the tiles that `area` touches. */
  mark({ left, top, width, height }: Area): void {
    if (width === 0 || height === 0) return;
    this.#memory.kernels.exports.flagTiles(this.#pair, this.address, left, top, left + width, top + height);
    this.#any = true;
  }

  /** Sets the flags of the tiles that see what changed, as computePlanes left it in the flags of what it read. */
  markChanges(changes: TileFlags): void {
    const { exports } = this.#memory.kernels;
    if (exports.flagChanges(this.#pair, changes.address, this.address, this.#windows) !== 0) this.#any = true;
  }

  set(): void {
    this.#bytes().fill(1);
    this.#any = true;
  }

  clear(): void {
    this.#memory.kernels.exports.clearFlags(this.#pair, this.address);
    this.#any = false;
  }

  /** The flagged tiles, cut into rectangles: a run of a row goes on below where the next row has the same. */
  rectangles(): TileRectangle[] {
    const flags = this.#bytes();
    const { tileColumns, tileRows } = this.#memory;
    const found: TileRectangle[] = [];
    const open = this.#open.fill(undefined);
    for (let row = 0; row < tileRows; row++) {
      for (let column = 0; column < tileColumns; column++) {
        if (flags[row * tileColumns + column] === 0) continue;
        const left = column;
        while (column < tileColumns && flags[row * tileColumns + column] !== 0) column++;
        const above = open[left];
        if (above?.bottom === row && above.right === column) above.bottom = row + 1;
        else found.push((open[left] = { left, top: row, right: column, bottom: row + 1 }));
      }
    }
    return found;
  }

  #bytes(): Uint8Array {
    return this.#memory.kernels.memory.bytes(this.address, this.#memory.tiles);
  }
}
