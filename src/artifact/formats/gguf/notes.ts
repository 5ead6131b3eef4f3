import type { Concern, Problem } from '../../problem.js';
import type { ReadContext } from '../format.js';

/** Where something is wrong: its byte in the file, and the key or tensor. */
export interface Place {
  readonly offset: number | null;
  readonly part: string | null;
}

/** Longest name of a key or tensor that is repeated to people. */
const SHOWN = 200;

/** Takes problems of one file down; rules get their format in front. */
export class Notes {
  readonly file: string;
  readonly #problems: ReadContext['problems'];

  constructor(file: string, { problems }: ReadContext) {
    this.file = file;
    this.#problems = problems;
  }

  error(rule: string, at: Place, message: string, concern: Concern = 'format'): void {
    this.#add('error', rule, at, message, concern);
  }

  warning(rule: string, at: Place, message: string, concern: Concern = 'format'): void {
    this.#add('warning', rule, at, message, concern);
  }

  #add(severity: Problem['severity'], rule: string, { offset, part }: Place, message: string, concern: Concern): void {
    const shown = part === null || part.length <= SHOWN ? part : `${part.slice(0, SHOWN)}...`;
    this.#problems.add({ rule: `gguf_${rule}`, concern, severity, file: this.file, offset, part: shown, message });
  }
}
