import { FormatError } from '../../errors.js';
import { Calling, unknownCall } from './calling.js';
import { appended, appendTo, setItems, withItems } from './containers.js';
import { Frames } from './frames.js';
import { isArrayWrapper, RawArrays, type Raw } from './joblib.js';
import { Memo } from './memo.js';
import { unsafe, type MachineOptions } from './options.js';
import type { RawArray } from './raw-array.js';
import { indexOf, isFloat, lineName, longOf, wholeOf } from './scalars.js';
import { Stack } from './stack.js';
import { isPythonText, KEPT_TEXT, quotedText, rawUnicodeText, utf8At, utf8Of } from './texts.js';
import type { Token } from './tokens.js';
import { NONE, PLAIN, type Made, type Text, type Tuple, type Value } from './values.js';

/**
 * Follows opcodes as CPython's unpickler would, but makes nothing, calls nothing and imports nothing: containers, names and
 * calls are kept as what they are, other values only as being there.
 */
export class PickleMachine {
  readonly #stack = new Stack();
  readonly #memo: Memo;
  readonly #options: MachineOptions;
  readonly #frames: Frames;
  readonly #calling: Calling;
  readonly #arrays: RawArrays;
  #raw: Raw | null = null;
  result: Value | null = null;
  protocol = 0;
  #start: number;

  constructor(options: MachineOptions, start: number) {
    this.#options = options;
    this.#memo = new Memo(options.maxHeldBytes);
    this.#calling = new Calling(options);
    this.#frames = new Frames(options.source.size, options.note);
    this.#arrays = new RawArrays(options, this.#frames, this.#calling);
    this.#start = start;
  }

  /** Arrays whose numbers stand between the opcodes, and those of which they are a value. */
  get arrays(): readonly RawArray[] {
    return [...this.#arrays.found, ...this.#calling.arrays];
  }

  /** What stands behind the last opcode and is none; asked for once. */
  takeRaw(): Raw | null {
    const raw = this.#raw;
    this.#raw = null;
    return raw;
  }

  /** Every call in order, also of what was thrown away afterwards. */
  get made(): readonly Made[] {
    return this.#calling.made;
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
      case 'FLOAT':
        if (!isFloat(token)) this.#unreadable('pickle_number', token, 'a number as Python writes it');
        return stack.push(PLAIN, at);
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
        return stack.push(this.#counted(token), at);
      case 'SHORT_BINBYTES':
      case 'BINBYTES':
      case 'BINBYTES8':
      case 'BYTEARRAY8':
        return stack.push({ kind: 'plain', bytes: token.data!.length, start: token.data!.start }, at);
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
      case 'APPEND': {
        const item = stack.pop(at, name);
        return appendTo(stack.top(at, name), [item], token, this.#options);
      }
      case 'APPENDS':
      case 'ADDITEMS': {
        const items = stack.popMark(at, name);
        return appendTo(stack.top(at, name), items, token, this.#options);
      }
      case 'EMPTY_DICT':
        return stack.push({ kind: 'dict', entries: [], method: null }, at);
      case 'DICT':
        return stack.push(withItems({ kind: 'dict', entries: [], method: null }, stack.popMark(at, name), token), at);
      case 'SETITEM': {
        const value = stack.pop(at, name);
        const key = stack.pop(at, name);
        return setItems(stack.top(at, name), [key, value], token, this.#options);
      }
      case 'SETITEMS': {
        const items = stack.popMark(at, name);
        return setItems(stack.top(at, name), items, token, this.#options);
      }
      case 'GLOBAL':
        return stack.push(this.#calling.global(lineName(token, 0), lineName(token, 1), token), at);
      case 'STACK_GLOBAL': {
        const last = stack.pop(at, name);
        return stack.push(this.#calling.stackGlobal(stack.pop(at, name), last, token), at);
      }
      case 'INST': {
        // Python's own unpickler imports it before it looks for the mark
        const named = this.#calling.global(lineName(token, 0), lineName(token, 1), token);
        return stack.push(this.#calling.call(named, stack.popMark(at, name), token), at);
      }
      case 'OBJ': {
        const [callee, ...args] = stack.popMark(at, name);
        if (!callee) throw new FormatError('pickle_stack_underflow', at, 'Expected a class for OBJ, found none');
        return stack.push(this.#calling.call(callee, args, token), at);
      }
      case 'REDUCE':
      case 'NEWOBJ': {
        const args = stack.pop(at, name);
        return stack.push(this.#calling.call(stack.pop(at, name), this.#calling.argumentsOf(args, token), token), at);
      }
      case 'NEWOBJ_EX': {
        // arguments by name are nothing that a harmless global is given
        stack.pop(at, name);
        const args = stack.pop(at, name);
        return stack.push(this.#calling.call(stack.pop(at, name), this.#calling.argumentsOf(args, token), token), at);
      }
      case 'BUILD': {
        const state = stack.pop(at, name);
        const target = stack.top(at, name);
        if (this.#options.rawArrays && isArrayWrapper(target)) this.#raw = this.#arrays.behind(target, state, token);
        else this.#calling.build(target, state, token);
        return;
      }
      case 'PERSID':
        return stack.push(this.#calling.persistent({ kind: 'text', text: utf8Of(token.lines[0]!) }, token), at);
      case 'BINPERSID':
        return stack.push(this.#calling.persistent(stack.pop(at, name), token), at);
      case 'EXT1':
      case 'EXT2':
      case 'EXT4':
        unsafe(
          this.#options,
          'pickle_extension_code',
          at,
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
      case 'NONE':
        return stack.push(NONE, at);
      // numbers with a fraction and booleans
      default:
        return stack.push(PLAIN, at);
    }
  }

  /** Behind the last opcode, also of a pickle that broke. */
  end(): void {
    this.#calling.end();
  }

  #setProtocol({ at, number }: Token): void {
    if (number! > HIGHEST) {
      throw new FormatError('pickle_protocol', at, `Expected a protocol of at most ${HIGHEST}, found ${number}`);
    }
    this.protocol = number!;
    if (at === this.#start) return;
    // it changes how later names are read
    unsafe(this.#options, 'pickle_protocol_repeated', at, `PROTO only as the first opcode, found another`);
  }

  #put(index: number, { at, name }: Token): void {
    const value = this.#stack.top(at, name);
    // each remembered value takes at least one byte of the file; the unpickler allocates up to the highest index
    if (index >= Math.max(256, this.#options.source.size)) {
      const found = `${name} to index ${index}, up to which an unpickler would allocate memory`;
      unsafe(this.#options, 'pickle_memo_index', at, `an index below the bytes of the file, found ${found}`);
    }
    this.#memo.put(index, value, at);
  }

  #number(token: Token): Value {
    const number = wholeOf(token);
    // read on: a loader that takes another spelling does, and what stands behind it has to be known
    if (!number) this.#unreadable('pickle_number', token, 'a whole number as Python writes it');
    return number ?? { kind: 'whole', value: null };
  }

  #line(token: Token): string | null {
    const line = token.lines[0]!;
    const text = token.name === 'STRING' ? quotedText(line) : rawUnicodeText(line);
    if (text === null && line.length <= KEPT_TEXT) this.#unreadable('pickle_text', token, 'a text as Python writes it');
    return text;
  }

  #counted(token: Token): Text {
    const { name, data } = token;
    const { start, length } = data!;
    const text = utf8At(this.#options.source, data!);
    const isOfPython2 = name === 'BINSTRING' || name === 'SHORT_BINSTRING';
    const numbers = isOfPython2 || name === 'BINUNICODE' ? { numbers: { start, length, isUtf8: !isOfPython2 } } : {};
    if (text !== null) return { kind: 'text', text, ...numbers };
    // texts of Python 2 have any bytes, and their reader says which encoding they are in
    if (!isOfPython2 && length <= KEPT_TEXT && !isPythonText(this.#options.source.read(start, length))) {
      this.#unreadable('pickle_text', token, 'UTF-8');
    }
    return { kind: 'text', text: null, bytes: length, ...numbers };
  }

  #unreadable(rule: string, { at, name }: Token, expected: string): void {
    const message = `Expected ${expected} in ${name}, found other bytes`;
    this.#options.note({ rule, concern: 'format', offset: at, message });
  }

  #tuple(length: number, { at, name }: Token): Tuple {
    const items = Array.from({ length }, () => this.#stack.pop(at, name));
    return { kind: 'tuple', items: items.reverse() };
  }
}

const HIGHEST = 5;
