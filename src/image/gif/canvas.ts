import type { Area, Drawing } from '../reader.js';
import type { KernelMemory } from '../wasm/memory.js';
import { clipTo, NO_AREA } from '../area.js';
import { TouchedTiles } from './touched.js';

// GIF89a section 23 c iv; 0 and 1 leave the frame, 4..7 are reserved and do as 0
const RESTORE_TO_BACKGROUND = 2;
const RESTORE_TO_PREVIOUS = 3;

/** What became of a frame, and where that touched the canvas. */
export interface Disposal {
  readonly became: Drawing['disposed'];
  readonly area: Area;
}

/** Also what is before the first frame. */
export const KEPT: Disposal = { became: 'kept', area: NO_AREA };

/**
 * The logical screen as browsers show it: transparent at first, "background" is transparent.
 * Memory: one canvas, and the largest area with disposal 3.
 */
export class Canvas {
  readonly width: number;
  readonly height: number;
  /** Opaque black in memory order. */
  readonly black = new Uint32Array(Uint8Array.of(0, 0, 0, 255).buffer)[0]!;
  /** Room for the colours of the image drawn last: they are listed for every frame. */
  readonly drawnColors = new Uint32Array(256);
  /** Where the frame differs from the one before; everywhere for the first. */
  readonly touched: TouchedTiles;
  /** Of the record in assembly/paint.ts; 0 when the canvas is not in the kernels' memory. */
  readonly record: number = 0;
  readonly #address: number;
  /** All that is to be freed. */
  readonly #areas: number[] = [];
  readonly #memory: KernelMemory | null;
  #pixels: Uint32Array;
  #bytes: Uint8Array = new Uint8Array(0);
  #saved = new Uint32Array(0);
  #disposal = KEPT;
  #first = true;

  /** @param memory - where the pixels are to be; null for memory of their own */
  constructor(width: number, height: number, memory: KernelMemory | null = null) {
    this.width = width;
    this.height = height;
    this.#memory = memory;
    this.#address = memory?.allocate(4 * width * height) ?? 0;
    this.#pixels = memory ? new Uint32Array(0) : new Uint32Array(width * height);
    this.#areas.push(this.#address);
    try {
      this.touched = new TouchedTiles(width, height, memory);
      this.#areas.push(this.touched.address);
      if (memory) this.record = this.#recordIn(memory);
    } catch (error) {
      // nobody has the canvas, so nobody can free it
      this.free();
      throw error;
    }
  }

  /** One RGBA pixel each, in memory order. Valid until the kernels' memory grows. */
  get pixels(): Uint32Array {
    const buffer = this.#memory?.buffer;
    if (buffer && this.#pixels.buffer !== buffer) {
      this.#pixels = new Uint32Array(buffer, this.#address, this.width * this.height);
    }
    return this.#pixels;
  }

  /** The same memory as straight-alpha RGBA bytes. */
  get rgba(): Uint8Array {
    const { buffer, byteOffset, byteLength } = this.pixels;
    if (this.#bytes.buffer !== buffer) this.#bytes = new Uint8Array(buffer, byteOffset, byteLength);
    return this.#bytes;
  }

  /** Gives the memory back. The canvas is not used after. */
  free(): void {
    for (const address of this.#areas.splice(0)) this.#memory?.free(address);
  }

  /** The part of an area that is on the canvas. */
  clip(area: Area): Area {
    return clipTo(this.width, this.height, area);
  }

  /**
   * Disposes of the frame before and makes ready for one that covers `area`.
   * @returns what became of the frame before
   */
  nextFrame(area: Area, disposal: number): Disposal {
    const disposed = this.#disposal;
    if (!this.#first) this.touched.flags.fill(0);
    this.#first = false;
    this.#dispose(disposed);
    this.touched.addArea(disposed.area);
    this.#disposal = KEPT;
    if (disposal === RESTORE_TO_BACKGROUND) {
      this.#disposal = { became: 'cleared', area: this.clip(area) };
    } else if (disposal === RESTORE_TO_PREVIOUS) {
      this.#disposal = { became: 'restored', area: this.clip(area) };
      this.#save(this.#disposal.area);
    }
    return disposed;
  }

  #recordIn(memory: KernelMemory): number {
    const words = [this.#address, this.width, this.touched.address, this.touched.columns];
    const address = memory.allocate(4 * words.length);
    this.#areas.push(address);
    new Uint32Array(memory.buffer, address, words.length).set(words);
    return address;
  }

  #dispose({ became, area }: Disposal): void {
    const { pixels } = this;
    for (let row = 0; row < area.height; row++) {
      const start = (area.top + row) * this.width + area.left;
      const at = row * area.width;
      if (became === 'cleared') pixels.fill(0, start, start + area.width);
      else pixels.set(this.#saved.subarray(at, at + area.width), start);
    }
  }

  #save(area: Area): void {
    const { pixels } = this;
    if (this.#saved.length < area.width * area.height) this.#saved = new Uint32Array(area.width * area.height);
    for (let row = 0; row < area.height; row++) {
      const start = (area.top + row) * this.width + area.left;
      this.#saved.set(pixels.subarray(start, start + area.width), row * area.width);
    }
  }
}
