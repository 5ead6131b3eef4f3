import type { Concern, Problem } from '../../problem.js';
import type { ReadContext } from '../format.js';

/** Takes down what is wrong with one safetensors file. */
export class Notes {
  readonly #file: string;
  readonly #context: ReadContext;

  constructor(file: string, context: ReadContext) {
    this.#file = file;
    this.#context = context;
  }

  /** @param rule - without the format in front */
  error(rule: string, offset: number, part: string | null, message: string): void {
    this.#add(rule, 'format', 'error', { offset, part, message });
  }

  /** Of the whole file, concern `safety`. */
  unsafe(rule: string, offset: number, message: string): void {
    this.#add(rule, 'safety', 'error', { offset, part: null, message });
  }

  warning(rule: string, concern: Concern, offset: number, part: string | null, message: string): void {
    this.#add(rule, concern, 'warning', { offset, part, message });
  }

  #add(
    rule: string,
    concern: Concern,
    severity: Problem['severity'],
    at: Pick<Problem, 'offset' | 'part' | 'message'>,
  ): void {
    this.#context.problems.add({ rule: `safetensors_${rule}`, concern, severity, file: this.#file, ...at });
  }
}
