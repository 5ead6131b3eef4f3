import type { Graph, LocalFunction, Model, Node, Opset, Value } from './model.js';
import { ownDomain, readAttribute, readGraph, readNode, readValue } from './read-graph.js';
import { ENTRY, FUNCTION, MODEL, OPSET } from './schema.js';
import type { Field, Span, Wire } from './wire.js';

/** Characters of a metadata value that are kept. */
const KEPT_TEXT = 4096;

/** Reads a ModelProto. @throws FormatError where the bytes cannot be one */
export function readModel(wire: Wire): Model {
  const span = { start: 0, end: wire.source.size, depth: 0 };
  const model = { irVersion: null as number | null, producer: '', graph: null as Graph | null };
  const opsets: Opset[] = [];
  const functions: LocalFunction[] = [];
  const metadata = new Map<string, string>();
  for (const field of wire.fields(MODEL, span)) {
    const { name, at } = field;
    if (name === 'ir_version') model.irVersion = Number(BigInt.asIntN(64, field.value));
    else if (name === 'producer_name') model.producer = wire.text(field);
    else if (name === 'graph') model.graph = readGraph(wire, field);
    else if (name === 'opset_import') opsets.push(readOpset(wire, field));
    else if (name === 'functions') functions.push(readFunction(wire, field));
    else if (name === 'metadata_props') readEntry(wire, field, metadata);
    else if (name === 'training_info') {
      const message = 'The model holds graphs for training, which are not looked at';
      wire.note('onnx_training_info', at, message, { severity: 'warning' });
      wire.check(field);
    } else wire.check(field);
  }
  return { ...model, opsets, functions, metadata };
}

function readOpset(wire: Wire, span: Field): Opset {
  const opset = { domain: '', version: 0, at: span.at };
  for (const field of wire.fields(OPSET, span)) {
    if (field.name === 'domain') opset.domain = ownDomain(wire.text(field));
    else opset.version = Number(BigInt.asIntN(64, field.value));
  }
  return opset;
}

function readEntry(wire: Wire, span: Field, into: Map<string, string>): void {
  let key = '';
  let value = '';
  for (const field of wire.fields(ENTRY, span)) {
    if (field.name === 'key') key = wire.text(field);
    else {
      const length = field.end - field.start;
      wire.hold(2 * Math.min(length, KEPT_TEXT), field.at);
      const text = Buffer.from(wire.source.read(field.start, Math.min(length, KEPT_TEXT))).toString('utf8');
      value = length > KEPT_TEXT ? `${text}... (${length} bytes)` : text;
    }
  }
  if (into.has(key)) wire.note('onnx_duplicate_key', span.at, `The metadata has ${key} twice`, { part: key });
  into.set(key, value);
}

function readFunction(wire: Wire, span: Span): LocalFunction {
  const about = { domain: '', name: '', at: span.start };
  const opsets: Opset[] = [];
  const nodes: Node[] = [];
  const inputs: Value[] = [];
  const outputs: Value[] = [];
  const known: Value[] = [];
  const valueOf = (field: Field): Value => ({ name: wire.text(field), at: field.at, dtype: null, shape: null });
  for (const field of wire.fields(FUNCTION, span)) {
    const { name } = field;
    if (name === 'name') about.name = wire.text(field);
    else if (name === 'domain') about.domain = ownDomain(wire.text(field));
    else if (name === 'input') inputs.push(valueOf(field));
    else if (name === 'output') outputs.push(valueOf(field));
    else if (name === 'node') nodes.push(readNode(wire, field));
    else if (name === 'opset_import') opsets.push(readOpset(wire, field));
    else if (name === 'attribute_proto') readAttribute(wire, field);
    else if (name === 'value_info') known.push(readValue(wire, field));
    else wire.check(field);
  }
  return {
    ...about,
    opsets,
    body: { name: about.name, at: about.at, nodes, initializers: [], inputs, outputs, known },
  };
}
