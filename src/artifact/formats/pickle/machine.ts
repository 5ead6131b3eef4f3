import { FormatError } from '../../errors.js';
import type { Problem } from '../../problem.js';
import type { ByteSource } from '../../source/byte-source.js';
import { isBuildable, isDictLike, isMethod, methodIn, wrongArguments } from './calls.js';
import { Frames } from './frames.js';
import type { GlobalUses } from './globals.js';
import { harmless } from './harmless.js';
import { Memo } from './memo.js';
import { Stack } from './stack.js';
import { indexOf, lineName, longOf } from './scalars.js';
import { KEPT_TEXT, quotedText, rawUnicodeText, utf8At, utf8Of } from './texts.js';
import type { Token } from './tokens.js';
import {
  isKept,
  PLAIN,
  spokenKind,
  type Dict,
  type GlobalValue,
  type List,
  type Made,
  type Tuple,
  type Value,
} from './values.js';

/** Protocol and what else the unpickler of a file is given. */
export interface MachineOptions {
  readonly source: ByteSource;
  readonly uses: GlobalUses;
  readonly maxHeldBytes: number;
  /** Whether the reader of such files makes storages of persistent ids; without, they end an unpickler. */
  readonly persistent: boolean;
  /** Told of whatever is wrong, file aside. */
  readonly note: (problem: Pick<Problem, 'rule' | 'concern' | 'offset' | 'message'>) => void;
}

/**
 * Follows opcodes as CPython's unpickler would, but makes nothing, calls nothing and imports nothing: containers, names and
 * calls are kept as what they are, other values only as being there.
 */
export class PickleMachine {
  readonly #stack = new Stack();
  readonly #memo: Memo;
  readonly #options: MachineOptions;
  readonly #frames: Frames;
  /** Every call that was made, up to a bound: also of what was thrown away afterwards. */
  readonly made: Made[] = [];
  readonly #maxMade: number;
  result: Value | null = null;
  protocol = 0;
  #start: number;

  constructor(options: MachineOptions, start: number) {
    this.#options = options;
    this.#memo = new Memo(options.maxHeldBytes);
    this.#maxMade = Math.floor(options.maxHeldBytes / MADE_BYTES);
    this.#frames = new Frames(options.source.size, options.note);
    this.#start = start;
  }

  /** @throws FormatError where an unpickler would end */
  step(token: Token): void {
    this.#frames.step(token);
    const { at, name } = token;
    const stack = this.#stack;
    switch (name) {
      case 'PROTO':
        return this.#setProtocol(token);
      case 'FRAME':
        return;
      case 'STOP':
        this.result = stack.pop(at, name);
        return;
      case 'MARK':
        return stack.mark(at);
      case 'POP':
        return stack.discard(at);
      case 'POP_MARK':
        stack.popMark(at, name);
        return;
      case 'DUP':
        return stack.push(stack.top(at, name), at);
      case 'GET':
        return stack.push(this.#memo.get(indexOf(token), at, name), at);
      case 'BINGET':
      case 'LONG_BINGET':
        return stack.push(this.#memo.get(token.number!, at, name), at);
      case 'PUT':
        return this.#put(indexOf(token), token);
      case 'BINPUT':
      case 'LONG_BINPUT':
        return this.#put(token.number!, token);
      case 'MEMOIZE':
        return this.#memo.put(this.#memo.next, stack.top(at, name), at);
      case 'BININT':
      case 'BININT1':
      case 'BININT2':
        return stack.push({ kind: 'whole', value: token.number }, at);
      case 'INT':
      case 'LONG':
        return stack.push(this.#number(token), at);
      case 'LONG1':
      case 'LONG4':
        return stack.push({ kind: 'whole', value: longOf(this.#options.source, token) }, at);
      case 'STRING':
      case 'UNICODE':
        return stack.push({ kind: 'text', text: this.#line(token) }, at);
      case 'BINSTRING':
      case 'SHORT_BINSTRING':
      case 'SHORT_BINUNICODE':
      case 'BINUNICODE':
      case 'BINUNICODE8':
        return stack.push({ kind: 'text', text: utf8At(this.#options.source, token.data!) }, at);
      case 'EMPTY_TUPLE':
        return stack.push({ kind: 'tuple', items: [] }, at);
      case 'TUPLE1':
      case 'TUPLE2':
      case 'TUPLE3':
        return stack.push(this.#tuple(Number(name.at(-1)), token), at);
      case 'TUPLE':
        return stack.push({ kind: 'tuple', items: stack.popMark(at, name) }, at);
      case 'EMPTY_LIST':
      case 'EMPTY_SET':
        return stack.push({ kind: 'list', items: [] }, at);
      case 'LIST':
      case 'FROZENSET':
        return stack.push(appended({ kind: 'list', items: [] }, stack.popMark(at, name)), at);
      case 'APPEND':
        return this.#append([stack.pop(at, name)], token);
      case 'APPENDS':
      case 'ADDITEMS':
        return this.#append(stack.popMark(at, name), token);
      case 'EMPTY_DICT':
        return stack.push({ kind: 'dict', entries: [], method: null }, at);
      case 'DICT':
        return stack.push(this.#set({ kind: 'dict', entries: [], method: null }, stack.popMark(at, name), token), at);
      case 'SETITEM': {
        const value = stack.pop(at, name);
        return this.#setItems([stack.pop(at, name), value], token);
      }
      case 'SETITEMS':
        return this.#setItems(stack.popMark(at, name), token);
      case 'GLOBAL':
        return stack.push(this.#global(lineName(token, 0), lineName(token, 1), token), at);
      case 'STACK_GLOBAL': {
        const last = stack.pop(at, name);
        return stack.push(this.#stackGlobal(stack.pop(at, name), last, token), at);
      }
      case 'INST': {
        // Python's own unpickler imports it before it looks for the mark
        const named = this.#global(lineName(token, 0), lineName(token, 1), token);
        return stack.push(this.#call(named, stack.popMark(at, name), token), at);
      }
      case 'OBJ': {
        const [callee, ...args] = stack.popMark(at, name);
        if (!callee) throw new FormatError('pickle_stack_underflow', at, 'Expected a class for OBJ, found none');
        return stack.push(this.#call(callee, args, token), at);
      }
      case 'REDUCE':
      case 'NEWOBJ': {
        const args = stack.pop(at, name);
        return stack.push(this.#call(stack.pop(at, name), this.#arguments(args, token), token), at);
      }
      case 'NEWOBJ_EX': {
        // arguments by name are nothing that a harmless global is given
        stack.pop(at, name);
        const args = stack.pop(at, name);
        return stack.push(this.#call(stack.pop(at, name), this.#arguments(args, token), token), at);
      }
      case 'BUILD': {
        const state = stack.pop(at, name);
        return this.#build(stack.top(at, name), state, token);
      }
      case 'PERSID':
        return stack.push(this.#persistent({ kind: 'text', text: utf8Of(token.lines[0]!) }, token), at);
      case 'BINPERSID':
        return stack.push(this.#persistent(stack.pop(at, name), token), at);
      case 'EXT1':
      case 'EXT2':
      case 'EXT4':
        this.#unsafe(
          'pickle_extension_code',
          token,
          `a global by its name, found number ${token.number} of a registry`,
        );
        return stack.push(unknownCall(at), at);
      case 'NEXT_BUFFER':
      case 'READONLY_BUFFER':
        this.#options.note({
          rule: 'pickle_out_of_band',
          concern: 'format',
          offset: at,
          message: `Expected all data in the file, found ${name}, which takes it from elsewhere`,
        });
        if (name === 'NEXT_BUFFER') stack.push(PLAIN, at);
        return;
      // numbers with a fraction, None, booleans and bytes
      default:
        return stack.push(PLAIN, at);
    }
  }

  #setProtocol({ at, number }: Token): void {
    if (number! > HIGHEST) {
      throw new FormatError('pickle_protocol', at, `Expected a protocol of at most ${HIGHEST}, found ${number}`);
    }
    this.protocol = number!;
    if (at === this.#start) return;
    // it changes how later names are read
    this.#unsafe('pickle_protocol_repeated', { at }, `PROTO only as the first opcode, found another`);
  }

  #put(index: number, { at, name }: Token): void {
    const value = this.#stack.top(at, name);
    // each remembered value takes at least one byte of the file; the unpickler allocates up to the highest index
    if (index >= Math.max(256, this.#options.source.size)) {
      const found = `${name} to index ${index}, up to which an unpickler would allocate memory`;
      this.#unsafe('pickle_memo_index', { at }, `an index below the bytes of the file, found ${found}`);
    }
    this.#memo.put(index, value, at);
  }

  #number(token: Token): Value {
    const text = Buffer.from(token.lines[0]!).toString('latin1');
    // 00 and 01 are how protocol 0 spells booleans
    if (token.name === 'INT' && (text === '00' || text === '01')) return PLAIN;
    if (!/^-?\d+L?$/.test(text)) {
      throw new FormatError('pickle_number', token.at, `Expected a whole number in ${token.name}, found other text`);
    }
    const value = Number(text.replace('L', ''));
    return { kind: 'whole', value: Number.isSafeInteger(value) ? value : null };
  }

  #line({ name, lines, at }: Token): string | null {
    const line = lines[0]!;
    const text = name === 'STRING' ? quotedText(line) : rawUnicodeText(line);
    if (text === null && line.length <= KEPT_TEXT) {
      const message = `Expected a text as Python writes it in ${name}, found other bytes`;
      this.#options.note({ rule: 'pickle_text', concern: 'format', offset: at, message });
    }
    return text;
  }

  #tuple(length: number, { at, name }: Token): Tuple {
    const items = Array.from({ length }, () => this.#stack.pop(at, name));
    return { kind: 'tuple', items: items.reverse() };
  }

  #append(items: readonly Value[], token: Token): void {
    const target = this.#stack.top(token.at, token.name);
    if (target.kind === 'list') appended(target, items);
    else this.#unsafe('pickle_append_target', token, `a list for ${token.name}, found ${spokenKind(target)}`);
  }

  #setItems(items: readonly Value[], token: Token): void {
    const target = this.#stack.top(token.at, token.name);
    // whose items are set has a method for it, and that runs
    if (target.kind === 'dict' || (target.kind === 'made' && isDictLike(target))) this.#set(target, items, token);
    else this.#unsafe('pickle_setitem_target', token, `a dictionary for ${token.name}, found ${spokenKind(target)}`);
  }

  #set<Target extends Dict | Made>(target: Target, items: readonly Value[], { at, name }: Token): Target {
    if (items.length % 2 === 1) {
      throw new FormatError('pickle_odd_items', at, `Expected keys with their values for ${name}, found an odd number`);
    }
    for (let index = 0; index < items.length; index += 2) {
      const key = items[index]!;
      const value = items[index + 1]!;
      if (isKept(key) || isKept(value)) target.entries.push([key, value]);
      if (target.kind === 'dict' && isMethod(key)) target.method = key.text;
    }
    return target;
  }

  #stackGlobal(module: Value, last: Value, token: Token): Value {
    if (module.kind === 'text' && last.kind === 'text' && module.text !== null && last.text !== null) {
      return this.#global(module.text, last.text, token);
    }
    const found = 'one whose name only exists when the file is run';
    this.#unsafe('pickle_computed_global', token, `a global named in the file, found ${found}`);
    return unknownCall(token.at);
  }

  #global(module: string, name: string, token: Token): GlobalValue {
    const global: GlobalValue = { kind: 'global', module, name, at: token.at };
    this.#options.uses.named(global, token.name);
    return global;
  }

  #arguments(args: Value, { at, name }: Token): readonly Value[] {
    if (args.kind === 'tuple') return args.items;
    this.#unsafe('pickle_arguments', { at }, `a tuple of arguments for ${name}, found ${spokenKind(args)}`);
    return [];
  }

  #call(callee: Value, args: readonly Value[], { at, name }: Token): Made {
    const by = callee.kind === 'global' ? callee : null;
    if (by) {
      this.#options.uses.called(by, name, at);
      const expected = harmless(by.module, by.name) && wrongArguments(by, args);
      if (expected) {
        this.#unsafe('pickle_unexpected_arguments', { at }, `${expected} for ${by.module}.${by.name}, found others`);
      }
    } else {
      const found = `${name} of ${spokenKind(callee)}`;
      this.#unsafe('pickle_computed_call', { at }, `a call of a global, found ${found}`);
    }
    const made: Made = { kind: 'made', by, args, at, entries: [] };
    if (this.made.length < this.#maxMade) this.made.push(made);
    else throw new FormatError('pickle_too_many_calls', at, `Expected at most ${this.#maxMade} calls, found more`);
    return made;
  }

  #build(target: Value, state: Value, token: Token): void {
    const method = methodIn(state);
    if (method !== null) {
      const found = `${method}, and methods are called afterwards`;
      this.#unsafe('pickle_build_method', token, `data in the state that BUILD sets, found ${found}`);
    }
    if (target.kind === 'made' && target.by && isBuildable(target.by)) return;
    this.#unsafe('pickle_build_target', token, `an array or a dictionary for BUILD, found ${spokenKind(target)}`);
  }

  #persistent(id: Value, token: Token): Value {
    if (!this.#options.persistent) {
      const found = `${token.name}, which hands the file's data to its reader's own function`;
      this.#unsafe('pickle_persistent_id', token, `no persistent ids in a plain pickle, found ${found}`);
      return PLAIN;
    }
    if (id.kind === 'tuple' && id.items[0]?.kind === 'text' && id.items[0].text === 'storage') {
      return { kind: 'stored', id: id.items, at: token.at };
    }
    const found = `${token.name} of something else`;
    this.#unsafe('pickle_persistent_id', token, `the persistent id of a storage, found ${found}`);
    return PLAIN;
  }

  #unsafe(rule: string, { at }: Pick<Token, 'at'>, expectedAndFound: string): void {
    this.#options.note({ rule, concern: 'safety', offset: at, message: `Expected ${expectedAndFound}` });
  }
}

const HIGHEST = 5;
/** What a call that is kept takes of memory, bytes. */
const MADE_BYTES = 128;

/** What came of something that nobody knows: whatever is done with it is a problem of its own. */
function unknownCall(at: number): Made {
  return { kind: 'made', by: null, args: [], at, entries: [] };
}

function appended(list: List, items: readonly Value[]): List {
  for (const item of items) if (isKept(item)) list.items.push(item);
  return list;
}
