/** ONNX messages as trees of fields, to be changed and written again; what of them is a message: onnx/onnx.proto. */
import { bytesField, concat, key, varint, WIRE } from '../../../fixtures/artifacts/protobuf.js';

export interface Field {
  readonly number: number;
  readonly wire: number;
  /** A varint; bytes, also those of 4 and 8; the fields of a message. */
  readonly value: bigint | Uint8Array | readonly Field[];
}

const MESSAGES: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  model: { 7: 'graph', 8: 'opset', 14: 'pair' },
  graph: { 1: 'node', 5: 'tensor', 11: 'value', 12: 'value', 13: 'value' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph' },
  tensor: { 13: 'pair' },
  value: { 2: 'type' },
  type: { 1: 'tensorType' },
  tensorType: { 2: 'shape' },
  shape: { 1: 'dimension' },
};

/** Of a sound file: its tree is known. */
export function fieldsOf(bytes: Uint8Array, message = 'model'): readonly Field[] {
  const fields: Field[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = varintAt(bytes, at);
    const [number, wire] = [Number(tag.value >> 3n), Number(tag.value & 7n)];
    at = tag.end;
    if (wire === WIRE.varint) {
      const { value, end } = varintAt(bytes, at);
      fields.push({ number, wire, value });
      at = end;
      continue;
    }
    const length = wire === WIRE.bytes ? varintAt(bytes, at) : null;
    const from = length?.end ?? at;
    at = from + (length ? Number(length.value) : wire === WIRE.fixed32 ? 4 : 8);
    const content = bytes.subarray(from, at);
    const within = length ? MESSAGES[message]?.[number] : undefined;
    fields.push({ number, wire, value: within === undefined ? content : fieldsOf(content, within) });
  }
  return fields;
}

export function encodeFields(fields: readonly Field[]): Uint8Array {
  return concat(
    ...fields.map(({ number, wire, value }) => {
      if (typeof value === 'bigint') return concat(key(number, wire), varint(value));
      const bytes = value instanceof Uint8Array ? value : encodeFields(value);
      return wire === WIRE.bytes ? bytesField(number, bytes) : concat(key(number, wire), bytes);
    }),
  );
}

/** Every field with those within it, from the first to the last. */
export function flat(fields: readonly Field[]): readonly Field[] {
  return fields.flatMap((field) => [field, ...(Array.isArray(field.value) ? flat(field.value as Field[]) : [])]);
}

/** The same tree with one field replaced by any number of them. */
export function replaced(fields: readonly Field[], old: Field, by: readonly Field[]): readonly Field[] {
  return fields.flatMap((field) => {
    if (field === old) return by;
    return Array.isArray(field.value) ? [{ ...field, value: replaced(field.value as Field[], old, by) }] : [field];
  });
}

function varintAt(bytes: Uint8Array, from: number): { readonly value: bigint; readonly end: number } {
  let value = 0n;
  for (let at = from, shift = 0n; ; at += 1, shift += 7n) {
    const byte = bytes[at] ?? 0;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return { value, end: at + 1 };
  }
}
