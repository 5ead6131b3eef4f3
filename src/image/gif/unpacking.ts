import type { Kernels } from '../wasm/kernels.js';
import type { ImageOutcome } from './kernel.js';

// The words of `Unpacking` in wasm/assembly/lzw.ts
const CLEAR_CODE = 7;
const POSITION = 8;
const TOTAL = 9;
const ENDED = 10;
const EXTRA_PIXELS = 11;
const AT = 12;
const TABLE = 14;
const USED = 15;
const INDICES = 16;

const ENDS = ['data', 'end_code', 'invalid_code'] as const;

// every code of 12 bits and one past them, 8 bytes each
const TABLE_BYTES = 8 * (4096 + 1);
// one flag a code
const USED_BYTES = 4096;
const STATE_BYTES = 128;
// data that is unpacked by one call: all that the reader's window holds
const PIECE_BYTES = 2 ** 16;

/** Unpacks LZW codes in the kernels' memory, one image at a time. Memory: 230 KB, and a byte a pixel where pixels are wanted. */
export class Unpacking {
  readonly #kernels: Kernels;
  readonly #state: number;
  readonly #table: number;
  readonly #used: number;
  readonly #literals: number;
  readonly #blocks: number;
  readonly #joined: number;
  #indices = 0;
  #capacity = 0;
  #words = new Uint32Array(0);
  #invalidOffset: number | null = null;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
    const area = (bytes: number): number => kernels.memory.allocate(bytes);
    this.#state = area(STATE_BYTES);
    this.#table = area(TABLE_BYTES);
    this.#used = area(USED_BYTES);
    this.#literals = area(256);
    this.#blocks = area(PIECE_BYTES);
    this.#joined = area(PIECE_BYTES);
    const literals = kernels.memory.bytes(this.#literals, 256);
    for (let index = 0; index < 256; index++) literals[index] = index;
  }

  /** Address of the indices that were unpacked. */
  get indices(): number {
    return this.#indices;
  }

  /** Pixels unpacked so far. */
  get position(): number {
    return this.#view()[POSITION]!;
  }

  /**
   * @param minCodeSize - 1..8
   * @param total - pixels of the image, under 2 ** 32
   * @param keep - whether indices are wanted; else they are only counted
   */
  begin(minCodeSize: number, total: number, keep: boolean): void {
    if (keep) this.#reserve(total);
    const words = this.#view();
    words[CLEAR_CODE] = 1 << minCodeSize;
    words[TOTAL] = total;
    words[TABLE] = this.#table;
    words[USED] = this.#used;
    words[INDICES] = keep ? this.#indices : 0;
    this.#invalidOffset = null;
    this.#kernels.exports.beginImage(this.#state, this.#literals);
  }

  /** As `Kernel.push`. */
  push(bytes: Uint8Array, start: number, end: number, position: number): void {
    if (ENDS[this.#view()[ENDED]!] !== 'data') return;
    const piece = bytes.subarray(start, end);
    if (piece.length > PIECE_BYTES) {
      throw new RangeError(`Expected at most ${PIECE_BYTES} bytes for piece but received ${piece.length}`);
    }
    this.#kernels.memory.bytes(this.#blocks, PIECE_BYTES).set(piece);
    this.#kernels.exports.unpack(this.#state, this.#blocks, piece.length, this.#joined);
    const words = this.#view();
    if (ENDS[words[ENDED]!] !== 'invalid_code') return;
    this.#invalidOffset = position + placeInBlocks(piece, words[AT]! - this.#joined - 1);
  }

  /** What the image came to. */
  outcome(): ImageOutcome {
    const words = this.#view();
    return {
      pixels: words[POSITION]!,
      ended: ENDS[words[ENDED]!]!,
      invalidOffset: this.#invalidOffset,
      extraPixels: words[EXTRA_PIXELS] === 1,
      // codes from the clear code up were flagged too
      used: this.#kernels.memory.bytes(this.#used, 256).slice().fill(0, words[CLEAR_CODE]!),
    };
  }

  free(): void {
    const { memory } = this.#kernels;
    for (const area of [this.#state, this.#table, this.#used, this.#literals, this.#blocks, this.#joined]) {
      memory.free(area);
    }
    memory.free(this.#indices);
  }

  #reserve(total: number): void {
    if (total <= this.#capacity) return;
    this.#kernels.memory.free(this.#indices);
    this.#indices = this.#kernels.memory.allocate(total);
    this.#capacity = total;
  }

  #view(): Uint32Array {
    const { buffer } = this.#kernels.memory;
    if (this.#words.buffer !== buffer) this.#words = new Uint32Array(buffer, this.#state, STATE_BYTES / 4);
    return this.#words;
  }
}

/** Where the data byte `index` of sub-blocks is among their bytes. */
function placeInBlocks(blocks: Uint8Array, index: number): number {
  let before = 0;
  for (let at = 0; at < blocks.length; at += 1 + blocks[at]!) {
    const length = blocks[at]!;
    if (index < before + length) return at + 1 + (index - before);
    before += length;
  }
  throw new RangeError(`Expected a data byte of the sub-blocks for index but received ${index}`);
}
