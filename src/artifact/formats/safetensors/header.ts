import type { Json } from '../../../core/check.js';
import { FormatError } from '../../errors.js';
import { JsonReader, type JsonName } from '../../json/reader.js';
import type { ByteSource } from '../../source/byte-source.js';
import type { ReadContext } from '../format.js';
import { suspicionOf } from './names.js';
import type { Notes } from './notes.js';

/** A number as written, and where: its first byte. */
export interface Written {
  readonly value: bigint;
  readonly offset: number;
}

/** A tensor as the header declares it; its numbers are 0 to 2^53, and not compared with anything yet. */
export interface Declared {
  readonly name: string;
  /** First byte of its name. */
  readonly offset: number;
  readonly dtype: string;
  readonly dtypeOffset: number;
  readonly shape: readonly bigint[];
  readonly shapeOffset: number;
  readonly begin: Written;
  readonly end: Written;
}

export interface Header {
  readonly tensors: readonly Declared[];
  readonly metadata: ReadonlyMap<string, Json>;
  /** Whether something was wrong with a tensor, so that `tensors` lacks it. */
  readonly isPartial: boolean;
}

/** The most dimensions that any library has. */
const MAX_RANK = 64;
/** 2^53: from there on JSON parsers differ in what they read. */
const MAX_NUMBER = 2n ** 53n;
/** Characters of a value of the metadata that are kept for people. */
const SHOWN = 1000;

/**
 * The header between two bytes of a file. Problems of single tensors are noted, and the others read on.
 * @throws FormatError where it is no JSON
 */
export function readHeader(
  source: ByteSource,
  [start, end]: readonly [number, number],
  { notes, context }: { readonly notes: Notes; readonly context: ReadContext },
): Header {
  const { problems, budget } = context;
  const json = new JsonReader(source, { rule: 'safetensors_header', concern: 'format', problems, start, end });
  const tensors: Declared[] = [];
  let metadata: ReadonlyMap<string, Json> = new Map();
  let isPartial = false;
  const onValue = (name: JsonName): void => {
    if (name.text === '__metadata__') {
      metadata = readMetadata(json, notes);
      return;
    }
    const tensor = new TensorEntry(json, name, notes).read();
    if (tensor) tensors.push(tensor);
    else isPartial = true;
  };
  // one more for the metadata
  json.object(onValue, { most: budget.maxTensors + 1 });
  json.end();
  return { tensors, metadata, isPartial };
}

function readMetadata(json: JsonReader, notes: Notes): ReadonlyMap<string, Json> {
  const { tokens } = json;
  const metadata = new Map<string, Json>();
  if (tokens.kind !== '{') {
    const message = `Expected an object of strings as __metadata__, found ${tokens.spoken()}`;
    notes.error('metadata_type', tokens.offset, '__metadata__', message);
    json.skip('__metadata__');
    return metadata;
  }
  json.object((name) => {
    if (tokens.kind === 'string') {
      const { text, isCut } = tokens;
      metadata.set(name.text, text.length > SHOWN || isCut ? `${text.slice(0, SHOWN)}...` : text);
    } else {
      const message = `Expected a string, found ${tokens.spoken()}`;
      notes.error('metadata_type', tokens.offset, name.text.slice(0, SHOWN), message);
    }
    json.skip(name.text);
  });
  return metadata;
}

/** Reads what stands behind the name of a tensor. */
class TensorEntry {
  readonly #json: JsonReader;
  readonly #name: JsonName;
  readonly #notes: Notes;
  #dtype: { readonly text: string; readonly offset: number } | null = null;
  #shape: { readonly dimensions: readonly bigint[]; readonly offset: number } | null = null;
  #offsets: readonly [Written, Written] | null = null;
  #isSound = true;
  #hasUnknown = false;

  constructor(json: JsonReader, name: JsonName, notes: Notes) {
    this.#json = json;
    this.#name = name;
    this.#notes = notes;
  }

  /** null where it is not a tensor; why is noted. */
  read(): Declared | null {
    const { text: name, offset, isCut } = this.#name;
    if (isCut) this.#error('name_length', offset, 'Expected a name of at most 65535 bytes, found a longer one');
    if (name === '') this.#error('name_empty', offset, 'Expected a name, found an empty one');
    const suspicion = suspicionOf(name);
    if (suspicion) {
      const message = `Expected the name of a tensor, found ${suspicion}: ${JSON.stringify(name.slice(0, 100))}`;
      this.#notes.warning('name_suspicious', 'safety', offset, name, message);
    }
    if (this.#json.tokens.kind === '{') this.#json.object((field) => this.#field(field), { part: name });
    else this.#wrongType('an object with dtype, shape and data_offsets', offset);
    const missing = this.#missing();
    if (this.#isSound && missing.length > 0) {
      this.#error('field_missing', offset, `Expected dtype, shape and data_offsets, found no ${missing.join(', no ')}`);
    }
    if (!this.#isSound || !this.#dtype || !this.#shape || !this.#offsets) return null;
    const [begin, end] = this.#offsets;
    const { text: dtype, offset: dtypeOffset } = this.#dtype;
    const { dimensions: shape, offset: shapeOffset } = this.#shape;
    return { name, offset, dtype, dtypeOffset, shape, shapeOffset, begin, end };
  }

  #missing(): string[] {
    return [this.#dtype ? [] : 'dtype', this.#shape ? [] : 'shape', this.#offsets ? [] : 'data_offsets'].flat();
  }

  #field({ text, offset }: JsonName): void {
    if (text === 'dtype') this.#readDtype();
    else if (text === 'shape') this.#readShape();
    else if (text === 'data_offsets') this.#readOffsets();
    else {
      const message = `Expected dtype, shape and data_offsets only, found ${JSON.stringify(text.slice(0, 100))}`;
      if (!this.#hasUnknown) this.#notes.warning('field_unknown', 'format', offset, this.#name.text, message);
      this.#hasUnknown = true;
      this.#json.skip(this.#name.text);
    }
  }

  #readDtype(): void {
    const { tokens } = this.#json;
    if (tokens.kind !== 'string') return this.#wrongType('a string as dtype');
    this.#dtype = { text: tokens.text, offset: tokens.offset };
    tokens.advance();
  }

  #readShape(): void {
    const { tokens } = this.#json;
    const { offset } = tokens;
    if (tokens.kind !== '[') return this.#wrongType('an array as shape');
    const dimensions: bigint[] = [];
    let rank = 0;
    this.#json.array(() => {
      const dimension = this.#integer('a dimension');
      if (dimension) dimensions.push(dimension.value);
      rank += 1;
      if (rank > MAX_RANK) throw this.#failure('rank', offset, `Expected at most ${MAX_RANK} dimensions, found more`);
    });
    this.#shape = { dimensions, offset };
  }

  #readOffsets(): void {
    const { tokens } = this.#json;
    const { offset } = tokens;
    if (tokens.kind !== '[') return this.#wrongType('an array as data_offsets');
    const found: Written[] = [];
    let count = 0;
    this.#json.array(() => {
      const written = this.#integer('an offset');
      if (written) found.push(written);
      count += 1;
      if (count > 2) throw this.#failure('offsets_count', offset, 'Expected two data_offsets, found more');
    });
    const [begin, end] = found;
    if (count < 2) this.#error('offsets_count', offset, `Expected two data_offsets, found ${count}`);
    else if (begin && end) this.#offsets = [begin, end];
  }

  #integer(what: string): Written | null {
    const { tokens } = this.#json;
    const { kind, text, offset } = tokens;
    if (kind === 'number' && /^[0-9]+$/.test(text)) {
      const value = BigInt(text);
      tokens.advance();
      if (value <= MAX_NUMBER) return { value, offset };
      this.#error('number', offset, `Expected ${what} of at most 2^53, found ${text}`);
      return null;
    }
    const found = tokens.spoken();
    this.#json.skip(this.#name.text);
    this.#error('number', offset, `Expected ${what} as a whole number from 0, found ${found}`);
    return null;
  }

  #wrongType(expected: string, offset = this.#json.tokens.offset): void {
    const found = this.#json.tokens.spoken();
    this.#json.skip(this.#name.text);
    this.#error('field_type', offset, `Expected ${expected}, found ${found}`);
  }

  /** The first one of a tensor is enough: a hostile one has millions. */
  #error(rule: string, offset: number, message: string): void {
    if (this.#isSound) this.#notes.error(rule, offset, this.#name.text, message);
    this.#isSound = false;
  }

  /** Where reading on would only take time. */
  #failure(rule: string, offset: number, message: string): FormatError {
    return new FormatError(`safetensors_${rule}`, offset, message, this.#name.text);
  }
}
