import { FormatError } from '../errors.js';
import type { ByteSource } from '../source/byte-source.js';
import { utf8Length } from './utf8.js';

export type TokenKind = '{' | '}' | '[' | ']' | ':' | ',' | 'string' | 'number' | 'true' | 'false' | 'null' | 'end';

/** Bytes of a string's text that are kept; the rest is checked and dropped. */
const KEPT_TEXT_BYTES = 65_535;

/** More digits than any 64-bit integer or double needs. */
const NUMBER_CHARACTERS = 64;

const CHUNK = 2 ** 16;
const WORDS: readonly string[] = ['true', 'false', 'null'];
const PYTHON_NUMBERS: readonly string[] = ['NaN', 'Infinity'];
const ESCAPES: ReadonlyMap<number, number> = new Map(
  Object.entries({ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }).map(
    ([letter, meant]) => [letter.charCodeAt(0), meant.charCodeAt(0)],
  ),
);
const NUMBER = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/;

/**
 * Cuts JSON (RFC 8259) into tokens as it is read, holding one at a time: nothing is guessed, repaired or rounded.
 * Offsets are bytes of the source.
 */
export class JsonTokens {
  /** The token that `advance` came to. */
  kind: TokenKind = 'end';
  /** Its first byte. */
  offset: number;
  /** A string's text, its escapes resolved, or a number's digits as written. */
  text = '';
  /** Whether `text` is only the beginning. */
  isCut = false;

  readonly #source: ByteSource;
  readonly #end: number;
  readonly #rule: string;
  readonly #words: readonly string[];
  readonly #kept = Buffer.allocUnsafe(KEPT_TEXT_BYTES);
  #keptBytes = 0;
  readonly #character = Buffer.alloc(4);
  #chunk: Uint8Array = new Uint8Array(0);
  #chunkStart: number;
  #position: number;

  /**
   * @param rule - what rules begin with: `..._json` and `..._utf8` are thrown
   * @param ofPython - also takes NaN, Infinity and -Infinity as numbers, which Python's library writes
   */
  constructor(source: ByteSource, [start, end]: readonly [number, number], rule: string, ofPython = false) {
    this.#source = source;
    this.#end = end;
    this.#rule = rule;
    this.#words = ofPython ? [...WORDS, ...PYTHON_NUMBERS] : WORDS;
    this.#chunkStart = start;
    this.#position = start;
    this.offset = start;
  }

  /** @throws FormatError where the next bytes are no token */
  advance(): void {
    let byte = this.#peek();
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) {
      this.#position += 1;
      byte = this.#peek();
    }
    this.offset = this.#position;
    if (byte < 0) this.kind = 'end';
    else if (byte === QUOTE) this.#string();
    else if (byte === 0x2d || isDigit(byte)) this.#number();
    else if (isLetter(byte)) this.#word();
    else this.#mark(byte);
  }

  /** The error that something else was expected here. */
  unexpected(expected: string): FormatError {
    return this.#error('json', this.offset, `Expected ${expected}, found ${this.spoken()}`);
  }

  /** The token as a person would call it. */
  spoken(): string {
    if (this.kind === 'end') return 'the end';
    if (this.kind === 'number') return this.text;
    if (this.kind !== 'string') return `\`${this.kind}\``;
    return JSON.stringify(this.text.length > 60 ? `${this.text.slice(0, 57)}...` : this.text);
  }

  #mark(byte: number): void {
    const kind = String.fromCharCode(byte);
    if (!'{}[]:,'.includes(kind)) {
      throw this.#error('json', this.offset, `Expected JSON, found the byte 0x${byte.toString(16).padStart(2, '0')}`);
    }
    this.kind = kind as TokenKind;
    this.#position += 1;
  }

  #word(): void {
    const word = this.#letters();
    const known = this.#words.includes(word);
    if (!known) throw this.#error('json', this.offset, `Expected ${this.#words.join(', ')}, found ${word}`);
    this.kind = PYTHON_NUMBERS.includes(word) ? 'number' : (word as TokenKind);
    this.text = word;
  }

  /** As many as a known word has, and one more. */
  #letters(): string {
    let letters = '';
    for (let byte = this.#peek(); isLetter(byte) && letters.length < 9; byte = this.#peek()) {
      letters += String.fromCharCode(byte);
      this.#position += 1;
    }
    return letters;
  }

  #number(): void {
    let digits = '';
    for (let byte = this.#peek(); isDigit(byte) || '+-.eE'.includes(character(byte)); byte = this.#peek()) {
      digits += String.fromCharCode(byte);
      this.#position += 1;
      if (digits.length > NUMBER_CHARACTERS) {
        throw this.#error('json', this.offset, `Expected a number of at most ${NUMBER_CHARACTERS} digits, found more`);
      }
    }
    // -Infinity
    if (digits === '-' && isLetter(this.#peek())) digits += this.#letters();
    const isKnown = NUMBER.test(digits) || (digits === '-Infinity' && this.#words.includes('Infinity'));
    if (!isKnown) throw this.#error('json', this.offset, `Expected a JSON number, found ${digits}`);
    this.kind = 'number';
    this.text = digits;
  }

  #string(): void {
    this.#position += 1;
    this.#keptBytes = 0;
    this.isCut = false;
    for (let byte = this.#peek(); byte !== QUOTE; byte = this.#peek()) {
      if (byte < 0) throw this.#error('json', this.#position, 'Expected a string to be closed, found the end');
      if (byte < 0x20) {
        const found = `0x${byte.toString(16).padStart(2, '0')}`;
        throw this.#error('json', this.#position, `Expected control characters to be escaped, found the byte ${found}`);
      }
      if (byte === BACKSLASH) this.#escape();
      else if (byte < 0x80) this.#keep(byte);
      else this.#wide();
    }
    this.#position += 1;
    this.kind = 'string';
    this.text = this.#kept.toString('utf8', 0, this.#keptBytes);
  }

  #keep(byte: number): void {
    this.#position += 1;
    if (this.isCut || this.#keptBytes === KEPT_TEXT_BYTES) this.isCut = true;
    else this.#kept[this.#keptBytes++] = byte;
  }

  /** One character of several bytes. */
  #wide(): void {
    const start = this.#position;
    this.#character.fill(0);
    for (let index = 0; index < 4; index++) {
      const byte = this.#peek();
      if (byte < 0) break;
      this.#character[index] = byte;
      this.#position += 1;
    }
    const length = utf8Length(this.#character);
    if (length === 0) {
      const found = `0x${this.#character[0]!.toString(16)}`;
      throw this.#error('utf8', start, `Expected UTF-8, found the byte ${found} where no character is`);
    }
    this.#position = start + length;
    this.#keepWhole(this.#character, length);
  }

  #escape(): void {
    const start = this.#position;
    this.#position += 1;
    const letter = this.#peek();
    const plain = ESCAPES.get(letter);
    if (plain !== undefined) return this.#keep(plain);
    if (letter !== LETTER_U)
      throw this.#error('json', start, 'Expected a JSON escape behind the backslash, found another');
    this.#position += 1;
    const unit = this.#unit(start);
    if (unit < 0xd800 || unit > 0xdfff) return this.#keepText(String.fromCharCode(unit));
    // a half alone is no character, and has no UTF-8
    if (unit > 0xdbff || this.#take() !== BACKSLASH || this.#take() !== LETTER_U) throw this.#half(start);
    const low = this.#unit(start);
    if (low < 0xdc00 || low > 0xdfff) throw this.#half(start);
    this.#keepText(String.fromCharCode(unit, low));
  }

  #unit(start: number): number {
    let digits = '';
    for (let index = 0; index < 4; index++) digits += character(this.#take());
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) {
      throw this.#error('json', start, 'Expected four hexadecimal digits behind \\u, found others');
    }
    return Number.parseInt(digits, 16);
  }

  #half(start: number): FormatError {
    return this.#error('json', start, 'Expected both halves of a surrogate pair, found one');
  }

  #keepText(text: string): void {
    this.#keepWhole(this.#character, this.#character.write(text));
  }

  /** All or nothing: a text is not cut within a character. */
  #keepWhole(bytes: Uint8Array, length: number): void {
    if (this.isCut || this.#keptBytes + length > KEPT_TEXT_BYTES) {
      this.isCut = true;
      return;
    }
    for (let index = 0; index < length; index++) this.#kept[this.#keptBytes++] = bytes[index]!;
  }

  #take(): number {
    const byte = this.#peek();
    this.#position += 1;
    return byte;
  }

  /** The byte at the position; -1: the end. */
  #peek(): number {
    const within = this.#position - this.#chunkStart;
    const byte = this.#chunk[within];
    if (byte !== undefined && within >= 0) return byte;
    return this.#refill();
  }

  #refill(): number {
    if (this.#position >= this.#end) return -1;
    this.#chunk = this.#source.read(this.#position, Math.min(CHUNK, this.#end - this.#position));
    this.#chunkStart = this.#position;
    return this.#chunk[0] ?? -1;
  }

  #error(what: 'json' | 'utf8', offset: number, message: string): FormatError {
    return new FormatError(`${this.#rule}_${what}`, offset, message);
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;

function isLetter(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a);
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** Never part of another string where there is no byte. */
function character(byte: number): string {
  return byte < 0 ? '\0' : String.fromCharCode(byte);
}
