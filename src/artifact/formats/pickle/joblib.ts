import { FormatError } from '../../errors.js';
import { MOST_DIMENSIONS } from '../npy/header.js';
import type { Calling } from './calling.js';
import { isDtype, wholeOf } from './dtypes.js';
import type { Frames } from './frames.js';
import { OPCODES } from './opcodes.js';
import { unsafe, type MachineOptions } from './options.js';
import type { RawArray } from './raw-array.js';
import type { Token } from './tokens.js';
import { isGlobal, NONE, type Made, type Text, type Value } from './values.js';

/** What stands behind an opcode and is none: numbers up to a byte, or objects as a pickle of their own. */
export type Raw =
  { readonly kind: 'numbers'; readonly end: number } | { readonly kind: 'objects'; readonly start: number };

export function isArrayWrapper(value: Value): value is Made {
  return value.kind === 'made' && isGlobal(value.by, 'joblib.numpy_pickle', 'NumpyArrayWrapper');
}

/** What joblib writes of an array. */
const FIELDS = ['subclass', 'shape', 'order', 'dtype', 'allow_mmap', 'numpy_array_alignment_bytes'];
/** Between the numbers and the byte that says how many of these there are. */
const PADDING = 0xff;

/**
 * Arrays as joblib.dump writes them: a record of shape and type, and behind its BUILD the numbers themselves
 * (joblib/numpy_pickle.py). Other unpicklers take the numbers for opcodes: what could be run so is said.
 */
export class RawArrays {
  readonly #options: MachineOptions;
  readonly #frames: Frames;
  readonly #calling: Calling;
  readonly #seen = new Set<Made>();
  readonly found: RawArray[] = [];

  constructor(options: MachineOptions, frames: Frames, calling: Calling) {
    this.#options = options;
    this.#frames = frames;
    this.#calling = calling;
  }

  /** @throws FormatError `joblib_array`, `joblib_frame`, `joblib_padding`, `joblib_truncated` */
  behind(made: Made, state: Value, { at, end }: Token): Raw {
    // what lies on the stack is an array by then, and what is remembered still is the record
    if (this.#seen.has(made)) {
      unsafe(this.#options, 'pickle_build_target', at, 'BUILD once for each array, found it again');
    }
    this.#seen.add(made);
    // its reader has read a frame to its end
    if (this.#frames.end !== null && this.#frames.end !== end) {
      throw new FormatError('joblib_frame', at, 'Expected the frame to end before the numbers of an array, found more');
    }
    const { shape, dtype, alignment } = recordOf(state, at);
    const element = this.#calling.elementOf(dtype);
    if (element.hasObjects) {
      this.#unread(
        end,
        'the objects of an array, as a pickle within the pickle, which other unpicklers read differently',
      );
      return { kind: 'objects', start: end };
    }
    if (element.bytes === null) {
      throw new FormatError('joblib_array', at, `Expected a type of known size, found ${element.descr.slice(0, 50)}`);
    }
    // a product past 2^53 is larger than any file, exact or not
    const bytes = shape.includes(0) ? 0 : shape.reduce((product, length) => product * length, element.bytes);
    const offset = alignment === null ? end : this.#behindPadding(end, alignment);
    const left = this.#options.source.size - offset;
    if (bytes > left) {
      const expected = bytes > Number.MAX_SAFE_INTEGER ? 'over 2^53' : bytes;
      throw new FormatError('joblib_truncated', offset, `Expected ${expected} bytes of an array, found ${left}`);
    }
    if (alignment === null && bytes > 0) this.#judgeFirst(offset);
    this.found.push({ made, element, shape, offset, bytes });
    return { kind: 'numbers', end: offset + bytes };
  }

  /** Since joblib 1.2 a byte says how many there are; it is no opcode, so other unpicklers end there. */
  #behindPadding(at: number, alignment: number): number {
    const count = this.#options.source.read(at, 1)[0];
    if (count === undefined)
      throw new FormatError('joblib_truncated', at, 'Expected an array, found the end of the file');
    const padding = this.#options.source.read(at + 1, count);
    const isWritten = count <= alignment && OPCODES[count] === undefined && padding.every((byte) => byte === PADDING);
    if (isWritten && padding.length === count) return at + 1 + count;
    throw new FormatError(
      'joblib_padding',
      at,
      `Expected up to ${alignment} bytes of padding as joblib writes them, found others`,
    );
  }

  #judgeFirst(at: number): void {
    if (OPCODES[this.#options.source.read(at, 1)[0] ?? 0] === undefined) return;
    this.#unread(
      at,
      'the numbers of an array, which other unpicklers take for opcodes: joblib.dump of joblib 1.2 or newer writes them apart',
    );
  }

  #unread(offset: number, found: string): void {
    const message = `Expected a pickle that all unpicklers read alike, found ${found}`;
    this.#options.note({ rule: 'joblib_raw_data', concern: 'safety', severity: 'unread', offset, message });
  }
}

/** What joblib takes from a record. @throws FormatError `joblib_array` */
function recordOf(state: Value, at: number) {
  const wrong = (expected: string): FormatError =>
    new FormatError('joblib_array', at, `Expected ${expected} in the record of an array, found others`);
  if (state.kind !== 'dict') throw wrong('shape and type');
  // another name could be that of a method which joblib calls
  if (!state.entries.every(([key]) => key.kind === 'text' && FIELDS.includes(key.text ?? '')))
    throw wrong(FIELDS.join(', '));
  // Python keeps the last of each
  const fields = new Map(state.entries.map(([key, value]) => [(key as Text).text, value]));
  if (fields.get('subclass')?.kind !== 'global') throw wrong('a class');
  const dtype = fields.get('dtype');
  if (!isDtype(dtype)) throw wrong('a type');
  const sizes = fields.get('shape');
  const shape = sizes?.kind === 'tuple' ? sizes.items.map(wholeOf) : null;
  if (!shape || shape.length > MOST_DIMENSIONS || !shape.every((size) => size !== null && size >= 0)) {
    throw wrong(`a tuple of up to ${MOST_DIMENSIONS} sizes`);
  }
  const aligned = fields.get('numpy_array_alignment_bytes');
  // of joblib before 1.2, or of a file without places; of whatever else there is, joblib reads padding
  if (aligned === undefined || aligned === NONE) return { dtype, shape: shape as number[], alignment: null };
  const alignment = wholeOf(aligned);
  if (alignment === null || alignment < 1) throw wrong('an alignment of at least 1');
  return { dtype, shape: shape as number[], alignment };
}
