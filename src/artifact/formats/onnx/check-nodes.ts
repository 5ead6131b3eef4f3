import { labelOf, type Graph, type Model } from './model.js';
import type { Wire } from './wire.js';

/** IR version from which on an attribute says of which kind it is (onnx.proto, AttributeProto.type). */
const KINDS_SINCE = 2;

/** Holds graphs to what onnxruntime loads no model without: types of inputs, outputs, nodes of different names, attributes that say their kind. */
export function checkNodes(wire: Wire, { graph, functions, irVersion }: Model): void {
  if (graph) checkPorts(wire, graph);
  const needsKinds = (irVersion ?? KINDS_SINCE) >= KINDS_SINCE;
  const waiting: Graph[] = graph ? [graph] : [];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    checkNames(wire, next);
    checkAttributes(wire, next, needsKinds, waiting);
  }
  // their nodes get other names where they are put in
  for (const { body } of functions) {
    const inner = [body];
    for (let within = inner.pop(); within; within = inner.pop()) checkAttributes(wire, within, needsKinds, inner);
  }
}

/** Whoever runs it has to know what goes in, and wants something out. */
function checkPorts(wire: Wire, { inputs, outputs, initializers, at }: Graph): void {
  const given = new Set(initializers.map(({ name }) => name));
  for (const { name, at: place, dtype } of inputs) {
    if (dtype !== null || name === '' || given.has(name)) continue;
    wire.note('onnx_input_type', place, `The input ${name} has no element type`, { part: name });
  }
  // one without any type gets that of what it is made from
  for (const { name, at: place, dtype, shape } of outputs) {
    if (dtype !== null || shape === null) continue;
    wire.note('onnx_output_type', place, `The output ${name} has a shape and no element type`, { part: name || null });
  }
  if (outputs.length === 0) wire.note('onnx_no_outputs', at, 'The graph has no outputs');
}

function checkNames(wire: Wire, { nodes }: Graph): void {
  const seen = new Set<string>();
  for (const { name, at, op, domain } of nodes) {
    // it makes initializers of these before it looks at names
    if (name === '' || (op === 'Constant' && domain === '')) continue;
    if (seen.has(name)) {
      wire.note('onnx_duplicate_node', at, `Another node of this graph is called ${name}, too`, { part: name });
    }
    seen.add(name);
  }
}

/** @param inner - takes the graphs within the nodes */
function checkAttributes(wire: Wire, { nodes }: Graph, needsKinds: boolean, inner: Graph[]): void {
  for (const node of nodes) {
    const { size } = node.attributes;
    if (node.op === 'Constant' && node.domain === '' && size !== 1) {
      const message = `A constant has its value as its one attribute, found ${size}`;
      wire.note('onnx_constant', node.at, message, { part: labelOf(node) });
    }
    for (const { name, at, hasKind, graphs } of node.attributes.values()) {
      // one by one: arguments of a call lie on the stack, and an attribute can have a million
      for (const graph of graphs) inner.push(graph);
      if (hasKind || !needsKinds) continue;
      wire.note('onnx_attribute_kind', at, `The attribute ${name} does not say of which kind it is`, {
        part: labelOf(node),
      });
    }
  }
}
