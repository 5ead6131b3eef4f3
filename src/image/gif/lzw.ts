import type { ImageOutcome } from './kernel.js';

// codes have at most 12 bits (GIF89a appendix F)
const MAX_WIDTH = 12;
const TABLE_CODES = 2 ** MAX_WIDTH;
// 16 KiB of indices stay in the first cache level; one more table's worth, so that the longest string always fits behind
const FLUSH_AT = 2 ** 14;

/** Takes decoded indices in the order stored. Positions count pixels of the image from 0. */
export interface IndexSink {
  /** Pixels from `wantedFrom` up to `wantedTo` are wanted; both Infinity when none are. */
  readonly wantedFrom: number;
  readonly wantedTo: number;
  /** Called when the position passed `wantedTo`: moves both on. */
  wantNext(): void;
  /** `indices[0..count)` are the pixels from `position`. Pixels that are not wanted may be among them. */
  write(position: number, indices: Uint8Array, count: number): void;
}

/** GIF's variable-width LZW (GIF89a appendix F). Constant memory; pixels that nobody wants cost nothing but their code. */
export class LzwDecoder {
  readonly #prefix = new Uint16Array(TABLE_CODES);
  readonly #suffix = new Uint8Array(TABLE_CODES);
  readonly #first = new Uint8Array(TABLE_CODES);
  readonly #length = new Uint16Array(TABLE_CODES);
  /** Strings are made of pixels before them, so every index that is used is once a code of its own. */
  readonly #used = new Uint8Array(256);
  readonly #buffer = new Uint8Array(FLUSH_AT + TABLE_CODES);
  readonly #sink: IndexSink;

  #minCodeSize = 0;
  #total = 0;
  #width = 0;
  #next = 0;
  #previous = -1;
  #held = 0;
  #bits = 0;
  #position = 0;
  #buffered = 0;
  #ended: ImageOutcome['ended'] = 'data';
  #invalidOffset: number | null = null;
  #extraPixels = false;

  constructor(sink: IndexSink) {
    this.#sink = sink;
  }

  /**
   * @param minCodeSize - 1..8
   * @param total - pixels of the image
   */
  begin(minCodeSize: number, total: number): void {
    this.#minCodeSize = minCodeSize;
    this.#total = total;
    for (let index = 0; index < 1 << minCodeSize; index++) {
      this.#suffix[index] = index;
      this.#first[index] = index;
      this.#length[index] = 1;
    }
    this.#used.fill(0);
    this.#clear();
    this.#held = this.#bits = this.#position = this.#buffered = 0;
    this.#ended = 'data';
    this.#invalidOffset = null;
    this.#extraPixels = false;
  }

  /** Bytes after the end code or an invalid code are ignored. */
  push(bytes: Uint8Array, start: number, end: number, position: number): void {
    if (this.#ended !== 'data') return;
    const clearCode = 1 << this.#minCodeSize;
    for (let at = start; at < end; at++) {
      this.#held |= bytes[at]! << this.#bits;
      this.#bits += 8;
      while (this.#bits >= this.#width) {
        const code = this.#held & ((1 << this.#width) - 1);
        this.#held >>>= this.#width;
        this.#bits -= this.#width;
        if (code === clearCode) {
          this.#clear();
        } else if (code === clearCode + 1) {
          this.#ended = 'end_code';
          return;
        } else if (this.#accept(code, clearCode)) {
          this.#emit(code);
          this.#previous = code;
        } else {
          this.#ended = 'invalid_code';
          this.#invalidOffset = position + (at - start);
          return;
        }
      }
    }
  }

  end(): ImageOutcome {
    this.#flush();
    return {
      pixels: this.#position,
      ended: this.#ended,
      invalidOffset: this.#invalidOffset,
      extraPixels: this.#extraPixels,
      used: this.#used.slice(),
    };
  }

  #clear(): void {
    this.#width = this.#minCodeSize + 1;
    this.#next = (1 << this.#minCodeSize) + 2;
    this.#previous = -1;
  }

  /** Adds the string that this code completes to the table; false when the code means nothing. */
  #accept(code: number, clearCode: number): boolean {
    const previous = this.#previous;
    if (previous < 0) return code < clearCode;
    const next = this.#next;
    if (code > next) return false;
    // a full table stays as it is until a clear code (deferred clear codes, cover sheet of the GIF89a text)
    if (next === TABLE_CODES) return true;
    this.#prefix[next] = previous;
    this.#suffix[next] = this.#first[code === next ? previous : code]!;
    this.#first[next] = this.#first[previous]!;
    this.#length[next] = this.#length[previous]! + 1;
    this.#next = next + 1;
    // the (illegal) code size 1 begins beyond what its 2 bits reach, so its codes stay at 2 bits and mean single pixels
    if (this.#next === 1 << this.#width && this.#width < MAX_WIDTH) this.#width++;
    return true;
  }

  #emit(code: number): void {
    let length = this.#length[code]!;
    const room = this.#total - this.#position;
    if (length > room) {
      this.#extraPixels = true;
      if (room === 0) return;
      for (; length > room; length--) code = this.#prefix[code]!;
    }
    if (code < 1 << this.#minCodeSize) this.#used[code] = 1;
    while (this.#position >= this.#sink.wantedTo) {
      this.#flush();
      this.#sink.wantNext();
    }
    const after = this.#position + length;
    if (after > this.#sink.wantedFrom) {
      for (let at = this.#buffered + length - 1; at >= this.#buffered; at--) {
        this.#buffer[at] = this.#suffix[code]!;
        code = this.#prefix[code]!;
      }
      this.#buffered += length;
    }
    this.#position = after;
    if (this.#buffered >= FLUSH_AT) this.#flush();
  }

  #flush(): void {
    if (this.#buffered > 0) this.#sink.write(this.#position - this.#buffered, this.#buffer, this.#buffered);
    this.#buffered = 0;
  }
}
