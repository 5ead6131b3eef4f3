import { ELEMENT_TYPES } from './dtype.js';
import type { Attribute, DeclaredTensor, Floats, Graph, Node, Value } from './model.js';
import { readSparse, readTensor } from './read-tensor.js';
import { ATTRIBUTE, DIMENSION, GRAPH, NODE, SHAPE, TENSOR_TYPE, TYPE, VALUE } from './schema.js';
import type { Field, Span, Wire } from './wire.js';

/** Bytes that a node, value or attribute takes in memory beside its texts, about. */
const HELD = 200;
/** Of a graph, about: two bytes of a file can be one, and a list is made of each of what it may have. */
const GRAPH_HELD = 500;
/** A reference and what it leads to. */
const DIMENSION_HELD = 16;
/** Integers of an attribute that are looked at: shapes and axes are that short. */
const SMALL = 64;

/** Reads a GraphProto and, as deep as messages may be nested, the graphs within its nodes. */
export function readGraph(wire: Wire, span: Span): Graph {
  wire.hold(GRAPH_HELD, span.start);
  const graph = {
    name: '',
    at: span.start,
    nodes: [] as Node[],
    initializers: [] as DeclaredTensor[],
    inputs: [] as Value[],
    outputs: [] as Value[],
    known: [] as Value[],
  };
  for (const field of wire.fields(GRAPH, span)) {
    const { name } = field;
    if (name === 'node') graph.nodes.push(readNode(wire, field));
    else if (name === 'name') graph.name = wire.text(field);
    else if (name === 'initializer') graph.initializers.push(readInitializer(wire, field));
    else if (name === 'sparse_initializer') graph.initializers.push(...readSparse(wire, field));
    else if (name === 'input') graph.inputs.push(readValue(wire, field));
    else if (name === 'output') graph.outputs.push(readValue(wire, field));
    else if (name === 'value_info') graph.known.push(readValue(wire, field));
    else wire.check(field);
  }
  return graph;
}

function readInitializer(wire: Wire, field: Field): DeclaredTensor {
  wire.hold(HELD, field.at);
  return readTensor(wire, field);
}

export function readNode(wire: Wire, span: Span): Node {
  wire.hold(HELD, span.start);
  const node = { op: '', domain: '', name: '', at: span.start, inputs: [] as string[], outputs: [] as string[] };
  const attributes = new Map<string, Attribute>();
  for (const field of wire.fields(NODE, span)) {
    const { name } = field;
    if (name === 'input') node.inputs.push(wire.text(field));
    else if (name === 'output') node.outputs.push(wire.text(field));
    else if (name === 'name') node.name = wire.text(field);
    else if (name === 'op_type') node.op = wire.text(field);
    else if (name === 'domain') node.domain = ownDomain(wire.text(field));
    else if (name === 'attribute') {
      const attribute = readAttribute(wire, field);
      if (attributes.has(attribute.name)) {
        const message = `The attribute ${attribute.name} comes twice: readers differ in which one they take`;
        wire.note('onnx_duplicate_attribute', attribute.at, message, { part: node.name || node.op || null });
      }
      attributes.set(attribute.name, attribute);
    } else wire.check(field);
  }
  return { ...node, attributes };
}

/** ONNX's own operators have two names of their domain. */
export function ownDomain(domain: string): string {
  return domain === 'ai.onnx' ? '' : domain;
}

/** AttributeProto.AttributeType by the field that holds the value. */
const KINDS: Readonly<Record<string, number>> = {
  f: 1,
  i: 2,
  s: 3,
  t: 4,
  g: 5,
  floats: 6,
  ints: 7,
  strings: 8,
  tensors: 9,
  graphs: 10,
  sparse_tensor: 11,
  sparse_tensors: 12,
  tp: 13,
  type_protos: 14,
};

export function readAttribute(wire: Wire, span: Span): Attribute {
  wire.hold(HELD, span.start);
  const tensors: DeclaredTensor[] = [];
  const graphs: Graph[] = [];
  const ints: number[] = [];
  const found = { name: '', int: null as number | null, kind: null as number | null };
  let floats: Floats | null = null;
  let other: Field | null = null;
  const kinds = new Set<number>();
  for (const field of wire.fields(ATTRIBUTE, span)) {
    const { name } = field;
    const kind = KINDS[name];
    if (kind !== undefined && kinds.add(kind).size > 1 && !other && !kinds.has(-1)) other = field;
    if (name === 'name') found.name = wire.text(field);
    else if (name === 'type') found.kind = Number(field.value);
    else if (name === 'f' || name === 'floats') floats = withFloats(floats, field, wire.count(field));
    else if (name === 'i') found.int = Number(BigInt.asIntN(64, field.value));
    else if (name === 'ints') {
      wire.count(field);
      for (const value of wire.ints(field, SMALL - ints.length)) ints.push(Number(BigInt.asIntN(64, value)));
    } else if (name === 't' || name === 'tensors') tensors.push(readTensor(wire, field));
    else if (name === 'sparse_tensor' || name === 'sparse_tensors') tensors.push(...readSparse(wire, field));
    else if (name === 'g' || name === 'graphs') graphs.push(readGraph(wire, field));
    else wire.check(field);
  }
  checkKind(wire, span, { ...found, kinds, other });
  return {
    name: found.name,
    at: span.start,
    hasKind: found.kind !== null,
    int: found.int,
    ints: kinds.has(KINDS['ints']!) ? ints : null,
    floats,
    tensors,
    graphs,
  };
}

/** With what one more field has: a list is packed, or has a field for each number. */
function withFloats(before: Floats | null, { name, at, start, end, isPacked }: Field, count: number): Floats {
  const isKeyed = !isPacked && start - at === 1;
  if (!before) {
    if (name === 'f') return { shape: [], data: { kind: 'plain', offset: start, bytes: end - start } };
    if (isPacked) return { shape: [count], data: { kind: 'plain', offset: start, bytes: end - start } };
    return { shape: [count], data: { kind: isKeyed ? 'keyed' : 'other', offset: at, bytes: end - at } };
  }
  const { kind, offset, bytes } = before.data;
  const goesOn = kind === 'keyed' && isKeyed && offset + bytes === at;
  const data = { kind: goesOn ? kind : 'other', offset, bytes: end - offset } as const;
  return { shape: [(before.shape[0] ?? 1) + count], data };
}

interface AttributeKind {
  readonly name: string;
  /** As it says of itself. */
  readonly kind: number | null;
  /** Of the values that it has. */
  readonly kinds: ReadonlySet<number>;
  /** The second value of another kind. */
  readonly other: Field | null;
}

function checkKind(wire: Wire, { start }: Span, { name, kind, kinds, other }: AttributeKind): void {
  const part = { part: name || null };
  const [held] = kinds;
  if (name === '') wire.note('onnx_empty_name', start, 'An attribute has no name');
  if (other) wire.note('onnx_attribute_kind', other.at, `The attribute has values of several kinds`, part);
  else if (kind !== null && held !== undefined && kind !== held) {
    wire.note(
      'onnx_attribute_kind',
      start,
      `Expected a value of kind ${kind}, as the attribute says, found ${held}`,
      part,
    );
  }
}

export function readValue(wire: Wire, span: Span): Value {
  wire.hold(HELD, span.start);
  const value = { name: '', at: span.start, dtype: null as string | null, shape: null as Value['shape'] };
  for (const field of wire.fields(VALUE, span)) {
    if (field.name === 'name') value.name = wire.text(field);
    else if (field.name === 'type') Object.assign(value, typeOf(wire, field));
    else wire.check(field);
  }
  return value;
}

function typeOf(wire: Wire, span: Span): Pick<Value, 'dtype' | 'shape'> {
  let dtype: string | null = null;
  let shape: Value['shape'] = null;
  for (const type of wire.fields(TYPE, span)) {
    if (type.name !== 'tensor_type') {
      // a sequence, a map, an optional value: what it is called is all that is told of it
      if (type.rule.message) dtype = type.name.replace('_type', '');
      wire.check(type);
      continue;
    }
    for (const field of wire.fields(TENSOR_TYPE, type)) {
      if (field.name === 'elem_type') dtype = elementType(wire, field);
      else shape = Array.from(wire.fields(SHAPE, field), (dimension) => dimensionOf(wire, dimension));
    }
  }
  return { dtype, shape };
}

/** null where it is left open, which 0 says, or is none. */
function elementType(wire: Wire, { at, value }: Field): string | null {
  const type = ELEMENT_TYPES.get(Number(value));
  if (!type && value !== 0n) wire.note('onnx_element_type', at, `Expected an element type, found ${value}`);
  return type?.name ?? null;
}

function dimensionOf(wire: Wire, span: Span): number | string | null {
  wire.hold(DIMENSION_HELD, span.start);
  let size: number | string | null = null;
  for (const field of wire.fields(DIMENSION, span)) {
    if (field.name === 'dim_value') {
      const value = Number(BigInt.asIntN(64, field.value));
      size = value < 0 ? null : value;
    } else if (field.name === 'dim_param') size = wire.text(field) || null;
  }
  return size;
}
