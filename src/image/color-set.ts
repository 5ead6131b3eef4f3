// one bit for each of 2^24 RGB colours: 2 MiB
const WORDS = 2 ** 24 / 32;
// a frame with more colours than that is cleared whole, which then costs less than going through the list
const LISTED = 2 ** 16;

/** A set of 24-bit RGB colours that is cheap to clear when it holds few. */
export class ColorSet {
  readonly #bits = new Uint32Array(WORDS);
  readonly #listed = new Uint32Array(LISTED);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @returns whether the colour is new */
  add(rgb: number): boolean {
    const word = rgb >>> 5;
    const bit = 1 << (rgb & 31);
    if ((this.#bits[word]! & bit) !== 0) return false;
    this.#bits[word]! |= bit;
    if (this.#size < LISTED) this.#listed[this.#size] = word;
    this.#size++;
    return true;
  }

  clear(): void {
    if (this.#size > LISTED) this.#bits.fill(0);
    else for (let i = 0; i < this.#size; i++) this.#bits[this.#listed[i]!] = 0;
    this.#size = 0;
  }
}
