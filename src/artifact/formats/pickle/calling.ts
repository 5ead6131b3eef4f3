import { FormatError } from '../../errors.js';
import { BuiltArrays } from './arrays.js';
import { isBuildable, methodIn, mostBytesOf, wrongArguments } from './calls.js';
import { DtypeStates, isDtype, type Element } from './dtypes.js';
import { harmless } from './harmless.js';
import type { RawArray } from './raw-array.js';
import { unsafe, type MachineOptions } from './options.js';
import type { Token } from './tokens.js';
import { PLAIN, spokenKind, type GlobalValue, type Made, type Value } from './values.js';

/** What a call that is kept takes of memory, bytes. */
const MADE_BYTES = 128;

/** What a pickle names, calls and builds: taken down, and noted where it is more than data. */
export class Calling {
  readonly #options: MachineOptions;
  readonly #maxMade: number;
  /** Every call in order, also of what was thrown away afterwards. */
  readonly made: Made[] = [];
  readonly #dtypes = new DtypeStates();
  readonly #arrays: BuiltArrays;

  constructor(options: MachineOptions) {
    this.#options = options;
    this.#arrays = new BuiltArrays(options, (dtype) => this.elementOf(dtype));
    this.#maxMade = Math.floor(options.maxHeldBytes / MADE_BYTES);
  }

  /** Arrays of which the numbers are a value of the pickle. */
  get arrays(): readonly RawArray[] {
    return this.#arrays.found;
  }

  /** What STACK_GLOBAL names. */
  stackGlobal(module: Value, last: Value, token: Token): Value {
    if (module.kind === 'text' && last.kind === 'text' && module.text !== null && last.text !== null) {
      return this.global(module.text, last.text, token);
    }
    const found = 'one whose name only exists when the file is run';
    unsafe(this.#options, 'pickle_computed_global', token.at, `a global named in the file, found ${found}`);
    return unknownCall(token.at);
  }

  /** What GLOBAL and INST name. */
  global(module: string, name: string, token: Token): GlobalValue {
    const global: GlobalValue = { kind: 'global', module, name, at: token.at };
    this.#options.uses.named(global, token.name);
    return global;
  }

  /** Of REDUCE and NEWOBJ. */
  argumentsOf(args: Value, { at, name }: Token): readonly Value[] {
    if (args.kind === 'tuple') return args.items;
    unsafe(this.#options, 'pickle_arguments', at, `a tuple of arguments for ${name}, found ${spokenKind(args)}`);
    return [];
  }

  /** @throws FormatError `pickle_too_many_calls` */
  call(callee: Value, args: readonly Value[], { at, name }: Token): Made {
    const by = callee.kind === 'global' ? callee : null;
    if (by) {
      this.#options.uses.called(by, name, at);
      const expected = harmless(by.module, by.name) && wrongArguments(by, args);
      if (expected) {
        unsafe(
          this.#options,
          'pickle_unexpected_arguments',
          at,
          `${expected} for ${by.module}.${by.name}, found others`,
        );
      } else if (by.name === 'scalar' && isDtype(args[0])) this.#judgeNumber(args[0], args[1], at);
    } else {
      const found = `${name} of ${spokenKind(callee)}`;
      unsafe(this.#options, 'pickle_computed_call', at, `a call of a global, found ${found}`);
    }
    const made: Made = { kind: 'made', by, args, at, entries: [] };
    if (this.made.length < this.#maxMade) this.made.push(made);
    else throw new FormatError('pickle_too_many_calls', at, `Expected at most ${this.#maxMade} calls, found more`);
    this.#arrays.called(made, at);
    return made;
  }

  /** One element of a type as numpy has it at this opcode. */
  elementOf(dtype: Made): Element {
    return this.#dtypes.elementOf(dtype);
  }

  /** numpy refuses a number of fewer bytes than its type has. */
  #judgeNumber(dtype: Made, value: Value | undefined, at: number): void {
    const { bytes, hasObjects, descr } = this.elementOf(dtype);
    // an object stands for itself
    if (hasObjects || bytes === null) return;
    const given = value && mostBytesOf(value);
    if (given !== null && (given ?? 0) >= bytes) return;
    const found = given === null || given === undefined ? 'no bytes' : given;
    const message = `Expected at least ${bytes} bytes for a number of type ${descr}, found ${found}`;
    this.#options.note({ rule: 'pickle_scalar_bytes', concern: 'format', offset: at, message });
  }

  /** BUILD: sets the state of what was made. */
  build(target: Value, state: Value, token: Token): void {
    const method = methodIn(state);
    if (method !== null) {
      const found = `${method}, and methods are called afterwards`;
      unsafe(this.#options, 'pickle_build_method', token.at, `data in the state that BUILD sets, found ${found}`);
    }
    if (isDtype(target)) this.#dtypes.set(target, state, token.at);
    if (target.kind === 'made' && target.by && isBuildable(target.by))
      return this.#arrays.built(target, state, token.at);
    unsafe(
      this.#options,
      'pickle_build_target',
      token.at,
      `an array or a dictionary for BUILD, found ${spokenKind(target)}`,
    );
  }

  /** What only shows at the end of the pickle. */
  end(): void {
    this.#dtypes.note(this.#options);
  }

  /** PERSID and BINPERSID. */
  persistent(id: Value, token: Token): Value {
    if (!this.#options.persistent) {
      const found = `${token.name}, which hands the file's data to its reader's own function`;
      unsafe(this.#options, 'pickle_persistent_id', token.at, `no persistent ids in a plain pickle, found ${found}`);
      return PLAIN;
    }
    if (id.kind === 'tuple' && id.items[0]?.kind === 'text' && id.items[0].text === 'storage') {
      return { kind: 'stored', id: id.items, at: token.at };
    }
    const found = `${token.name} of something else`;
    unsafe(this.#options, 'pickle_persistent_id', token.at, `the persistent id of a storage, found ${found}`);
    return PLAIN;
  }
}

/** What came of something that nobody knows: whatever is done with it is a problem of its own. */
export function unknownCall(at: number): Made {
  return { kind: 'made', by: null, args: [], at, entries: [] };
}
