/** Cache lines, and every vector load stays aligned. */
const ALIGNMENT = 64;
/** Kernels load up to a vector past what they need: this much behind every area belongs to nobody. */
const SLACK = 64;
const PAGE = 65_536;

interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Hands out areas of one WebAssembly memory, first fit. The memory grows as needed, and growing detaches every view on
 * it: make views when they are used (`bytes`), keep none across an `allocate`.
 */
export class KernelMemory {
  readonly #memory: WebAssembly.Memory;
  readonly #used = new Map<number, Span>();
  /** Ascending, never touching each other; the last one is open-ended. */
  #free: Span[];

  constructor(memory: WebAssembly.Memory, heapBase: number) {
    this.#memory = memory;
    this.#free = [{ start: aligned(heapBase), end: Infinity }];
  }

  /** The same object until the memory grows. */
  get buffer(): ArrayBuffer {
    return this.#memory.buffer;
  }

  /** Areas that were not freed. */
  get areas(): number {
    return this.#used.size;
  }

  /**
   * @returns address of `bytes` zeroed bytes, a multiple of 64
   * @throws RangeError when the 4 GiB that a module can address, or the machine's memory, do not suffice
   */
  allocate(bytes: number): number {
    const size = aligned(bytes + SLACK);
    const place = this.#free.findIndex(({ start, end }) => end - start >= size);
    const { start, end } = this.#free[place]!;
    const span = { start, end: start + size };
    const missing = span.end - this.buffer.byteLength;
    if (missing > 0) this.#grow(missing);
    this.#free.splice(place, 1, ...(end > span.end ? [{ start: span.end, end }] : []));
    this.#used.set(start, span);
    new Uint8Array(this.buffer, start, size).fill(0);
    return start;
  }

  /** Address 0 is no area: nothing happens. */
  free(address: number): void {
    const span = this.#used.get(address);
    if (!span) return;
    this.#used.delete(address);
    const place = this.#free.findIndex(({ start }) => start > span.start);
    const [before, after] = [this.#free[place - 1], this.#free[place]!];
    const joinsBefore = before?.end === span.start;
    const joinsAfter = after.start === span.end;
    const joined = { start: joinsBefore ? before.start : span.start, end: joinsAfter ? after.end : span.end };
    this.#free.splice(joinsBefore ? place - 1 : place, Number(joinsBefore) + Number(joinsAfter), joined);
  }

  /** A view of `length` bytes, valid until the next `allocate`. */
  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.buffer, address, length);
  }

  /** A view that is used with every frame: made anew only after the memory grew. */
  lasting<View extends ArrayBufferView>(make: (buffer: ArrayBuffer) => View): () => View {
    let view = make(this.buffer);
    return () => (view.buffer === this.buffer ? view : (view = make(this.buffer)));
  }

  #grow(missing: number): void {
    try {
      this.#memory.grow(Math.ceil(missing / PAGE));
    } catch (cause) {
      const message = `Expected memory for ${missing} bytes beside ${this.buffer.byteLength} but the limit is 4 GiB, or what the machine has`;
      throw new RangeError(message, { cause });
    }
  }

  /** Address of a view's first byte when it lies in this memory, else null. */
  addressOf(view: Uint8Array): number | null {
    return view.buffer === this.buffer ? view.byteOffset : null;
  }
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
