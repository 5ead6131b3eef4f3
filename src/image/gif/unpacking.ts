import type { Kernels } from '../wasm/kernels.js';
import type { ImageOutcome } from './kernel.js';

// what wasm/assembly/lzw.ts takes at once
const PIECE_BYTES = 2 ** 16;
const INDICES = 256;
const ENDS = ['data', 'end_code', 'invalid_code'] as const;

/** Unpacks LZW codes in the kernels' memory, one image at a time. Memory: 170 KB, and a byte and a half a pixel of the largest image. */
export class Unpacking {
  /** Address of room for 256 pixels that the indices stand for, and that room. */
  readonly palette: number;
  readonly colors: () => Uint32Array;
  readonly #kernels: Kernels;
  readonly #image: number;
  readonly #blocks: () => Uint8Array;
  readonly #usedIndices: () => Uint8Array;
  readonly #used = new Uint8Array(INDICES);
  #indices = 0;
  #capacity = 0;
  #invalidOffset: number | null = null;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
    const { exports, memory } = kernels;
    this.#image = memory.allocate(exports.unpackingBytes());
    const [blocks, used] = [exports.blocksOf(this.#image) >>> 0, exports.usedOf(this.#image) >>> 0];
    this.palette = exports.paletteOf(this.#image) >>> 0;
    this.#blocks = memory.lasting((buffer) => new Uint8Array(buffer, blocks, PIECE_BYTES));
    this.#usedIndices = memory.lasting((buffer) => new Uint8Array(buffer, used, INDICES));
    this.colors = memory.lasting((buffer) => new Uint32Array(buffer, this.palette, INDICES));
  }

  /** Address of the indices that were unpacked. */
  get indices(): number {
    return this.#indices;
  }

  /**
   * @param minCodeSize - 1..8
   * @param total - pixels of the image, under 2 ** 32
   */
  begin(minCodeSize: number, total: number): void {
    if (!(minCodeSize >= 1 && minCodeSize <= 8)) {
      throw new RangeError(`Expected 1 to 8 for minCodeSize but received ${minCodeSize}`);
    }
    this.#reserve(total);
    this.#invalidOffset = null;
    this.#kernels.exports.beginUnpacking(this.#image, minCodeSize, this.#indices, total);
  }

  /** As `Kernel.push`. */
  push(bytes: Uint8Array, start: number, end: number, position: number): void {
    const { exports } = this.#kernels;
    if (this.#ended() !== 'data') return;
    const blocks = bytes.subarray(start, end);
    if (blocks.length > PIECE_BYTES) {
      throw new RangeError(`Expected at most ${PIECE_BYTES} bytes at once but received ${blocks.length}`);
    }
    this.#blocks().set(blocks);
    exports.unpack(this.#image, blocks.length);
    if (this.#ended() !== 'invalid_code') return;
    this.#invalidOffset = position + placeInBlocks(blocks, exports.lastByteOf(this.#image));
  }

  /** What the image came to. */
  outcome(): ImageOutcome {
    const { exports } = this.#kernels;
    exports.usedOf(this.#image);
    this.#used.set(this.#usedIndices());
    return {
      pixels: exports.pixelsOf(this.#image) >>> 0,
      ended: this.#ended(),
      invalidOffset: this.#invalidOffset,
      extraPixels: exports.extraPixelsOf(this.#image) === 1,
      used: this.#used,
    };
  }

  free(): void {
    this.#kernels.memory.free(this.#image);
    this.#kernels.memory.free(this.#indices);
  }

  #ended(): ImageOutcome['ended'] {
    return ENDS[this.#kernels.exports.endOf(this.#image)]!;
  }

  #reserve(total: number): void {
    if (this.#indices !== 0 && total <= this.#capacity) return;
    this.#kernels.memory.free(this.#indices);
    // allocating may throw, and what was freed may belong to somebody else by the time it is freed again
    this.#indices = 0;
    // by half at least: of a thousand images, each a row taller, few shall need an area of their own
    const capacity = Math.max(total, Math.ceil(1.5 * this.#capacity));
    this.#indices = this.#kernels.memory.allocate(capacity);
    this.#capacity = capacity;
  }
}

/** Where the data byte `index` of sub-blocks is among their bytes. */
function placeInBlocks(blocks: Uint8Array, index: number): number {
  let before = 0;
  for (let at = 0; at < blocks.length; at += 1 + blocks[at]!) {
    if (index < before + blocks[at]!) return at + 1 + (index - before);
    before += blocks[at]!;
  }
  throw new RangeError(`Expected a data byte of the sub-blocks for index but received ${index}`);
}
