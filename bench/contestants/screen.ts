/** Where a frame lies, pixels. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const CLEAR = 2;
const RESTORE = 3;

/**
 * The canvas that omggif and gifuct-js leave to their users, with the disposal methods of GIF89a section 23. Frames
 * must lie on the screen, as those of the test files do.
 */
export class Screen {
  readonly rgba: Uint8Array;
  readonly #width: number;
  #dispose: () => void = () => {};

  constructor(width: number, height: number) {
    this.#width = width;
    this.rgba = new Uint8Array(4 * width * height);
  }

  /** Disposes of the frame before and remembers what this one asks for. */
  nextFrame(area: Area, disposal: number): void {
    this.#dispose();
    this.#dispose = () => {};
    if (disposal === CLEAR) this.#dispose = () => this.#rows(area, (start, end) => this.rgba.fill(0, start, end));
    if (disposal === RESTORE) {
      const before = this.rgba.slice();
      this.#dispose = () => this.rgba.set(before);
    }
  }

  /** @param patch RGBA of the area, alpha 0 or 255 */
  paint({ left, top, width, height }: Area, patch: Uint8ClampedArray): void {
    for (let y = 0, from = 0; y < height; y++) {
      let to = 4 * ((top + y) * this.#width + left);
      for (let x = 0; x < width; x++, from += 4, to += 4) {
        if (patch[from + 3] === 0) continue;
        this.rgba[to] = patch[from]!;
        this.rgba[to + 1] = patch[from + 1]!;
        this.rgba[to + 2] = patch[from + 2]!;
        this.rgba[to + 3] = 255;
      }
    }
  }

  #rows({ left, top, width, height }: Area, visit: (start: number, end: number) => void): void {
    for (let y = top; y < top + height; y++) {
      const start = 4 * (y * this.#width + left);
      visit(start, start + 4 * width);
    }
  }
}
