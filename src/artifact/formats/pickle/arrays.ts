import { MOST_DIMENSIONS } from '../npy/header.js';
import { mostBytesOf, spellingOf } from './calls.js';
import { isDtype, wholeOf, type Element } from './dtypes.js';
import { harmless } from './harmless.js';
import { spelledIn } from './latin1.js';
import type { RawArray } from './raw-array.js';
import type { MachineOptions } from './options.js';
import { isGlobal, spokenKind, type Made, type SpelledNumbers, type Text, type Value } from './values.js';

const CORES = ['numpy.core', 'numpy._core'] as const;

/** Arrays whose numbers are a value of the pickle, as numpy itself writes them. */
export class BuiltArrays {
  readonly #options: MachineOptions;
  readonly #elementOf: (dtype: Made) => Element;
  /** The last state is the one that counts. */
  readonly #found = new Map<Made, RawArray>();
  readonly #spelled = new Map<SpelledNumbers, number | null>();

  constructor(options: MachineOptions, elementOf: (dtype: Made) => Element) {
    this.#options = options;
    this.#elementOf = elementOf;
  }

  get found(): RawArray[] {
    return [...this.#found.values()];
  }

  /** BUILD of `_reconstruct`: version, shape, type, order, numbers. */
  built(made: Made, state: Value, at: number): void {
    if (state.kind !== 'tuple' || !isOf(made, 'multiarray', '_reconstruct')) return;
    // numpy before 1.0 wrote no version
    const first = state.items.length === 4 ? 0 : 1;
    const [shape, dtype, , numbers] = state.items.slice(first, first + 4);
    this.#take(made, { shape, dtype, numbers }, at);
  }

  /** `_frombuffer` of numbers, type, shape and order, as protocol 5 has it. */
  called(made: Made, at: number): void {
    const [numbers, dtype, shape] = made.args;
    if (isOf(made, 'numeric', '_frombuffer')) this.#take(made, { shape, dtype, numbers }, at);
  }

  #take(made: Made, { shape: sizes, dtype, numbers }: Parts, at: number): void {
    const shape = shapeOf(sizes);
    // said of the global already: what nobody knows may well be a type
    if (dtype?.kind === 'made' && dtype.by && !harmless(dtype.by.module, dtype.by.name)) return;
    if (!isDtype(dtype) || shape === null) {
      return this.#wrong(at, 'shape and type of an array as numpy writes them, found others');
    }
    const element = this.#elementOf(dtype);
    // objects are a list, and values of their own
    if (element.hasObjects && numbers?.kind === 'list') return;
    const count = shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
    if (count > Number.MAX_SAFE_INTEGER) return this.#wrong(at, 'fewer than 2^53 elements of an array, found more');
    const about = { made, element, shape };
    if (numbers?.kind === 'plain' && numbers.start !== undefined) {
      const bytes = numbers.bytes ?? 0;
      this.#found.set(made, { ...about, offset: numbers.start, bytes });
      if (element.bytes !== null && count * element.bytes !== bytes) {
        this.#wrong(at, `${count * element.bytes} bytes of an array, found ${bytes}`);
      } else if (element.hasObjects) this.#wrong(at, 'the objects of an array, found bytes');
      return;
    }
    // protocols before 3 spell bytes as a text
    const spelling = spellingOf(numbers);
    const bytes = count * (element.bytes ?? 1);
    this.#found.set(made, { ...about, ...placeOf(spelling, bytes, at) });
    const isUtf8 = spelling?.numbers?.isUtf8 === true;
    const found = isUtf8 ? this.#spelledIn(spelling.numbers) : numbers && mostBytesOf(numbers);
    if (found === null || found === undefined) {
      const what = spelling ? 'other characters' : numbers ? spokenKind(numbers) : 'none';
      this.#wrong(
        at,
        `the bytes of an array, each of them a character of Latin 1 where a text spells them, found ${what}`,
      );
    } else if (element.bytes !== null && (found < bytes || (isCounted(spelling) && found > bytes))) {
      this.#wrong(at, `${bytes} bytes of an array, found ${found}${isCounted(spelling) ? '' : ' at most'}`);
    }
  }

  /** Each text once, which every array may name. */
  #spelledIn(numbers: SpelledNumbers): number | null {
    const known = this.#spelled.get(numbers);
    if (known !== undefined) return known;
    const found = spelledIn(this.#options.source, numbers);
    this.#spelled.set(numbers, found);
    return found;
  }

  #wrong(offset: number, expectedAndFound: string): void {
    this.#options.note({ rule: 'pickle_array', concern: 'format', offset, message: `Expected ${expectedAndFound}` });
  }
}

interface Parts {
  readonly shape: Value | undefined;
  readonly dtype: Value | undefined;
  readonly numbers: Value | undefined;
}

/** Whether it is known how many bytes a text is: in a line of protocol 0 that is not kept some are escaped. */
function isCounted(spelling: Text | null): boolean {
  return spelling === null || spelling.text !== null || spelling.numbers !== undefined;
}

/** Where numbers of so many bytes lie. @param at - where none are */
function placeOf(spelling: Text | null, bytes: number, at: number): Pick<RawArray, 'offset' | 'bytes' | 'encoding'> {
  if (bytes === 0) return { offset: at, bytes };
  const numbers = spelling?.numbers;
  // protocol 0 has them line by line, with escapes
  if (!numbers) return { offset: at, bytes, encoding: 'other' };
  const { start: offset, length } = numbers;
  return { offset, bytes: length, ...(numbers.isUtf8 && { encoding: 'latin1' as const }) };
}

/** null: not as numpy writes it. */
function shapeOf(sizes: Value | undefined): number[] | null {
  const items = sizes?.kind === 'tuple' ? sizes.items : [sizes];
  // a tuple of a million sizes is written once and can be named by every call
  if (items.length > MOST_DIMENSIONS) return null;
  const shape = items.map(wholeOf);
  return shape.every((size) => size !== null && size >= 0) ? (shape as number[]) : null;
}

function isOf({ by }: Made, module: string, name: string): boolean {
  return CORES.some((core) => isGlobal(by, `${core}.${module}`, name));
}
