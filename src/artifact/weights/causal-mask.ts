import type { Tensor } from '../formats/format.js';
import { laid } from './numbers.js';

/** How a type has -Infinity: the bits of its upper word. */
interface Bits {
  /** Of a value. */
  readonly words: 1 | 2;
  readonly wordBytes: 2 | 4;
  readonly infinite: number;
}

const HALF: Bits = { words: 1, wordBytes: 2, infinite: 0xfc00 };
const BFLOAT: Bits = { words: 1, wordBytes: 2, infinite: 0xff80 };
const SINGLE: Bits = { words: 1, wordBytes: 4, infinite: 0xff80_0000 };
const DOUBLE: Bits = { words: 2, wordBytes: 4, infinite: 0xfff0_0000 };
const BITS = new Map<string, Bits>([
  ...['f16', 'float16', 'half'].map((name) => [name, HALF] as const),
  ...['bf16', 'bfloat16'].map((name) => [name, BFLOAT] as const),
  ...['f32', 'float32', 'float'].map((name) => [name, SINGLE] as const),
  ...['f64', 'float64', 'double'].map((name) => [name, DOUBLE] as const),
]);

/** Rows from which on the pattern is no chance: six infinities, each in its place. */
const LEAST_ROWS = 4;

/**
 * Watches whether a tensor is what exporters keep of causal attention: square matrices of 0 on and below the diagonal and
 * -Infinity above it, which is added before a softmax. No weight looks so, whatever happened to it: the first value that does
 * not belong there ends the watch, for nearly all tensors the second.
 */
export class CausalMask {
  readonly #bits: Bits;
  readonly #rows: number;
  #holds = true;

  private constructor(bits: Bits, rows: number) {
    this.#bits = bits;
    this.#rows = rows;
  }

  /** null: its type or shape is none of a mask's. */
  static of({ dtype, shape, bytes, encoding }: Tensor): CausalMask | null {
    const bits = BITS.get(dtype.toLowerCase());
    const [rows = 0, columns = 0] = shape.slice(-2);
    if (!bits || encoding || rows < LEAST_ROWS || rows !== columns) return null;
    const values = shape.reduce((product, size) => product * size, 1);
    // a view into more, or less, than its own values has others in between
    if (values === 0 || bytes !== values * bits.words * bits.wordBytes) return null;
    return new CausalMask(bits, rows);
  }

  /** Whether all that was seen is as it has to be; asked where there is an infinity among it. */
  get holds(): boolean {
    return this.#holds;
  }

  /** As `ChunkReader.add` is told. */
  see(bytes: Uint8Array, at: number): void {
    if (!this.#holds) return;
    const { words, wordBytes, infinite } = this.#bits;
    const values = wordBytes === 2 ? laid(Uint16Array, bytes) : laid(Uint32Array, bytes);
    const first = at / (words * wordBytes);
    const rows = this.#rows;
    let column = first % rows;
    let row = Math.floor(first / rows) % rows;
    for (let index = words - 1; index < values.length; index += words) {
      const isRight = values[index] === (column > row ? infinite : 0) && (words === 1 || values[index - 1] === 0);
      if (!isRight) {
        this.#holds = false;
        return;
      }
      column += 1;
      if (column < rows) continue;
      column = 0;
      row = row + 1 < rows ? row + 1 : 0;
    }
  }
}
