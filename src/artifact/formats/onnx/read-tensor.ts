import { ELEMENT_TYPES, type ElementType } from './dtype.js';
import type { DeclaredTensor, TensorData } from './model.js';
import { readExternal, type ExternalEntry } from './read-external.js';
import { ENTRY, SPARSE, TENSOR } from './schema.js';
import type { Field, Span, Wire } from './wire.js';

/** Dimensions of one tensor. No operator knows what to do with more than some. */
const MAX_DIMS = 64;
/** Values of a tensor that are looked at: shapes, sizes and repeats are that short. */
const SMALL = 64;

/** What is found in a TensorProto, field by field. */
interface Found {
  name: string;
  type: bigint;
  typeAt: number;
  dims: bigint[];
  dimsAt: number;
  /** Its values lie in these; more than one only where a list is not packed. */
  data: Field[];
  /** Values in the lists. */
  count: number;
  external: ExternalEntry[];
  isExternal: boolean;
}

/**
 * Reads a TensorProto: its data is located and counted, never held.
 * @param span - of the message; its start is where problems with the tensor as a whole are
 */
export function readTensor(wire: Wire, span: Span): DeclaredTensor {
  wire.tensor(span.start);
  const found = fieldsOf(wire, span);
  const part = { part: found.name || null };
  const element = found.type < 1000n ? ELEMENT_TYPES.get(Number(found.type)) : undefined;
  if (!element) {
    const message = `Expected a data type from 1 to ${ELEMENT_TYPES.size}, found ${BigInt.asIntN(64, found.type)}`;
    wire.note('onnx_dtype', found.typeAt, message, part);
  }
  const shape = shapeOf(wire, found);
  const elements = shape && shape.reduce((product, dimension) => product * dimension, 1);
  const bytes = element?.bits && elements !== null ? Math.ceil((elements * element.bits) / 8) : null;
  const { name, data } = found;
  const external = readExternal(wire, found.external, found.isExternal, { at: span.start, name, bytes });
  if (element && elements !== null) checkData(wire, found, { element, elements, at: span.start });
  return {
    name,
    at: span.start,
    dtype: element?.name ?? null,
    shape,
    bytes,
    data: located(data, external !== null || found.isExternal),
    external,
    values: element && elements !== null && elements <= SMALL ? valuesOf(wire, data, element) : null,
  };
}

/** A SparseTensorProto by its values; none where it has none. */
export function readSparse(wire: Wire, span: Span): DeclaredTensor[] {
  const values: DeclaredTensor[] = [];
  for (const field of wire.fields(SPARSE, span)) {
    if (field.name === 'values') values.push(readTensor(wire, field));
    else wire.check(field);
  }
  return values;
}

function fieldsOf(wire: Wire, span: Span): Found {
  const found: Found = {
    name: '',
    type: 0n,
    typeAt: span.start,
    dims: [],
    dimsAt: span.start,
    data: [],
    count: 0,
    external: [],
    isExternal: false,
  };
  for (const field of wire.fields(TENSOR, span)) {
    const { name } = field;
    if (name === 'dims') {
      if (found.dims.length === 0) found.dimsAt = field.at;
      found.dims.push(...wire.ints(field, MAX_DIMS + 1 - found.dims.length));
    } else if (name === 'data_type') {
      found.type = field.value;
      found.typeAt = field.at;
    } else if (name === 'name') {
      found.name = wire.text(field);
    } else if (name === 'raw_data') {
      found.data.push(field);
    } else if (name.endsWith('_data') && name !== 'external_data') {
      found.count += wire.count(field);
      // lists that are not packed have a field for each value: their first says where they begin
      if (found.data.length < SMALL) found.data.push(field);
    } else if (name === 'external_data') {
      found.external.push(entryOf(wire, field));
    } else if (name === 'data_location') {
      found.isExternal = field.value === 1n;
    } else wire.check(field);
  }
  return found;
}

function entryOf(wire: Wire, entry: Field): ExternalEntry {
  const found = { key: '', value: '', at: entry.at };
  for (const field of wire.fields(ENTRY, entry)) {
    if (field.name === 'key') found.key = wire.text(field);
    else {
      found.value = wire.text(field);
      found.at = field.start;
    }
  }
  return found;
}

/** The dimensions, where they can be: none negative, their product below 2^53. */
function shapeOf(wire: Wire, { name, dims, dimsAt }: Found): number[] | null {
  const part = { part: name || null };
  if (dims.length > MAX_DIMS) {
    wire.note('onnx_tensor_dims', dimsAt, `Expected at most ${MAX_DIMS} dimensions, found more`, part);
    return null;
  }
  const signed = dims.map((dimension) => BigInt.asIntN(64, dimension));
  const negative = signed.find((dimension) => dimension < 0n);
  if (negative !== undefined) {
    wire.note('onnx_tensor_dims', dimsAt, `Expected dimensions of at least 0, found ${negative}`, part);
    return null;
  }
  // a 0 among them does not excuse the others
  const product = signed.reduce((sum, dimension) => (dimension === 0n ? sum : sum * dimension), 1n);
  if (product > BigInt(Number.MAX_SAFE_INTEGER)) {
    wire.note('onnx_tensor_overflow', dimsAt, `The dimensions ${signed.join(' x ')} are more than 2^53 values`, part);
    return null;
  }
  return signed.map(Number);
}

interface Expected {
  readonly element: ElementType;
  readonly elements: number;
  readonly at: number;
}

/** Holds the data that there is to what dims and data type ask for. */
function checkData(wire: Wire, { name, data, count, isExternal }: Found, { element, elements, at }: Expected): void {
  const part = { part: name || null };
  const raw = data.find((field) => field.name === 'raw_data');
  const list = data.find((field) => field.name !== 'raw_data');
  const stated = data[0];
  if (isExternal) {
    if (stated) wire.note('onnx_tensor_both', stated.at, `Data is external, yet there is ${stated.name} too`, part);
    return;
  }
  if (raw && list) {
    const message = `Expected raw_data or ${list.name}, found both: readers differ in which one they take`;
    wire.note('onnx_tensor_both', Math.max(raw.at, list.at), message, part);
    return;
  }
  const wrong = data.find((field) => field.name !== 'raw_data' && field.name !== element.list);
  if (wrong ?? (raw && element.bits === null)) {
    const message = `Expected ${element.list} for ${element.name}, found ${(wrong ?? raw!).name}`;
    wire.note('onnx_tensor_field', (wrong ?? raw!).at, message, part);
    return;
  }
  const [needed, found, unit] = raw
    ? [Math.ceil((elements * element.bits!) / 8), raw.end - raw.start, 'bytes']
    : [Math.ceil(elements * element.perElement), count, 'values'];
  if (needed !== found) {
    const message = `Expected ${needed} ${unit} for ${elements} of ${element.name}, found ${found}`;
    wire.note('onnx_tensor_size', stated?.at ?? at, message, part);
  }
}

function located(data: readonly Field[], isExternal: boolean): TensorData {
  const [first] = data;
  if (isExternal) return { kind: 'external', offset: 0, bytes: 0 };
  if (!first) return { kind: 'none', offset: 0, bytes: 0 };
  const { name, isPacked, start } = first;
  const isPlain = name === 'raw_data' || name === 'float_data' || name === 'double_data';
  const isOne = data.length === 1 && (isPacked || name === 'raw_data');
  const kind = isOne ? (isPlain ? 'plain' : 'varints') : 'other';
  return { kind, offset: start, bytes: data.at(-1)!.end - start };
}

/** The values of a small tensor of numbers, however it has them; null: it has others. */
function valuesOf(wire: Wire, data: readonly Field[], { name, list, bits }: ElementType): number[] | null {
  const read = READERS[name];
  if (!read || bits === null) return null;
  const values: number[] = [];
  const unit = bits / 8;
  for (const field of data) {
    if (field.name === list && list.startsWith('int')) {
      for (const value of wire.ints(field, SMALL - values.length)) values.push(Number(BigInt.asIntN(64, value)));
    } else {
      const bytes = Buffer.from(wire.source.read(field.start, Math.min(field.end - field.start, SMALL * unit)));
      for (let at = 0; at + unit <= bytes.length && values.length < SMALL; at += unit) values.push(read(bytes, at));
    }
  }
  return values;
}

/** Those of which shapes, sizes, scales and conditions are made. */
const READERS: Readonly<Record<string, (bytes: Buffer, at: number) => number>> = {
  int64: (bytes, at) => Number(bytes.readBigInt64LE(at)),
  int32: (bytes, at) => bytes.readInt32LE(at),
  bool: (bytes, at) => bytes.readUInt8(at),
  float32: (bytes, at) => bytes.readFloatLE(at),
  float64: (bytes, at) => bytes.readDoubleLE(at),
};
