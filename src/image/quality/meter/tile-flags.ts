import type { Area } from '../../reader.js';
import { expectValues } from '../kernels/sizes.js';
import type { MeterMemory } from './memory.js';

/** Corners of a rectangle in tiles: left, top, right, bottom; the last two are excluded. */
export const CORNERS = 4;
const [LEFT, TOP, RIGHT, BOTTOM] = [0, 1, 2, 3] as const;

/** One flag a tile: what one step of a meter has to compute anew. At first, all. */
export class TileFlags {
  readonly address: number;
  readonly #memory: MeterMemory;
  readonly #pair: number;
  /** The step has windows that reach into neighbouring tiles. */
  readonly #windows: boolean;
  readonly #bytes: () => Uint8Array;
  /** Room for rectangles, and for each column the last one that begins there: they are asked for with every frame. */
  readonly #corners: Uint32Array;
  readonly #open: Int32Array;
  #any = true;

  constructor(memory: MeterMemory, pair: number, windows = false) {
    this.#memory = memory;
    this.#pair = pair;
    this.#windows = windows;
    this.address = memory.allocate(memory.tiles);
    this.#bytes = memory.kernels.memory.lasting((buffer) => new Uint8Array(buffer, this.address, memory.tiles));
    this.#corners = new Uint32Array(CORNERS * memory.tiles);
    this.#open = new Int32Array(memory.tileColumns);
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

  /** Sets the flags that are set in `tiles`, one a tile. */
  markTiles(tiles: Uint8Array): void {
    const flags = this.#bytes();
    expectValues(flags.length, { tiles });
    for (let tile = 0; tile < flags.length; tile++) {
      if (tiles[tile] === 0) continue;
      flags[tile] = 1;
      this.#any = true;
    }
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

  /** How many tiles are flagged. */
  get count(): number {
    const flags = this.#bytes();
    let count = 0;
    for (let tile = 0; tile < flags.length; tile++) if (flags[tile] !== 0) count++;
    return count;
  }

  /**
   * The flagged tiles, cut into rectangles: a run of a row goes on below where the next row has the same.
   * @returns their corners, four numbers each; valid until the next call
   */
  rectangles(): Uint32Array {
    const flags = this.#bytes();
    const { tileColumns, tileRows } = this.#memory;
    const corners = this.#corners;
    const open = this.#open.fill(-1);
    let end = 0;
    for (let row = 0; row < tileRows; row++) {
      for (let column = 0; column < tileColumns; column++) {
        if (flags[row * tileColumns + column] === 0) continue;
        const left = column;
        while (column < tileColumns && flags[row * tileColumns + column] !== 0) column++;
        const above = open[left]!;
        if (above >= 0 && corners[above + BOTTOM] === row && corners[above + RIGHT] === column) {
          corners[above + BOTTOM] = row + 1;
          continue;
        }
        corners[end + LEFT] = left;
        corners[end + TOP] = row;
        corners[end + RIGHT] = column;
        corners[end + BOTTOM] = row + 1;
        open[left] = end;
        end += CORNERS;
      }
    }
    return corners.subarray(0, end);
  }
}
