import type { Area } from '../reader.js';

// GIF89a section 23 c iv; 0 and 1 leave the frame, 4..7 are reserved and do as 0
const RESTORE_TO_BACKGROUND = 2;
const RESTORE_TO_PREVIOUS = 3;

/**
 * The logical screen as browsers show it: transparent at first, "background" is transparent.
 * Memory: one canvas, and the largest area with disposal 3.
 */
export class Canvas {
  readonly width: number;
  readonly height: number;
  /** One RGBA pixel each, in memory order. */
  readonly pixels: Uint32Array;
  /** The same memory as straight-alpha RGBA bytes. */
  readonly rgba: Uint8Array;
  /** Opaque black in memory order. */
  readonly black = new Uint32Array(Uint8Array.of(0, 0, 0, 255).buffer)[0]!;
  #saved = new Uint32Array(0);
  #disposeLast: () => void = () => {};

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.pixels = new Uint32Array(width * height);
    this.rgba = new Uint8Array(this.pixels.buffer);
  }

  /** Disposes of the frame before and makes ready for one that covers `area`. */
  nextFrame(area: Area, disposal: number): void {
    this.#disposeLast();
    const rows = this.#rowsOf(area);
    if (disposal === RESTORE_TO_BACKGROUND) {
      this.#disposeLast = () => rows.forEach((start, end) => this.pixels.fill(0, start, end));
    } else if (disposal === RESTORE_TO_PREVIOUS) {
      this.#save(rows);
      this.#disposeLast = () => this.#restore(rows);
    } else {
      this.#disposeLast = () => {};
    }
  }

  #save(rows: Rows): void {
    if (this.#saved.length < rows.pixels) this.#saved = new Uint32Array(rows.pixels);
    let at = 0;
    rows.forEach((start, end) => {
      this.#saved.set(this.pixels.subarray(start, end), at);
      at += end - start;
    });
  }

  #restore(rows: Rows): void {
    let at = 0;
    rows.forEach((start, end) => {
      this.pixels.set(this.#saved.subarray(at, at + end - start), start);
      at += end - start;
    });
  }

  /** The part of the area that is on the canvas. */
  #rowsOf(area: Area): Rows {
    const width = Math.max(0, Math.min(area.width, this.width - area.left));
    const height = width === 0 ? 0 : Math.max(0, Math.min(area.height, this.height - area.top));
    const origin = area.top * this.width + area.left;
    return {
      pixels: width * height,
      forEach: (visit) => {
        for (let row = 0; row < height; row++) {
          const start = origin + row * this.width;
          visit(start, start + width);
        }
      },
    };
  }
}

/** Spans of canvas pixels, one a row. */
interface Rows {
  readonly pixels: number;
  forEach(visit: (start: number, end: number) => void): void;
}
