import { FormatError } from '../../errors.js';
import type { Problem } from '../../problem.js';
import type { ByteSource } from '../../source/byte-source.js';
import type { ReadContext } from '../format.js';
import type { FieldKind, FieldRule, MessageRule } from './schema.js';

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
/** Of a varint: 64 bits, 7 in each byte. */
const MAX_VARINT = 10;

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
  #held = 0;
  #tensors = 0;

  constructor(source: ByteSource, context: ReadContext) {
    this.source = source;
    this.#context = context;
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
    for (let at = start; at < end;) {
      const field = this.#field(rule, at, { start: at, end, depth });
      at = field.end;
      if (!('rule' in field)) continue;
      const bit = 1 << field.number;
      if (!field.rule.isMany && (seen & bit) !== 0) {
        const message = `${rule.title} has ${field.rule.name} twice: readers differ in which one they take`;
        this.note('onnx_duplicate_field', field.at, message, { part: field.rule.name });
        continue;
      }
      seen |= bit;
      yield { ...field, name: field.rule.name };
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
      const { value, next } = this.#varint(at, field.end, field.name);
      values.push(value);
      at = next;
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
      if (bytes.length === 0) throw this.#ended(at, name, end);
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

  #field(rule: MessageRule, at: number, { end, depth }: Span) {
    const { value: key, next } = this.#varint(at, end, `the key of a field of ${rule.title}`);
    const number = Number(key >> 3n);
    const wire = Number(key & 7n);
    if (number === 0 || number >= 2 ** 29 || ![VARINT, FIXED64, BYTES, FIXED32].includes(wire)) {
      const found = `number ${number} and wire type ${wire}`;
      const message = `Expected a field of ${rule.title}, found ${found}: foreign or trailing bytes`;
      throw new FormatError('onnx_not_a_field', at, message);
    }
    const known = rule.fields.get(number);
    const body = this.#body(wire, next, end, known?.name ?? `field ${number} of ${rule.title}`);
    const field = { number, at, ...body, depth: depth + 1, isPacked: false };
    if (!known) {
      this.note('onnx_unknown_field', at, `${rule.title} has no field ${number}: foreign or trailing bytes`);
      return field;
    }
    const isPacked = wire === BYTES && LISTS.includes(known.kind);
    if (wire !== WIRE_OF[known.kind] && !isPacked) {
      const message = `Expected wire type ${WIRE_OF[known.kind]} for ${known.name} of ${rule.title}, found ${wire}`;
      this.note('onnx_wire_type', at, message, { part: known.name });
      return field;
    }
    const width = known.kind === 'floats' ? 4 : 8;
    if (isPacked && known.kind !== 'ints' && (body.end - body.start) % width !== 0) {
      const message = `Expected a multiple of ${width} bytes in ${known.name}, found ${body.end - body.start}`;
      this.note('onnx_packed_length', at, message, { part: known.name });
      return field;
    }
    if (known.message && depth >= MAX_DEPTH) {
      throw new FormatError('onnx_nesting', at, `More than ${MAX_DEPTH} messages are nested`);
    }
    return { ...field, rule: known, isPacked };
  }

  #body(wire: number, at: number, end: number, what: string): { start: number; end: number; value: bigint } {
    if (wire === VARINT) {
      const { value, next } = this.#varint(at, end, what);
      return { start: at, end: next, value };
    }
    if (wire !== BYTES) {
      const last = at + (wire === FIXED32 ? 4 : 8);
      if (last > end) throw this.#ended(at, what, end, last - at);
      return { start: at, end: last, value: 0n };
    }
    const { value: length, next } = this.#varint(at, end, `the length of ${what}`);
    // compared before it becomes a number: 2^63 is no length
    if (length > BigInt(end - next)) throw this.#ended(at, what, end - next + at, length);
    return { start: next, end: next + Number(length), value: 0n };
  }

  #varint(at: number, end: number, what: string): { value: bigint; next: number } {
    const bytes = this.source.read(at, Math.min(MAX_VARINT, end - at));
    const first = bytes[0];
    // most are of one byte
    if (first !== undefined && first < 128) return { value: BigInt(first), next: at + 1 };
    let value = 0n;
    for (let index = 0; index < bytes.length; index += 1) {
      const byte = bytes[index]!;
      value |= BigInt(byte & 127) << BigInt(7 * index);
      if (byte < 128) {
        if (value >= 2n ** 64n) break;
        return { value, next: at + index + 1 };
      }
    }
    if (bytes.length < MAX_VARINT) throw this.#ended(at, what, end);
    throw new FormatError('onnx_varint', at, `Expected a number of at most 64 bits in ${what}, found more`);
  }

  #ended(at: number, what: string, end: number, needed: number | bigint = 1): FormatError {
    const left = Math.max(0, end - at);
    return new FormatError(
      'onnx_truncated',
      at,
      `${what} needs ${needed} bytes from byte ${at}, but only ${left} are left`,
    );
  }
}
