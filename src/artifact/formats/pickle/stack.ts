import { FormatError } from '../../errors.js';
import type { Value } from './values.js';

/** Values on the stack at once: real picklers put at most 1,000 items after a mark, tuples aside. */
const DEEPEST = 2 ** 21;

/** The unpickler's stack with its marks. Nothing below the last mark can be reached, as in CPython. */
export class Stack {
  readonly #values: Value[] = [];
  readonly #marks: number[] = [];

  push(value: Value, at: number): void {
    if (this.#values.length + this.#marks.length >= DEEPEST) {
      const expected = `Expected at most ${DEEPEST} values on the stack at once`;
      throw new FormatError('pickle_stack_depth', at, `${expected}, found more`);
    }
    this.#values.push(value);
  }

  mark(at: number): void {
    if (this.#marks.length >= DEEPEST) {
      throw new FormatError('pickle_stack_depth', at, `Expected at most ${DEEPEST} marks at once, found more`);
    }
    this.#marks.push(this.#values.length);
  }

  /** @throws FormatError `pickle_stack_underflow` */
  pop(at: number, name: string): Value {
    if (this.#values.length <= this.#fence) throw underflow(at, name);
    return this.#values.pop()!;
  }

  top(at: number, name: string): Value {
    if (this.#values.length <= this.#fence) throw underflow(at, name);
    return this.#values.at(-1)!;
  }

  /** Takes off what lies above the last mark, and the mark. */
  popMark(at: number, name: string): Value[] {
    const start = this.#marks.pop();
    if (start === undefined) {
      throw new FormatError('pickle_no_mark', at, `Expected a mark before ${name}, found none`);
    }
    return this.#values.splice(start);
  }

  /** As POP does it: a mark where one is on top, else a value. */
  discard(at: number): void {
    if (this.#marks.at(-1) === this.#values.length) this.#marks.pop();
    else this.pop(at, 'POP');
  }

  get #fence(): number {
    return this.#marks.at(-1) ?? 0;
  }
}

function underflow(at: number, name: string): FormatError {
  return new FormatError('pickle_stack_underflow', at, `Expected a value on the stack for ${name}, found none`);
}
