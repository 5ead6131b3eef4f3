/** What the reader of ONNX has to reject or flag, each with its rule and the byte where it is wrong. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { classifier, classifierModel } from '../../../../fixtures/artifacts/onnx-classifier.js';
import {
  DTYPE,
  encodeAttribute,
  encodeGraph,
  encodeNode,
  encodeOnnx,
  encodeTensor,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
} from '../../../../fixtures/artifacts/onnx.js';
import {
  bytesField,
  concat,
  floats,
  intField,
  key,
  longs,
  textField,
  varint,
} from '../../../../fixtures/artifacts/protobuf.js';
import { ProblemList } from '../../../../src/artifact/problem.js';
import { FileSource } from '../../../../src/artifact/source/byte-source.js';
import { readSource } from '../../../../src/artifact/structure.js';
import { DEFAULT_ARTIFACT_BUDGET } from '../../../../src/artifact/task.js';
import { artifactFolder } from '../../../support/artifact-folder.js';
import { places, readArtifact } from '../../../support/read-artifact.js';
import { runArtifactSuite } from '../../../support/run-artifact.js';
import { scratchFolder } from '../../../support/scratch.js';

const good = classifierModel();
const graph = good.graph!;

const inGraph = (change: Partial<OnnxGraph>): OnnxModel => ({ ...good, graph: { ...graph, ...change } });
const withNodes = (...nodes: OnnxNode[]): OnnxModel => inGraph({ nodes: [...graph.nodes!, ...nodes] });
const withTensor = (tensor: OnnxTensor): OnnxModel => inGraph({ initializers: [...graph.initializers!, tensor] });

const without = <T extends object>(whole: T, name: keyof T & string): T =>
  Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name)) as T;

/** Problems of a model's bytes, as `rule@offset part`. */
const found = (model: OnnxModel | Uint8Array): string[] => places(problemsOf(model));
const problemsOf = (model: OnnxModel | Uint8Array) =>
  readArtifact(model instanceof Uint8Array ? model : encodeOnnx(model), 'model.onnx').problems;

/** First byte of a message within a model, by its own bytes. */
const at = (model: OnnxModel, part: Uint8Array | string): number => {
  const offset = Buffer.from(encodeOnnx(model)).indexOf(part as Buffer);
  expect(offset).toBeGreaterThan(0);
  return offset;
};
const nodeAt = (model: OnnxModel, node: OnnxNode): number => at(model, encodeNode(node));
const tensorAt = (model: OnnxModel, tensor: OnnxTensor): number => at(model, encodeTensor(tensor));

test('a good model has no problem, and its tensors are where its bytes are', () => {
  const bytes = classifier();
  const { structure, problems } = readArtifact(bytes, 'model.onnx');
  expect(problems).toEqual([]);
  const weight = structure!.tensors.find(({ name }) => name === 'weight')!;
  expect(weight).toMatchObject({ dtype: 'float32', shape: [64, 4], bytes: 1024, file: 'model.onnx' });
  const raw = good.graph!.initializers![0]!.raw!;
  expect(bytes.slice(weight.offset, weight.offset + weight.bytes)).toEqual(raw);
  expect(structure).toMatchObject({
    format: 'onnx',
    version: '8',
    metadata: { labels: 'top,bottom,left,right' },
    details: { opsets: { 'ai.onnx': 13 }, inputs: [{ name: 'image', shape: ['batch', 1, 8, 8] }] },
  });
});

describe('case 35: the bytes are no whole model', () => {
  test('a length past the end is refused at the length', () => {
    const bytes = concat(intField(1, 8), bytesField(7, new Uint8Array(4), 2n ** 63n));
    expect(found(bytes)).toEqual(['onnx_truncated@3']);
  });

  test('a graph that is cut is refused at its length', () => {
    const bytes = classifier();
    const length = Buffer.from(bytes).indexOf(key(7, 2)) + 1;
    expect(found(bytes.slice(0, 600))).toEqual([`onnx_truncated@${length}`]);
  });

  test('a field stored otherwise than its type asks for is named', () => {
    const model = { ...good, extra: textField(5, 'one') };
    expect(found(model)).toEqual([`onnx_wire_type@${classifier().length} model_version`]);
  });

  test('more than 100 nested messages are refused, however deep they go', () => {
    let inner: Uint8Array = new Uint8Array(0);
    // a sequence of a sequence of ..., two messages each
    for (let depth = 0; depth < 2000; depth += 1) inner = bytesField(4, bytesField(1, inner));
    const model = inGraph({ extra: bytesField(13, concat(textField(1, 'deep'), bytesField(2, inner))) });
    expect(problemsOf(model)).toMatchObject([{ rule: 'onnx_nesting' }]);
    expect(problemsOf(model)[0]!.offset).toBeGreaterThan(at(model, 'deep'));
  });

  test.each([
    ['zeros', new Uint8Array(16), 'onnx_not_a_field'],
    ['a program', Buffer.from('MZ\x90\0\x03\0\0\0'), 'onnx_unknown_field'],
    ['an archive', Buffer.from('PK\x03\x04\x14\0\0\0'), 'onnx_unknown_field'],
    ['a field of no model', bytesField(1000, Buffer.from('payload')), 'onnx_unknown_field'],
  ])('%s behind the model is refused at its first byte', (_, trailer, rule) => {
    expect(found(concat(classifier(), trailer))[0]).toBe(`${rule}@${classifier().length}`);
  });

  test('a model without a graph is refused', () => {
    expect(found(without(good, 'graph'))).toEqual(['onnx_no_graph@0']);
  });

  test('two graphs are refused: readers merge them or take the last', () => {
    const model = { ...good, extra: bytesField(7, encodeGraph(graph)) };
    expect(found(model)).toEqual([`onnx_duplicate_field@${classifier().length} graph`]);
  });

  test('a number of more than 64 bits is refused', () => {
    expect(found(concat(key(1, 0), new Uint8Array(11).fill(255)))).toEqual(['onnx_varint@1']);
  });

  test('a name that is no UTF-8 is refused at its first byte', () => {
    const name = Buffer.from([0x63, 0xff, 0x64]);
    const inside = { ...good, graph: { ...without(graph, 'name'), extra: bytesField(2, name) } };
    expect(found(inside)).toEqual([`onnx_text_not_utf8@${at(inside, name)}`]);
    const model = { ...good, extra: bytesField(3, name) };
    expect(found(model)).toEqual([`onnx_text_not_utf8@${classifier().length + 2}`]);
  });

  test('more than 2 GiB in one message are refused, and only the fields are read', () => {
    const folder = scratchFolder();
    const path = join(folder, 'large.onnx');
    const raw = 3 * 2 ** 30;
    const tensor = concat(encodeTensor({ name: 'large', type: DTYPE.uint8, dims: [raw] }), key(9, 2), varint(raw));
    const head = concat(key(5, 2), varint(tensor.length + raw), tensor);
    const rest = encodeGraph(graph);
    const file = concat(
      intField(1, 8),
      bytesField(8, intField(2, 13)),
      key(7, 2),
      varint(rest.length + head.length + raw),
      rest,
      head,
    );
    const descriptor = openSync(path, 'w');
    writeSync(descriptor, file);
    writeSync(descriptor, new Uint8Array(1), 0, 1, file.length + raw - 1);
    closeSync(descriptor);
    const source = new FileSource(path, 'large.onnx');
    const problems = new ProblemList();
    const read = vi.spyOn(source, 'read');
    const structure = readSource(source, { problems, budget: DEFAULT_ARTIFACT_BUDGET });
    source.close();
    expect(places(problems.kept)).toEqual([`onnx_over_2_gib@${2 ** 31 - 1}`]);
    expect(structure!.tensors.at(-1)).toMatchObject({ name: 'large', bytes: raw, offset: file.length });
    // the data is passed over, not read
    expect(read.mock.calls.length).toBeGreaterThan(0);
    expect(read.mock.calls.reduce((sum, [, bytes]) => sum + bytes, 0)).toBeLessThan(2 ** 24);
  });
});

describe('case 36: versions and operators that are not known', () => {
  test.each([0, 14, 99, -1, 2n ** 62n])('IR version %s is refused', (irVersion) => {
    expect(found({ ...good, irVersion })).toEqual(['onnx_ir_version@1']);
  });

  test('no IR version is refused', () => {
    expect(found(without(good, 'irVersion'))).toContain('onnx_ir_version@0');
  });

  test('no operator set is refused, and so are nodes without theirs', () => {
    const model = { ...good, opsets: [] };
    expect(found(model).slice(0, 2)).toEqual([
      'onnx_opset_missing@0',
      `onnx_opset_missing@${nodeAt(model, graph.nodes![0]!)} flatten`,
    ]);
  });

  test.each([0, 27, 999, -1])('version %s of the operator set is refused', (version) => {
    const model = { ...good, opsets: [{ domain: '', version }] };
    const place = Buffer.from(encodeOnnx(model)).indexOf(bytesField(8, concat(textField(1, ''), intField(2, version))));
    expect(found(model)).toEqual([`onnx_opset_unknown@${place} ai.onnx`]);
  });

  test('one operator set under both of its names is refused', () => {
    const model = { ...good, opsets: [{ version: 13 }, { domain: 'ai.onnx', version: 17 }] };
    const place = at(model, bytesField(8, concat(textField(1, 'ai.onnx'), intField(2, 17))));
    expect(found(model)).toEqual([`onnx_duplicate_opset@${place} ai.onnx`]);
  });

  test('one version of an operator set stated twice is a warning', () => {
    const problems = problemsOf({ ...good, opsets: [{ version: 13 }, { version: 13 }] });
    expect(problems.map(({ rule, severity }) => [rule, severity])).toEqual([['onnx_duplicate_opset', 'warning']]);
  });

  const foreign = [
    ['of a custom domain', { op: 'Anything', domain: 'com.example' }, 'onnx_custom_domain'],
    ['of Python', { op: 'PyOp', domain: 'pyopadd' }, 'onnx_foreign_operator'],
    ['of Python in a known domain', { op: 'PythonOp', domain: 'com.microsoft' }, 'onnx_foreign_operator'],
    ['that ONNX does not have', { op: 'Exec', domain: '' }, 'onnx_unknown_operator'],
  ] as const;
  test.each(foreign)('an operator %s is flagged', (_, { op, domain }, rule) => {
    const node = { op, domain, name: 'odd', inputs: ['scores'], outputs: ['x'] };
    const model = { ...withNodes(node), opsets: [{ version: 13 }, ...(domain ? [{ domain, version: 1 }] : [])] };
    expect(found(model)).toEqual([`${rule}@${nodeAt(model, node)} odd`]);
    expect(problemsOf(model)).toMatchObject([{ severity: 'warning', concern: 'safety' }]);
  });

  test('an operator that the model brings as a function is its own', () => {
    const node = { op: 'Twice', domain: 'local', inputs: ['scores'], outputs: ['x'] };
    const body = encodeNode({ op: 'Add', inputs: ['a', 'a'], outputs: ['b'] });
    const local = concat(
      textField(1, 'Twice'),
      textField(4, 'a'),
      textField(5, 'b'),
      bytesField(7, body),
      bytesField(9, intField(2, 13)),
      textField(10, 'local'),
    );
    const opsets = [{ version: 13 }, { domain: 'local', version: 1 }];
    expect(found({ ...withNodes(node), opsets, extra: bytesField(25, local) })).toEqual([]);
  });

  test('functions that call themselves are refused, and those that multiply are flagged', () => {
    const local = (name: string, calls: readonly string[]): Uint8Array => {
      const nodes = calls.map((op, index) =>
        bytesField(7, encodeNode({ op, domain: 'local', inputs: ['a'], outputs: [`b${index}`] })),
      );
      const imports = [bytesField(9, intField(2, 13)), bytesField(9, concat(textField(1, 'local'), intField(2, 1)))];
      return bytesField(
        25,
        concat(textField(1, name), textField(4, 'a'), ...nodes, ...imports, textField(10, 'local')),
      );
    };
    const opsets = [{ version: 13 }, { domain: 'local', version: 1 }];
    const own = { ...good, opsets, extra: concat(local('f', ['g']), local('g', ['f'])) };
    expect(problemsOf(own)).toMatchObject([{ rule: 'onnx_function_cycle', part: 'g' }]);
    const doubled = Array.from({ length: 30 }, (_, index) => local(`f${index}`, [`f${index + 1}`, `f${index + 1}`]));
    const bomb = { ...good, opsets, extra: concat(...doubled, local('f30', [])) };
    expect(problemsOf(bomb)).toMatchObject([{ rule: 'onnx_function_bomb', severity: 'warning', concern: 'safety' }]);
  });
});

describe('case 38: initializers that are not what they say', () => {
  const tensor = { name: 'extra', type: DTYPE.float, dims: [2, 2], raw: floats([1, 2, 3, 4]) };
  test.each<[string, OnnxTensor, string, Uint8Array]>([
    ['fewer bytes than dims x data type', { ...tensor, raw: floats([1, 2, 3]) }, 'onnx_tensor_size', key(9, 2)],
    ['more bytes', { ...tensor, raw: new Uint8Array(17) }, 'onnx_tensor_size', key(9, 2)],
    ['a negative dimension', { ...tensor, dims: [2, -2] }, 'onnx_tensor_dims', key(1, 2)],
    ['dimensions that overflow', { ...tensor, dims: [2n ** 33n, 2n ** 33n] }, 'onnx_tensor_overflow', key(1, 2)],
    ['dimensions that overflow behind a 0', { ...tensor, dims: [0, 2n ** 62n, 4] }, 'onnx_tensor_overflow', key(1, 2)],
    ['data type 99', { ...tensor, type: 99 }, 'onnx_dtype', key(2, 0)],
    ['data type 0', { ...tensor, type: 0 }, 'onnx_dtype', key(2, 0)],
    [
      'a list of another data type',
      { name: 'extra', type: DTYPE.float, dims: [1], int64s: [1] },
      'onnx_tensor_field',
      key(7, 2),
    ],
    [
      'too few values in its list',
      { name: 'extra', type: DTYPE.int64, dims: [3], int64s: [1, 300] },
      'onnx_tensor_size',
      key(7, 2),
    ],
    ['texts in raw_data', { ...tensor, type: DTYPE.string }, 'onnx_tensor_field', key(9, 2)],
  ])('%s: refused where that is', (_, wrong, rule, field) => {
    const model = withTensor(wrong);
    const start = tensorAt(model, wrong);
    const within = Buffer.from(encodeTensor(wrong)).indexOf(field);
    expect(found(model)).toEqual([`${rule}@${start + within} extra`]);
  });

  test('raw and typed data both set are refused at the second', () => {
    const wrong = { ...tensor, floats: [1, 2, 3, 4] };
    const model = withTensor(wrong);
    const raw = at(model, concat(key(9, 2), varint(16), tensor.raw));
    expect(found(model)).toEqual([`onnx_tensor_both@${raw} extra`]);
  });

  test('no data at all is refused at the tensor', () => {
    const wrong = { name: 'extra', type: DTYPE.float, dims: [2] };
    expect(found(withTensor(wrong))).toEqual([`onnx_tensor_size@${tensorAt(withTensor(wrong), wrong)} extra`]);
  });

  test('data of several types is counted as each is stored', () => {
    const fine: OnnxTensor[] = [
      { name: 'a', type: DTYPE.float, dims: [2], floats: [1, 2] },
      { name: 'b', type: DTYPE.int64, dims: [3], int64s: [1, 300, -1] },
      { name: 'c', type: DTYPE.uint8, dims: [2], int32s: [1, 255] },
      { name: 'd', type: DTYPE.string, dims: [2], strings: ['x', 'y'] },
      { name: 'e', type: 22, dims: [3], raw: new Uint8Array(2) },
      { name: 'f', type: DTYPE.double, dims: [0] },
      { name: 'g', type: DTYPE.float, dims: [2], extra: concat(key(4, 5), floats([1]), key(4, 5), floats([2])) },
    ];
    expect(found(inGraph({ initializers: [...graph.initializers!, ...fine] }))).toEqual([]);
  });

  test('floats in a list are where other readers find them, and what is stored one by one says so', () => {
    const plain = { name: 'plain', type: DTYPE.float, dims: [2], floats: [1, 2] };
    const coded = { name: 'coded', type: DTYPE.float16, dims: [2], int32s: [15360, 31744] };
    const bytes = encodeOnnx(inGraph({ initializers: [...graph.initializers!, plain, coded] }));
    const { structure } = readArtifact(bytes, 'model.onnx');
    const [first, second] = structure!.tensors.slice(-2);
    expect(bytes.slice(first!.offset, first!.offset + first!.bytes)).toEqual(floats([1, 2]));
    expect(first!.encoding).toBeUndefined();
    expect(second).toMatchObject({ name: 'coded', encoding: 'varints' });
  });
});

describe('case 40: values that are no numbers', () => {
  const scratch = scratchFolder();
  const weights = async (tensor: OnnxTensor) => {
    const folder = artifactFolder(scratch, { 'model.onnx': encodeOnnx(withTensor(tensor)) });
    const { check } = await runArtifactSuite(folder, { checks: ['format_validation', 'weights_sanity'] });
    return check('weights_sanity');
  };

  test.each([
    ['raw_data', { raw: floats([1, NaN]) }, 'nan'],
    ['float_data', { floats: [Infinity, 2] }, 'infinite'],
  ])('in %s fail, at their byte', async (_, data, kind) => {
    const tensor = { name: 'bad', type: DTYPE.float, dims: [2], ...data };
    const start = at(withTensor(tensor), floats(kind === 'nan' ? [1, NaN] : [Infinity, 2]));
    expect(await weights(tensor)).toMatchObject({
      outcome: 'failed',
      details: { [kind]: [{ tensor: 'bad', offset: kind === 'nan' ? start + 4 : start }] },
    });
  });

  test('a single infinite number, such as a maximum begins with, is warned of; a single NaN fails', async () => {
    const single = (value: number) => weights({ name: 'low', type: DTYPE.float, dims: [], raw: floats([value]) });
    expect(await single(-Infinity)).toMatchObject({
      outcome: 'warned',
      message: expect.stringContaining('weights_infinite_constant'),
      details: { infinite: [], infiniteConstants: [{ tensor: 'low' }] },
    });
    expect(await single(NaN)).toMatchObject({ outcome: 'failed' });
  });

  test('in varints fail at the byte of theirs', async () => {
    const halves = { name: 'halves', type: DTYPE.float16, dims: [3], int32s: [15360, 16384, 31744] };
    const start = at(withTensor(halves), Buffer.of(0x80, 0x78, 0x80, 0x80, 1, 0x80, 0xf8, 1));
    expect(await weights(halves)).toMatchObject({
      outcome: 'failed',
      details: { infinite: [{ tensor: 'halves', offset: start + 5, values: 3, infinite: 1, min: 1, max: 2 }] },
    });
  });

  describe('in attributes', () => {
    const keyed = (field: number, values: readonly number[]) =>
      concat(...values.map((value) => concat(key(field, 5), floats([value]))));
    const attribute = async (name: string, extra: Uint8Array, node: Partial<OnnxNode> = {}) => {
      const attributes = [{ name, extra }];
      const model = withNodes({ op: 'Constant', outputs: ['made'], attributes, ...node });
      const folder = artifactFolder(scratch, { 'model.onnx': encodeOnnx(model) });
      return (await runArtifactSuite(folder, { checks: ['weights_sanity'] })).check('weights_sanity');
    };

    test.each([
      ['a list, each with a key', 'value_floats', (last: number) => keyed(7, [1, 2, last])],
      ['a packed list', 'value_floats', (last: number) => bytesField(7, floats([1, 2, last]))],
      ['a single one', 'value_float', (last: number) => keyed(2, [last])],
    ])('%s is read', async (_, name, data) => {
      expect((await attribute(name, data(3))).outcome).toBe('passed');
      const found = await attribute(name, data(NaN));
      expect(found).toMatchObject({ outcome: 'failed', details: { nan: [{ tensor: 'made', nan: 1 }] } });
    });

    test('a list with another field in between is not read', async () => {
      const torn = concat(keyed(7, [1, 2]), bytesField(13, new Uint8Array()), keyed(7, [3]));
      expect((await attribute('value_floats', torn)).outcome).toBe('inconclusive');
    });

    test('a number beside them keeps no weights from being all zero', async () => {
      const attributes = [{ name: 'value_floats', extra: keyed(7, [1, 2]) }];
      const zeros = { name: 'w', type: 1, dims: [2], raw: new Uint8Array(8) };
      const model = withNodes({ op: 'Constant', outputs: ['made'], attributes });
      const graph = { ...model.graph, initializers: [zeros] };
      const folder = artifactFolder(scratch, { 'model.onnx': encodeOnnx({ ...model, graph }) });
      const { check } = await runArtifactSuite(folder, { checks: ['weights_sanity'] });
      expect(check('weights_sanity').message).toContain('weights_all_zero');
    });

    test('coefficients were learned, and what splits go by may be infinite', async () => {
      const regressor = { op: 'LinearRegressor', domain: 'ai.onnx.ml', inputs: ['scores'] };
      expect((await attribute('coefficients', keyed(7, [1, Infinity]), regressor)).outcome).toBe('failed');
      const trees = { op: 'TreeEnsembleRegressor', domain: 'ai.onnx.ml', inputs: ['scores'] };
      expect((await attribute('nodes_values', keyed(7, [1, Infinity]), trees)).outcome).toBe('passed');
    });
  });

  test('single numbers of 0 are constants, of which no model is made', async () => {
    const graph = { initializers: [{ name: 'low', type: DTYPE.float, dims: [], raw: floats([0]) }] };
    const folder = artifactFolder(scratch, { 'model.onnx': encodeOnnx({ graph }) });
    const { check } = await runArtifactSuite(folder, { checks: ['weights_sanity'] });
    expect(check('weights_sanity').outcome).toBe('passed');
  });

  test('in varints of more bits than they have are not read', async () => {
    const halves = { name: 'halves', type: DTYPE.float16, dims: [2], int32s: [15360, 65536] };
    expect((await weights(halves)).outcome).toBe('inconclusive');
  });

  test('that are stored one by one were not looked at, and nothing passes for it', async () => {
    const halves = { name: 'halves', type: DTYPE.float16, dims: [1], extra: concat(key(5, 0), Buffer.of(0x80, 0x78)) };
    expect(await weights(halves)).toMatchObject({
      outcome: 'inconclusive',
      message: expect.stringContaining('its values are stored one by one'),
    });
  });
});

test('what is kept of a graph is bounded, and so is the number of tensors', () => {
  const bytes = encodeOnnx(withNodes(...Array.from({ length: 100 }, () => ({ op: 'Relu', inputs: ['scores'] }))));
  const bounded = (budget: Partial<typeof DEFAULT_ARTIFACT_BUDGET>) =>
    readArtifact(bytes, 'model.onnx', { ...DEFAULT_ARTIFACT_BUDGET, ...budget }).problems;
  expect(bounded({ maxHeldBytes: 100_000 })).toEqual([]);
  expect(bounded({ maxHeldBytes: 10_000 })).toMatchObject([{ rule: 'onnx_too_large' }]);
  expect(bounded({ maxTensors: 1 })).toMatchObject([{ rule: 'onnx_too_many_tensors' }]);
});

test('graphs of an attribute and dimensions take two bytes of a file, and are bounded too', () => {
  const ruleOf = (model: OnnxModel, maxHeldBytes: number) =>
    readArtifact(encodeOnnx(model), 'model.onnx', { ...DEFAULT_ARTIFACT_BUDGET, maxHeldBytes }).problems[0]?.rule;
  const graphs = Array.from({ length: 1000 }, () => bytesField(11, new Uint8Array()));
  const attributes = [{ name: 'graphs', extra: concat(...graphs) }];
  const choice = withNodes({ op: 'Choice', domain: 'own', inputs: ['scores'], attributes });
  expect(ruleOf(choice, 300_000)).toBe('onnx_too_large');
  expect(ruleOf(choice, 700_000)).not.toBe('onnx_too_large');
  const long = inGraph({ inputs: [{ name: 'image', type: DTYPE.float, shape: Array<number>(1000).fill(1) }] });
  expect(ruleOf(long, 15_000)).toBe('onnx_too_large');
  expect(ruleOf(long, 40_000)).not.toBe('onnx_too_large');
});

describe('case 39: names and order', () => {
  const node = (name: string, inputs: string[], outputs: string[]): OnnxNode => ({ op: 'Sum', name, inputs, outputs });

  test('a cycle is refused', () => {
    const first = node('first', ['scores', 'there'], ['here']);
    const model = withNodes(first, node('second', ['here'], ['there']));
    expect(found(model)).toEqual([`onnx_cycle@${nodeAt(model, first)} first`]);
  });

  test('an input that nothing makes is refused', () => {
    const lost = node('lost', ['nowhere'], ['x']);
    expect(found(withNodes(lost))).toEqual([`onnx_unresolved_input@${nodeAt(withNodes(lost), lost)} lost`]);
  });

  test('an output that nothing makes is refused', () => {
    const model = inGraph({ outputs: [...graph.outputs!, { name: 'nothing', type: DTYPE.float }] });
    expect(found(model)).toEqual([`onnx_unresolved_output@${at(model, textField(1, 'nothing'))} nothing`]);
  });

  test('a value that two nodes make is refused', () => {
    const twice = node('twice', ['pixels'], ['scores']);
    expect(found(withNodes(twice))).toEqual([`onnx_duplicate_output@${nodeAt(withNodes(twice), twice)} scores`]);
  });

  test('two initializers of one name are refused at the second', () => {
    const again = { name: 'weight', type: DTYPE.float, dims: [1], raw: floats([7]) };
    const model = withTensor(again);
    expect(found(model)).toEqual([`onnx_duplicate_initializer@${tensorAt(model, again)} weight`]);
  });

  test('an initializer that is the default of an input is none of two', () => {
    const inputs = [...graph.inputs!, { name: 'bias', type: DTYPE.float, shape: [4] }];
    expect(found(inGraph({ inputs }))).toEqual([]);
  });

  test('initializers, inputs and operators without a name are refused', () => {
    const nameless = { type: DTYPE.float, dims: [1], raw: floats([7]) };
    expect(found(withTensor(nameless))).toEqual([`onnx_empty_name@${tensorAt(withTensor(nameless), nameless)}`]);
    const idle = { name: 'idle', inputs: ['scores'], outputs: ['x'] };
    expect(found(withNodes(idle))).toEqual([`onnx_empty_name@${nodeAt(withNodes(idle), idle)} idle`]);
    expect(problemsOf(inGraph({ inputs: [...graph.inputs!, { name: '' }] }))).toMatchObject([
      { rule: 'onnx_empty_name' },
    ]);
  });

  test('nodes that are not in order are flagged, and no cycle', () => {
    const early = node('early', ['late'], ['x']);
    const model = withNodes(early, node('then', ['scores'], ['late']));
    expect(found(model)).toEqual([`onnx_unsorted@${nodeAt(model, early)} early`]);
    expect(problemsOf(model)).toMatchObject([{ severity: 'warning' }]);
  });

  const branch = (made: string, taken: string): OnnxGraph => ({
    name: 'branch',
    nodes: [{ op: 'Identity', inputs: [taken], outputs: [made] }],
    outputs: [{ name: made, type: DTYPE.float }],
  });
  const choice = (inner: OnnxGraph): OnnxNode => ({
    op: 'If',
    name: 'choice',
    inputs: ['scores'],
    outputs: ['chosen'],
    attributes: [
      { name: 'then_branch', g: branch('yes', 'scores') },
      { name: 'else_branch', g: inner },
    ],
  });

  test('a graph within a node sees the values around it', () => {
    expect(found(withNodes(choice(branch('no', 'pixels'))))).toEqual([]);
  });

  test('a name within a node that hides one around it is flagged', () => {
    const inner = branch('pixels', 'scores');
    const model = withNodes(choice(inner));
    expect(found(model)).toEqual([`onnx_shadowing@${at(model, encodeGraph(inner))} pixels`]);
    expect(problemsOf(model)).toMatchObject([{ severity: 'warning' }]);
  });

  test('a cycle through a graph within a node is refused', () => {
    const model = withNodes(choice(branch('no', 'later')), node('back', ['chosen'], ['later']));
    expect(problemsOf(model)).toMatchObject([{ rule: 'onnx_cycle', part: 'choice' }]);
  });

  test('an attribute that comes twice, or is of another kind than it says, is refused', () => {
    const axis = { name: 'axis', i: 1 };
    const twice = {
      op: 'Flatten',
      name: 'twice',
      inputs: ['scores'],
      outputs: ['x'],
      attributes: [axis, { ...axis, i: 2 }],
    };
    const second = at(withNodes(twice), encodeAttribute({ ...axis, i: 2 }));
    expect(found(withNodes(twice))).toEqual([`onnx_duplicate_attribute@${second} twice`]);
    const odd = { name: 'alpha', f: 1, extra: textField(4, 'text') };
    const mixed = { op: 'Elu', name: 'mixed', inputs: ['scores'], outputs: ['x'], attributes: [odd] };
    const place = at(withNodes(mixed), encodeAttribute(odd)) + encodeAttribute({ name: 'alpha', f: 1 }).length;
    expect(found(withNodes(mixed))).toEqual([`onnx_attribute_kind@${place} alpha`]);
  });
});

describe('case 40: more than memory or time allow, by constants alone', () => {
  const constant = (name: string, values: readonly number[]): OnnxTensor => ({
    name,
    type: DTYPE.int64,
    dims: [values.length],
    raw: longs(values),
  });
  const sizes = constant('sizes', [100_000, 100_000]);
  const bomb = (node: OnnxNode, ...initializers: OnnxTensor[]): OnnxModel =>
    inGraph({ nodes: [...graph.nodes!, node], initializers: [...graph.initializers!, ...initializers] });
  const range = { name: 'from', type: DTYPE.int64, dims: [], raw: longs([0]) };

  test.each<[string, OnnxNode, OnnxTensor[]]>([
    ['ConstantOfShape', { op: 'ConstantOfShape', inputs: ['sizes'], outputs: ['x'] }, [sizes]],
    ['Expand', { op: 'Expand', inputs: ['bias', 'large'], outputs: ['x'] }, [constant('large', [2_500_000_000, 4])]],
    ['Tile', { op: 'Tile', inputs: ['weight', 'sizes'], outputs: ['x'] }, [sizes]],
    ['Resize to sizes', { op: 'Resize', inputs: ['weight', '', '', 'sizes'], outputs: ['x'] }, [sizes]],
    [
      'Resize by scales',
      { op: 'Resize', inputs: ['weight', '', 'scales'], outputs: ['x'] },
      [{ name: 'scales', type: DTYPE.float, dims: [2], raw: floats([1e4, 1e5]) }],
    ],
    [
      'Range',
      { op: 'Range', inputs: ['from', 'to', 'step'], outputs: ['x'] },
      [range, { ...range, name: 'to', raw: longs([1e10]) }, { ...range, name: 'step', raw: longs([1]) }],
    ],
    ['RandomNormal', { op: 'RandomNormal', outputs: ['x'], attributes: [{ name: 'shape', ints: [1e5, 1e5] }] }, []],
    ['Pad', { op: 'Pad', inputs: ['weight', 'pads'], outputs: ['x'] }, [constant('pads', [0, 0, 1e5, 1e5])]],
  ])('%s of 1e10 values is flagged', (_, node, initializers) => {
    const named = { ...node, name: 'bomb' };
    const model = bomb(named, ...initializers);
    expect(found(model)).toEqual([`onnx_memory_bomb@${nodeAt(model, named)} bomb`]);
    expect(problemsOf(model)).toMatchObject([{ severity: 'warning', concern: 'safety' }]);
  });

  test('one whose size is computed from constants is flagged, whatever lies between', () => {
    const nodes: OnnxNode[] = [
      { op: 'Constant', outputs: ['edge'], attributes: [{ name: 'value', t: { ...constant('', [1000]) } }] },
      { op: 'Mul', inputs: ['edge', 'edge'], outputs: ['million'] },
      { op: 'Concat', inputs: ['million', 'edge', 'edge'], outputs: ['shape'], attributes: [{ name: 'axis', i: 0 }] },
      { op: 'Identity', inputs: ['shape'], outputs: ['same'] },
      { op: 'ConstantOfShape', name: 'bomb', inputs: ['same'], outputs: ['x'] },
      { op: 'Relu', name: 'behind', inputs: ['x'], outputs: ['y'] },
    ];
    expect(found(withNodes(...nodes))).toEqual([`onnx_memory_bomb@${nodeAt(withNodes(...nodes), nodes[4]!)} bomb`]);
  });

  test('a column times a row, and doubling again and again, are flagged once', () => {
    const column = { op: 'ConstantOfShape', inputs: ['tall'], outputs: ['column'] };
    const row = { op: 'ConstantOfShape', inputs: ['wide'], outputs: ['row'] };
    const outer = { op: 'Mul', name: 'outer', inputs: ['column', 'row'], outputs: ['x'] };
    const initializers = [...graph.initializers!, constant('tall', [1e5, 1]), constant('wide', [1, 1e5])];
    const product = inGraph({ nodes: [...graph.nodes!, column, row, outer], initializers });
    expect(found(product)).toEqual([`onnx_memory_bomb@${nodeAt(product, outer)} outer`]);
    const doubles = Array.from({ length: 40 }, (_, index) => ({
      op: 'Concat',
      name: `double ${index}`,
      inputs: Array.from({ length: 2 }, () => (index === 0 ? 'weight' : `x${index - 1}`)),
      outputs: [`x${index}`],
      attributes: [{ name: 'axis', i: 0 }],
    }));
    // 256 values doubled 22 times are more than 1e9
    expect(problemsOf(withNodes(...doubles))).toMatchObject([{ rule: 'onnx_memory_bomb', part: 'double 21' }]);
  });

  test('large tensors that real models have are not flagged', () => {
    const node = { op: 'ConstantOfShape', inputs: ['sizes'], outputs: ['x'] };
    expect(found(bomb(node, constant('sizes', [32, 4096, 4096])))).toEqual([]);
  });

  const loop = (rounds: string, body: OnnxGraph): OnnxNode => ({
    op: 'Loop',
    name: 'loop',
    inputs: [rounds, 'go', 'scores'],
    outputs: ['x'],
    attributes: [{ name: 'body', g: body }],
  });
  const yes = { name: 'go', type: DTYPE.bool, dims: [], raw: Uint8Array.of(1) };
  const body = (nodes: OnnxNode[], initializers: OnnxTensor[] = []): OnnxGraph => ({
    name: 'body',
    nodes: [...nodes, { op: 'Identity', inputs: ['state'], outputs: ['next'] }],
    initializers,
    inputs: [{ name: 'round' }, { name: 'asked' }, { name: 'state' }],
    outputs: [{ name: 'answer' }, { name: 'next' }],
  });
  const handsOn = body([{ op: 'Identity', inputs: ['asked'], outputs: ['answer'] }]);

  test.each<[string, OnnxGraph]>([
    ['hands its condition on', handsOn],
    ['answers true', body([{ op: 'Identity', inputs: ['always'], outputs: ['answer'] }], [{ ...yes, name: 'always' }])],
  ])('a loop without end whose body %s is flagged', (_, inner) => {
    const node = loop('', inner);
    const model = bomb(node, yes);
    expect(found(model)).toEqual([`onnx_endless_loop@${nodeAt(model, node)} loop`]);
    const often = bomb(loop('most', inner), yes, { ...range, name: 'most', raw: longs([2n ** 62n]) });
    expect(problemsOf(often)).toMatchObject([{ rule: 'onnx_endless_loop', severity: 'warning', concern: 'safety' }]);
  });

  test('a loop of ten rounds, and one whose condition is computed, are not', () => {
    const ten = { ...range, name: 'ten', raw: longs([10]) };
    expect(found(bomb(loop('ten', handsOn), yes, ten))).toEqual([]);
    const computed = body([{ op: 'Less', inputs: ['round', 'ten'], outputs: ['answer'] }]);
    expect(found(bomb(loop('', computed), yes, ten))).toEqual([]);
  });
});
