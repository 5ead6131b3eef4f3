/** What onnxruntime refuses, as mutants of good files showed that were given to it (test/artifact/differential). */
import { expect, test } from 'vitest';
import { classifierModel } from '../../../../fixtures/artifacts/onnx-classifier.js';
import {
  DTYPE,
  encodeGraph,
  encodeOnnx,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
} from '../../../../fixtures/artifacts/onnx.js';
import { bytesField, concat, intField, textField } from '../../../../fixtures/artifacts/protobuf.js';
import { readArtifact } from '../../../support/read-artifact.js';

const good = classifierModel();
const graph = good.graph!;
const inGraph = (change: Partial<OnnxGraph>): OnnxModel => ({ ...good, graph: { ...graph, ...change } });
const withNodes = (...nodes: OnnxNode[]): OnnxModel => inGraph({ nodes: [...graph.nodes!, ...nodes] });
const found = (model: OnnxModel | Uint8Array): string[] => {
  const bytes = model instanceof Uint8Array ? model : encodeOnnx(model);
  return readArtifact(bytes, 'model.onnx').problems.map(({ rule, part }) => `${rule} ${part}`);
};
const relu: OnnxNode = { op: 'Relu', name: 'relu', inputs: ['scores'], outputs: ['positive'] };

test('two nodes of one name', () => {
  expect(found(withNodes(relu))).toEqual([]);
  expect(found(withNodes({ ...relu, name: 'linear' }))).toEqual(['onnx_duplicate_node linear']);
  // a name is not needed
  const unnamed = { ...relu, name: '' };
  expect(found(withNodes(unnamed, { ...unnamed, outputs: ['other'] }))).toEqual([]);
});

test('constants may have the names of others: onnxruntime makes initializers of them first', () => {
  const constant = (output: string): OnnxNode => {
    return { op: 'Constant', name: 'linear', outputs: [output], attributes: [{ name: 'value_int', i: 1 }] };
  };
  expect(found(withNodes(constant('one'), constant('two')))).toEqual([]);
});

test('an attribute of more graphs than a call can have arguments', () => {
  const graphs = new Uint8Array(2 * 150_000).map((_, at) => (at % 2 === 0 ? 0x5a : 0));
  const attributes = [{ name: 'graphs', extra: concat(intField(20, 10), graphs) }];
  const many: OnnxNode = { op: 'Choice', domain: 'own', name: 'many', inputs: ['scores'], outputs: ['x'], attributes };
  expect(found(withNodes(many)).join()).not.toContain('kind');
});

test('an attribute that does not say its kind, but in models of the first version', () => {
  const elu: OnnxNode = {
    op: 'Elu',
    name: 'elu',
    inputs: ['scores'],
    outputs: ['x'],
    attributes: [{ name: 'alpha', extra: concat(Uint8Array.of(0x15, 0, 0, 0x80, 0x3f)) }],
  };
  expect(found(withNodes(elu))).toEqual(['onnx_attribute_kind elu']);
  expect(found({ ...withNodes(elu), irVersion: 1 })).toEqual([]);
});

test('an attribute in a function, and in a graph within one, that does not say its kind', () => {
  const bare = { name: 'alpha', extra: concat(Uint8Array.of(0x15, 0, 0, 0x80, 0x3f)) };
  const elu = { op: 'Elu', name: 'elu', inputs: ['a'], outputs: ['b'], attributes: [bare] };
  const body = { name: 'body', nodes: [elu], outputs: [{ name: 'b' }] };
  const choice = {
    op: 'If',
    name: 'choice',
    inputs: ['a'],
    outputs: ['c'],
    attributes: [
      { name: 'then_branch', g: body },
      { name: 'else_branch', g: body },
    ],
  };
  const nodes = encodeGraph({ nodes: [choice] }).subarray(1);
  // a node is field 7 of a function, field 1 of a graph
  const node = concat(Uint8Array.of(0x3a), nodes);
  const opset = bytesField(9, concat(textField(1, ''), intField(2, 13)));
  const local = concat(textField(1, 'F'), textField(4, 'a'), textField(5, 'c'), node, opset, textField(10, 'own'));
  const bytes = concat(encodeOnnx(good), bytesField(25, local));
  expect(found(bytes)).toEqual(['onnx_attribute_kind elu', 'onnx_attribute_kind elu']);
});

test('an element type that there is not', () => {
  const image = { ...graph.inputs![0]!, type: 99 };
  expect(found(inGraph({ inputs: [image] }))).toEqual(['onnx_element_type null', 'onnx_input_type image']);
});

test('an input without an element type, unless it has a default', () => {
  expect(found(inGraph({ inputs: [{ name: 'image' }] }))).toEqual(['onnx_input_type image']);
  expect(found(inGraph({ inputs: [{ name: 'image', type: 0, shape: [1] }] }))).toEqual(['onnx_input_type image']);
  expect(found(inGraph({ inputs: [...graph.inputs!, { name: 'weight' }] }))).toEqual([]);
});

test('an output with a shape and no element type; one without any type gets its own', () => {
  expect(found(inGraph({ outputs: [{ name: 'probabilities', shape: [1, 4] }] }))).toEqual([
    'onnx_output_type probabilities',
  ]);
  expect(found(inGraph({ outputs: [{ name: 'probabilities' }] }))).toEqual([]);
});

test('no outputs at all', () => {
  expect(found(inGraph({ outputs: [] }))).toEqual(['onnx_no_outputs null']);
});

test('a message that is none, where nothing of it is needed', () => {
  const segment = (bytes: Uint8Array): OnnxModel =>
    inGraph({
      initializers: [
        ...graph.initializers!,
        { name: 'x', type: DTYPE.uint8, dims: [1], raw: Uint8Array.of(1), extra: bytesField(3, bytes) },
      ],
    });
  expect(found(segment(concat(intField(1, 0), intField(2, 1))))).toEqual([]);
  expect(found(segment(intField(3, 1)))).toEqual(['onnx_unknown_field null']);
  expect(found(segment(Buffer.from('flatten')))).toEqual(['onnx_not_a_field null']);
});

test('a constant without a value, or with two', () => {
  const constant = (...names: readonly string[]): OnnxNode => {
    const attributes = names.map((name) => ({ name, i: 1 }));
    return { op: 'Constant', name: 'constant', outputs: ['x'], attributes };
  };
  expect(found(withNodes(constant('value_int')))).toEqual([]);
  expect(found(withNodes(constant()))).toEqual(['onnx_constant constant']);
  expect(found(withNodes(constant('value_int', 'value_float')))).toEqual(['onnx_constant constant']);
});
