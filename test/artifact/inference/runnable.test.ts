import { expect, test } from 'vitest';
import { buildGguf, scalar, withKey } from '../../../fixtures/artifacts/gguf.js';
import { tinyLlama } from '../../../fixtures/artifacts/gguf-llama.js';
import { partName, splitGguf } from '../../../fixtures/artifacts/gguf-split.js';
import { classifier } from '../../../fixtures/artifacts/onnx-classifier.js';
import { goodSafetensors } from '../../../fixtures/artifacts/safetensors.js';
import { runnableModels } from '../../../src/artifact/inference/runnable.js';
import { layoutOf } from '../../../src/artifact/layout/layout.js';
import { DEFAULT_ARTIFACT_BUDGET } from '../../../src/artifact/task.js';
import { artifactFolder, structureAt, type Files } from '../../support/artifact-folder.js';
import { runArtifactSuite } from '../../support/run-artifact.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();

function runnable(files: Files) {
  const folder = artifactFolder(scratch, files);
  return runnableModels(layoutOf(folder, DEFAULT_ARTIFACT_BUDGET), structureAt(folder));
}

const llamaOf = (key: string, value: string) => buildGguf(withKey(tinyLlama(), scalar(key, 'string', value))).bytes;

test('every model of a folder is run, with the bytes of all that lies beside it', () => {
  const files = { 'a.onnx': classifier(), 'b.onnx': classifier({ seed: 2 }), 'config.json': '{}' };
  const { models, others } = runnable(files);
  expect(models.map(({ file, runtime }) => [file, runtime])).toEqual([
    ['a.onnx', 'onnx'],
    ['b.onnx', 'onnx'],
  ]);
  expect(models[0]!.bytes).toBe(files['a.onnx'].length + files['b.onnx'].length + 2);
  expect(others).toEqual([]);
});

test('what holds weights and no program is not run', () => {
  const { models, others } = runnable({ 'model.safetensors': goodSafetensors() });
  expect(models).toEqual([]);
  expect(others).toEqual([
    { file: 'model.safetensors', reason: 'no runtime runs safetensors files: they hold weights and no program' },
  ]);
});

test.each([
  ['general.type', 'adapter', 'it is no model, but of type adapter'],
  ['general.type', 'mmproj', 'it is no model, but of type mmproj'],
  ['general.architecture', 'nomic-bert', 'nomic-bert continues no texts'],
])('a GGUF file whose %s is %s is not asked for texts', (key, value, reason) => {
  expect(runnable({ 'part.gguf': llamaOf(key, value) })).toEqual({
    models: [],
    others: [{ file: 'part.gguf', reason }],
  });
});

test('of a split model the first part is loaded, which brings the others', async () => {
  const parts = Object.entries(splitGguf(tinyLlama())).map(([name, { bytes }]) => [name, bytes] as const);
  const folder = artifactFolder(scratch, Object.fromEntries(parts));
  const { models } = runnableModels(layoutOf(folder, DEFAULT_ARTIFACT_BUDGET), structureAt(folder));
  expect(models.map(({ file }) => file)).toEqual([partName(0, 3)]);
  const { outcomes } = await runArtifactSuite(folder, {
    checks: ['format_validation', 'inference', 'response_quality'],
  });
  expect(outcomes).toEqual({ format_validation: 'passed', inference: 'passed', response_quality: 'passed' });
});
