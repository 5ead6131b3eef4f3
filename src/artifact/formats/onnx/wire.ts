import { FormatError } from '../../errors.js';
import type { Problem } from '../../problem.js';
import type { ByteSource } from '../../source/byte-source.js';
import type { ReadContext } from '../format.js';
import type { FieldKind, FieldRule, MessageRule } from './schema.js';
import { MAX_VARINT, Varints } from './varints.js';

/** Bytes of a source that hold one message, or the value of one field. */
export interface Span {
  readonly start: number;
  /** Byte behind the last. */
  readonly end: number;
  /** Messages around it. */
  readonly depth: number;
}

/** A field, located: nothing of it was read but its key, and its value where that is a single varint. */
export interface Field extends Span {
  readonly name: string;
  readonly rule: FieldRule;
  /** Byte of its key. */
  readonly at: number;
  /** As two's complement of 64 bits; 0 for what is no varint. */
  readonly value: bigint;
  /** Whether it is a list of several values in one field. */
  readonly isPacked: boolean;
}

/** protobuf's own limit: messages in messages. */
const MAX_DEPTH = 100;
/** Of a name. Those of real models have some hundred. */
const MAX_TEXT = 65_535;

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** What a list has in a field of its own, where it is not packed. */
const WIRE_OF: Readonly<Record<FieldKind, number>> = {
  int: VARINT,
  ints: VARINT,
  float: FIXED32,
  floats: FIXED32,
  doubles: FIXED64,
  text: BYTES,
  bytes: BYTES,
  message: BYTES,
};

const LISTS: readonly FieldKind[] = ['ints', 'floats', 'doubles'];

const strictText = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The protobuf wire format, strictly: fields that the schema does not have, that come twice or are stored otherwise are
 * problems; what ends too early or cannot be a field is a FormatError. https://protobuf.dev/programming-guides/encoding/
 */
export class Wire {
  readonly source: ByteSource;
  readonly #context: ReadContext;
  readonly #numbers: Varints;
  #held = 0;
  #tensors = 0;

  constructor(source: ByteSource, context: ReadContext) {
    this.source = source;
    this.#context = context;
    this.#numbers = new Varints(source);
  }

  note(rule: string, offset: number, message: string, more: Partial<Problem> = {}): void {
    const at = { file: this.source.name, offset, part: null };
    this.#context.problems.add({ rule, concern: 'format', severity: 'error', ...at, message, ...more });
  }

  /**
   * Accounts for what is kept of the file.
   * @throws FormatError `onnx_too_large`
   */
  hold(bytes: number, at: number): void {
    this.#held += bytes;
    const { maxHeldBytes } = this.#context.budget;
    if (this.#held > maxHeldBytes) {
      throw new FormatError(
        'onnx_too_large',
        at,
        `The names and nodes of the graph take more than ${maxHeldBytes} bytes`,
      );
    }
  }

  /**
   * Counts a tensor.
   * @throws FormatError `onnx_too_many_tensors`
   */
  tensor(at: number): void {
    this.#tensors += 1;
    const { maxTensors } = this.#context.budget;
    if (this.#tensors <= maxTensors) return;
    throw new FormatError('onnx_too_many_tensors', at, `There are more than ${maxTensors} tensors`);
  }

  /** The fields of a message one after the other; those that are wrong in themselves are noted and left out. */
  *fields(rule: MessageRule, { start, end, depth }: Span): Generator<Field> {
    let seen = 0;
    for (let at = start; at < end; at = this.#numbers.next) {
      const key = this.#numbers.short(at, end, rule.title);
      const field = this.#field(rule, key, { start: at, end, depth });
      const behind = this.#numbers.next;
      if (field) {
        const bit = 1 << (key >>> 3);
        if (!field.rule.isMany && (seen & bit) !== 0) this.#noteTwice(rule, field);
        else yield field;
        seen |= bit;
      }
      // others have read on meanwhile
      this.#numbers.next = behind;
    }
  }

  /** Holds a message and all within it to the schema, where nothing of it is needed. */
  check(field: Field): void {
    if (field.rule.kind === 'text') this.text(field);
    if (!field.rule.message) return;
    for (const inner of this.fields(field.rule.message(), field)) this.check(inner);
  }

  /** A name; empty where it is not one. */
  text({ name, start, end, at }: Field): string {
    const length = end - start;
    if (length > MAX_TEXT) {
      this.note('onnx_text_too_long', at, `${name} has ${length} bytes, at most ${MAX_TEXT} are expected`);
      return '';
    }
    this.hold(64 + 2 * length, at);
    try {
      return strictText.decode(this.source.read(start, length));
    } catch {
      this.note('onnx_text_not_utf8', start, `Expected UTF-8 in ${name}, found other bytes`);
      return '';
    }
  }

  /** The values of a list of varints as far as they are wanted. */
  ints(field: Field, most: number): bigint[] {
    if (!field.isPacked) return most > 0 ? [field.value] : [];
    const values: bigint[] = [];
    for (let at = field.start; at < field.end && values.length < most;) {
      values.push(this.#numbers.varint(at, field.end, field.name));
      at = this.#numbers.next;
    }
    return values;
  }

  /** How many values a field of a list has. */
  count(field: Field): number {
    if (!field.isPacked) return 1;
    const { kind } = field.rule;
    return kind === 'ints' ? this.#countVarints(field) : (field.end - field.start) / (kind === 'floats' ? 4 : 8);
  }

  /** @throws FormatError where a varint is cut or too long */
  #countVarints({ name, start, end }: Field): number {
    let count = 0;
    let length = 0;
    for (let at = start; at < end;) {
      const bytes = this.source.read(at, Math.min(65_536, end - at));
      if (bytes.length === 0) throw this.#numbers.ended(at, name, 0);
      for (let index = 0; index < bytes.length; index += 1) {
        length += 1;
        if (bytes[index]! < 128) {
          count += 1;
          length = 0;
        } else if (length === MAX_VARINT) {
          throw new FormatError(
            'onnx_varint',
            at + index,
            `A number of ${name} does not end within ${MAX_VARINT} bytes`,
          );
        }
      }
      at += bytes.length;
    }
    if (length > 0) throw new FormatError('onnx_truncated', end, `The last number of ${name} is cut`);
    return count;
  }

  #noteTwice({ title }: MessageRule, { at, name }: Field): void {
    const message = `${title} has ${name} twice: readers differ in which one they take`;
    this.note('onnx_duplicate_field', at, message, { part: name });
  }

  /**
   * @param key - its number and wire type; the next byte is the first behind it
   * @returns null where it is wrong in itself
   */
  #field(rule: MessageRule, key: number, { start: at, end, depth }: Span): Field | null {
    const number = Math.floor(key / 8);
    const wire = key % 8;
    if (
      number === 0 ||
      number >= 2 ** 29 ||
      (wire !== VARINT && wire !== BYTES && wire !== FIXED64 && wire !== FIXED32)
    ) {
      const found = `number ${number} and wire type ${wire}`;
      const message = `Expected a field of ${rule.title}, found ${found}: foreign or trailing bytes`;
      throw new FormatError('onnx_not_a_field', at, message);
    }
    const known = rule.fields.get(number);
    const name = known?.name ?? rule.title;
    let start = this.#numbers.next;
    let value = 0n;
    if (wire === VARINT) value = this.#numbers.varint(start, end, name);
    else if (wire === BYTES) {
      const length = this.#numbers.short(start, end, name);
      // a length past 2^53 is not exact any more, and larger than every file
      if (length > end - this.#numbers.next) throw this.#numbers.ended(start, name, end - this.#numbers.next, length);
      start = this.#numbers.next;
      this.#numbers.next = start + length;
    } else {
      this.#numbers.next = start + (wire === FIXED32 ? 4 : 8);
      if (this.#numbers.next > end) throw this.#numbers.ended(start, name, end - start, this.#numbers.next - start);
    }
    if (!known) {
      this.note('onnx_unknown_field', at, `${rule.title} has no field ${number}: foreign or trailing bytes`);
      return null;
    }
    const isPacked = wire === BYTES && LISTS.includes(known.kind);
    const field = { name, rule: known, at, start, end: this.#numbers.next, depth: depth + 1, value, isPacked };
    if (wire !== WIRE_OF[known.kind] && !isPacked) {
      const message = `Expected wire type ${WIRE_OF[known.kind]} for ${name} of ${rule.title}, found ${wire}`;
      this.note('onnx_wire_type', at, message, { part: name });
      return null;
    }
    if (isPacked && !this.#isWhole(field)) return null;
    if (known.message && depth >= MAX_DEPTH) {
      throw new FormatError('onnx_nesting', at, `More than ${MAX_DEPTH} messages are nested`);
    }
    return field;
  }

  /** Whether a packed list of numbers of one width has whole ones. */
  #isWhole({ name, rule: { kind }, at, start, end }: Field): boolean {
    const width = kind === 'floats' ? 4 : kind === 'doubles' ? 8 : 1;
    if ((end - start) % width === 0) return true;
    const message = `Expected a multiple of ${width} bytes in ${name}, found ${end - start}`;
    this.note('onnx_packed_length', at, message, { part: name });
    return false;
  }
}
