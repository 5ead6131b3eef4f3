/** Models beside a model, in formats that are not read: nobody may take a verdict for one on them. */
import { expect, test } from 'vitest';
import { encodeOnnx } from '../../../fixtures/artifacts/onnx.js';
import { op, pickleOf } from '../../../fixtures/artifacts/pickle.js';
import { goodSafetensors } from '../../../fixtures/artifacts/safetensors.js';
import { artifactFolder, structureAt, type Files } from '../../support/artifact-folder.js';
import { runArtifactSuite } from '../../support/run-artifact.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();
const BYTES = Buffer.from([0, 0, 0, 0x10, 0xff, 1, 2, 3]);
const MODEL = { 'model.safetensors': goodSafetensors() };
const problemsOf = (files: Files) => structureAt(artifactFolder(scratch, files)).problems;
const rules = (files: Files) => problemsOf(files).map(({ rule }) => rule);

test.each([
  'tf_model.h5',
  'flax_model.msgpack',
  'rust_model.ot',
  'model.onnx_data',
  'onnx/model.onnx.data',
  'model.tflite',
  'model.pte',
  'saved_model.pb',
  'variables/variables.data-00000-of-00001',
  'model.mlmodel',
  'model.pdparams',
  'model-0000.params',
  'model.caffemodel',
  'model.engine',
  'model.mnn',
])('%s is warned of by its name', (name) => {
  expect(problemsOf({ ...MODEL, [name]: BYTES })).toMatchObject([
    { rule: 'layout_other_format', severity: 'warning', file: name },
  ]);
});

test.each([
  ['HDF5', '\x89HDF\r\n\x1a\n\0'],
  ['TensorFlow Lite', '\x1c\0\0\0TFL3'],
  ['ExecuTorch', '\x1c\0\0\0ET12'],
])('%s is warned of by its content', (title, content) => {
  const [found, ...more] = problemsOf({ ...MODEL, weights: Buffer.from(content, 'latin1') });
  expect(found).toMatchObject({ rule: 'layout_other_format', file: 'weights' });
  expect(found!.message).toContain(title);
  expect(more).toEqual([]);
});

test('the verdict of what was read stays, and the report names what was not', async () => {
  const folder = artifactFolder(scratch, { ...MODEL, 'tf_model.h5': BYTES, 'flax_model.msgpack': BYTES });
  const checks = ['format_validation', 'unsafe_content', 'weights_sanity'];
  const { outcomes, check } = await runArtifactSuite(folder, { checks });
  expect(outcomes).toEqual({ format_validation: 'warned', unsafe_content: 'passed', weights_sanity: 'passed' });
  const problems = check('format_validation').details?.['problems'];
  expect(problems).toMatchObject([{ file: 'flax_model.msgpack' }, { file: 'tf_model.h5' }]);
});

test('alone it is of no format that is known, and a text is none', async () => {
  const alone = artifactFolder(scratch, { 'config.json': '{}', 'tf_model.h5': BYTES });
  const { check } = await runArtifactSuite(alone, { checks: ['format_validation'] });
  expect(check('format_validation')).toMatchObject({
    outcome: 'failed',
    message: 'No file of a known model format among 2 files',
  });
  expect(rules({ ...MODEL, 'tf_model.h5': 'version https://git-lfs.github.com/spec/v1\n' })).toEqual([]);
});

test('examples of inputs and outputs beside an ONNX model are no models', () => {
  const files = { 'model.onnx': encodeOnnx({ graph: {} }), 'test_data_set_0/input_0.pb': BYTES };
  expect(rules({ ...files, 'test_data_set_0/output_12.pb': BYTES })).not.toContain('layout_other_format');
  expect(rules({ ...files, 'test_data_set_0/frozen.pb': BYTES })).toContain('layout_other_format');
});

test('data to which an ONNX model refers is read', () => {
  const initializers = [{ name: 'w', type: 1, dims: [2], external: { location: 'model.onnx_data' } }];
  const model = encodeOnnx({ graph: { initializers } });
  expect(rules({ 'model.onnx': model, 'model.onnx_data': BYTES })).not.toContain('layout_other_format');
});

test('weights of a package of Core ML are no PyTorch file, unless they are one', () => {
  const data = 'coreml/m.mlpackage/Data/com.apple.CoreML';
  const files = { ...MODEL, [`${data}/model.mlmodel`]: BYTES };
  expect(rules({ ...files, [`${data}/weights/weight.bin`]: BYTES })).toEqual(['layout_other_format']);
  const evil = pickleOf(op.proto(2), op.global('os', 'system'), op.stop());
  expect(rules({ ...files, [`${data}/weights/weight.bin`]: evil })).toContain('pickle_dangerous_global');
  expect(rules({ ...MODEL, [`${data}/weights/weight.bin`]: BYTES })).toEqual(['layout_unknown_content']);
});
