import { FormatError } from '../errors.js';
import type { ProblemList, Concern } from '../problem.js';
import type { ByteSource } from '../source/byte-source.js';
import { JsonTokens } from './tokens.js';

/** Deeper than any header or index is, and far from what a stack holds. */
const MAX_DEPTH = 64;

/** Names of one object that nobody asked for. */
const MAX_OTHER_NAMES = 100_000;

/** Names that occur twice of which is told: nobody reads more, and telling takes longer than reading. */
const MAX_DUPLICATES = 1000;

/** A name in an object. */
export interface JsonName {
  readonly text: string;
  /** Its first byte, the quote. */
  readonly offset: number;
  /** Whether `text` is only the beginning of it. */
  readonly isCut: boolean;
}

export interface JsonOptions {
  /** What rules begin with: `..._json`, `..._utf8`, `..._duplicate_key`, `..._depth`, `..._names`. */
  readonly rule: string;
  readonly concern: Concern;
  readonly problems: ProblemList;
  /** Part of the source; default: all of it. */
  readonly start?: number;
  readonly end?: number;
  /** Whether Python's NaN and Infinity are numbers; default: no. */
  readonly ofPython?: boolean;
}

/**
 * Reads JSON in one pass without building it: whoever reads says what to do with each value. A name that occurs twice in
 * an object is a problem at every depth, because parsers differ in which one counts. What is no JSON ends it.
 */
export class JsonReader {
  /** At the first token of the value that is next. */
  readonly tokens: JsonTokens;
  readonly #file: string;
  readonly #options: JsonOptions;
  #duplicates = 0;

  constructor(source: ByteSource, options: JsonOptions) {
    const { rule, start = 0, end = source.size, ofPython = false } = options;
    this.tokens = new JsonTokens(source, [start, end], rule, ofPython);
    this.#file = source.name;
    this.#options = options;
    this.tokens.advance();
  }

  /**
   * Goes through an object.
   * @param onValue - has to read the value, e.g. with `skip`
   * @param part - what problems within are said of; default: the name itself
   * @throws FormatError also when there are more than `most` names
   */
  object(onValue: (name: JsonName) => void, { part, most = MAX_OTHER_NAMES }: { part?: string; most?: number } = {}) {
    const { tokens } = this;
    const seen = new Set<string>();
    let count = 0;
    this.expect('{', 'an object');
    while (tokens.kind !== '}') {
      if (count > 0) this.expect(',', '`,` or `}`');
      if (tokens.kind !== 'string') throw tokens.unexpected('a name');
      const name = { text: tokens.text, offset: tokens.offset, isCut: tokens.isCut };
      if (seen.has(name.text)) this.#duplicate(name, part ?? name.text);
      seen.add(name.text);
      count += 1;
      if (count > most) throw this.#error('names', `Expected at most ${most} names, found more`);
      tokens.advance();
      this.expect(':', '`:`');
      onValue(name);
    }
    tokens.advance();
  }

  /** Goes through an array; `onItem` has to read each item. */
  array(onItem: (index: number) => void): void {
    const { tokens } = this;
    this.expect('[', 'an array');
    for (let index = 0; tokens.kind !== ']'; index++) {
      if (index > 0) this.expect(',', '`,` or `]`');
      onItem(index);
    }
    tokens.advance();
  }

  /** Passes over a value, which has to be sound JSON all the same. */
  skip(part?: string, depth = 0): void {
    const { tokens } = this;
    if (depth > MAX_DEPTH) throw this.#error('depth', `Expected at most ${MAX_DEPTH} levels, found more`);
    const within = part === undefined ? {} : { part };
    if (tokens.kind === '{') this.object(() => this.skip(part, depth + 1), within);
    else if (tokens.kind === '[') this.array(() => this.skip(part, depth + 1));
    else if (isScalar(tokens)) tokens.advance();
    else throw tokens.unexpected('a value');
  }

  /** Nothing but blanks may follow. */
  end(): void {
    if (this.tokens.kind !== 'end') throw this.tokens.unexpected('nothing behind the closing `}`');
  }

  expect(kind: JsonTokens['kind'], expected: string): void {
    if (this.tokens.kind !== kind) throw this.tokens.unexpected(expected);
    this.tokens.advance();
  }

  #duplicate({ text, offset }: JsonName, part: string): void {
    this.#duplicates += 1;
    if (this.#duplicates > MAX_DUPLICATES) return;
    const { rule, concern, problems } = this.#options;
    const message = `Expected each name once, found ${JSON.stringify(text.slice(0, 200))} again`;
    const at = { file: this.#file, offset, part };
    problems.add({ rule: `${rule}_duplicate_key`, concern, severity: 'error', ...at, message });
  }

  #error(what: 'depth' | 'names', message: string): FormatError {
    return new FormatError(`${this.#options.rule}_${what}`, this.tokens.offset, message);
  }
}

function isScalar({ kind }: JsonTokens): boolean {
  return ['string', 'number', 'true', 'false', 'null'].includes(kind);
}
