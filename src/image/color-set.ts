// one bit for each of 2^24 RGB colours, in 256 pages by red: sets of few colours touch few of them
const PAGE_WORDS = 2 ** 16 / 32;
// a frame with more colours than that is cleared whole, which then costs less than going through the list
const LISTED = 2 ** 16;

/** A set of 24-bit RGB colours that is cheap to make, and to clear when it holds few. Memory: 2 MiB at most, and a list. */
export class ColorSet {
  readonly #pages: Uint32Array[] = Array.from({ length: 256 }, () => NOTHING);
  readonly #listed: number[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @returns whether the colour is new */
  add(rgb: number): boolean {
    const word = (rgb >>> 5) & (PAGE_WORDS - 1);
    const bit = 1 << (rgb & 31);
    let page = this.#pages[rgb >>> 16]!;
    if ((page[word]! & bit) !== 0) return false;
    if (page === NOTHING) page = this.#pages[rgb >>> 16] = new Uint32Array(PAGE_WORDS);
    page[word]! |= bit;
    if (this.#size < LISTED) this.#listed.push(rgb);
    this.#size++;
    return true;
  }

  clear(): void {
    if (this.#size > LISTED) this.#pages.fill(NOTHING);
    else for (const rgb of this.#listed) this.#pages[rgb >>> 16]![(rgb >>> 5) & (PAGE_WORDS - 1)] = 0;
    this.#listed.length = 0;
    this.#size = 0;
  }
}

/** Shared by all pages that hold nothing yet; never written to. */
const NOTHING = new Uint32Array(PAGE_WORDS);
