import type { MachineOptions } from './options.js';
import type { Token } from './tokens.js';

/**
 * Frames only say what may be read ahead. Where one ends within an opcode, CPython reading from a file loses what it had read
 * of it, and so finds other names than stand there: such a file is refused, for no walk of it is the true one.
 */
export class Frames {
  readonly #size: number;
  readonly #note: MachineOptions['note'];
  #end: number | null = null;

  constructor(size: number, note: MachineOptions['note']) {
    this.#size = size;
    this.#note = note;
  }

  /** Byte at which the open frame ends; null: none is open. */
  get end(): number | null {
    return this.#end;
  }

  step({ name, at, end, number }: Token): void {
    const open = this.#end;
    if (open !== null && at >= open) this.#end = null;
    if (name === 'FRAME') {
      const left = this.#size - end;
      if (number === null || number > left) {
        this.#wrong(
          'pickle_frame_length',
          'format',
          at,
          `Expected a frame of at most ${left} bytes, found a longer one`,
        );
        return;
      }
      if (this.#end !== null) {
        this.#wrong(
          'pickle_frame_nested',
          'safety',
          at,
          `Expected the frame to end at byte ${this.#end}, found another in it`,
        );
      }
      this.#end = end + number;
      return;
    }
    if (this.#end === null || end <= this.#end) return;
    this.#wrong(
      'pickle_frame_crossed',
      'safety',
      at,
      `Expected ${name} to end with its frame at byte ${this.#end}, found more`,
    );
    this.#end = null;
  }

  #wrong(rule: string, concern: 'format' | 'safety', offset: number, message: string): void {
    this.#note({ rule, concern, offset, message });
  }
}
