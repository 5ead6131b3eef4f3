import type { ByteSource } from '../source.js';

// 64 KiB: a read call costs little beside decoding that much, and no structure that is read at once is longer than 768 bytes
const WINDOW_BYTES = 2 ** 16;

/** Sequential reading through a window of constant size, so that memory does not grow with the file. */
export class ByteWindow {
  readonly bytes = new Uint8Array(WINDOW_BYTES);
  readonly #source: ByteSource;
  #base = 0;
  #cursor = 0;
  #filled = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** Where in `bytes` the next byte is. Valid until the next call of `has`. */
  get cursor(): number {
    return this.#cursor;
  }

  /** Where in the file the next byte is. */
  get position(): number {
    return this.#base + this.#cursor;
  }

  /** Bytes in the window that were not taken yet. */
  get available(): number {
    return this.#filled - this.#cursor;
  }

  /** Bytes of the file that were not taken yet. */
  get left(): number {
    return Math.max(0, this.#source.size - this.position);
  }

  /** Brings the next `count` bytes (at most the window) together in `bytes`; false when the file ends before. */
  has(count: number): boolean {
    if (this.available >= count) return true;
    this.bytes.copyWithin(0, this.#cursor, this.#filled);
    this.#base += this.#cursor;
    this.#filled -= this.#cursor;
    this.#cursor = 0;
    this.#filled += this.#source.read(this.bytes.subarray(this.#filled), this.#base + this.#filled);
    return this.available >= count;
  }

  /** Takes `count` bytes that `has` found. */
  skip(count: number): void {
    this.#cursor += count;
  }

  u8(): number {
    return this.bytes[this.#cursor++]!;
  }

  /** Little-endian, as all numbers of a GIF. */
  u16(): number {
    return this.u8() | (this.u8() << 8);
  }
}
