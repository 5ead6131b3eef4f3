// one bit for each of 2^24 RGB colours, in pages of 2^11: each of few colours may lie in one of its own, which takes 256 bytes
const PAGE_SHIFT = 11;
const PAGE_WORDS = 2 ** PAGE_SHIFT / 32;
const PAGES = 2 ** (24 - PAGE_SHIFT);
// a palette's colours lie in some dozens of pages, of 32 KiB then
const FIRST_PAGES = 128;
// a frame with more colours than that is cleared whole, which then costs less than going through the list
const LISTED = 2 ** 16;
const FIRST_LISTED = 256;

/**
 * A set of 24-bit RGB colours that is cheap to make, and to clear when it holds few. Memory: 2 MiB at most, and a list;
 * it is kept for what comes after a clear, so that frame after frame leaves no garbage.
 */
export class ColorSet {
  /** Where each page begins in `#words`, in pages; 0 is the page that stays empty. */
  readonly #places = new Uint16Array(PAGES);
  #words = new Uint32Array(FIRST_PAGES * PAGE_WORDS);
  #pages = 1;
  #listed = new Uint32Array(FIRST_LISTED);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @returns whether the colour is new */
  add(rgb: number): boolean {
    const page = rgb >>> PAGE_SHIFT;
    const word = (rgb >>> 5) & (PAGE_WORDS - 1);
    const bit = 1 << (rgb & 31);
    if ((this.#words[this.#places[page]! * PAGE_WORDS + word]! & bit) !== 0) return false;
    if (this.#places[page] === 0) this.#places[page] = this.#newPage();
    this.#words[this.#places[page]! * PAGE_WORDS + word]! |= bit;
    if (this.#size < LISTED) this.#list(rgb);
    this.#size++;
    return true;
  }

  clear(): void {
    if (this.#size > LISTED) this.#words.fill(0);
    else for (let i = 0; i < this.#size; i++) this.#forget(this.#listed[i]!);
    this.#size = 0;
  }

  /** Takes back what was added last, down to `size` colours; of more than are listed, none. */
  shrink(size: number): void {
    if (this.#size > LISTED) return;
    while (this.#size > size) {
      const rgb = this.#listed[--this.#size]!;
      this.#words[this.#wordOf(rgb)]! &= ~(1 << (rgb & 31));
    }
  }

  #newPage(): number {
    const needed = (this.#pages + 1) * PAGE_WORDS;
    if (needed > this.#words.length) this.#words = doubled(this.#words);
    return this.#pages++;
  }

  #list(rgb: number): void {
    if (this.#size === this.#listed.length) this.#listed = doubled(this.#listed);
    this.#listed[this.#size] = rgb;
  }

  #forget(rgb: number): void {
    this.#words[this.#wordOf(rgb)] = 0;
  }

  /** Where the bit of a colour is that was added. */
  #wordOf(rgb: number): number {
    return this.#places[rgb >>> PAGE_SHIFT]! * PAGE_WORDS + ((rgb >>> 5) & (PAGE_WORDS - 1));
  }
}

function doubled(values: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * values.length);
  larger.set(values);
  return larger;
}
