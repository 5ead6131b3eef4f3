/** Models of TensorFlow.js: model.json, and weights beside it as plain numbers. */
import { expect, test } from 'vitest';
import { op, pickleOf } from '../../../fixtures/artifacts/pickle.js';
import { goodSafetensors } from '../../../fixtures/artifacts/safetensors.js';
import { artifactsBelow } from '../../../src/batch/inputs/artifacts.js';
import { artifactFolder, structureAt, type Files } from '../../support/artifact-folder.js';
import { runArtifactSuite } from '../../support/run-artifact.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();
const SHARD = 'group1-shard1of1.bin';
const NUMBERS = Buffer.from(Float32Array.of(1, 2, 3, 4).buffer);
const manifest = (paths: unknown): string =>
  JSON.stringify({
    format: 'layers-model',
    modelTopology: { class_name: 'Sequential' },
    weightsManifest: [{ paths, weights: [{ name: 'dense/kernel', shape: [2, 2], dtype: 'float32' }] }],
  });
const rules = (files: Files) => structureAt(artifactFolder(scratch, files)).problems.map(({ rule }) => rule);

test('one is not read, which is neither right nor wrong', async () => {
  const folder = artifactFolder(scratch, { 'model.json': manifest([SHARD]), [SHARD]: NUMBERS });
  const { outcomes, check } = await runArtifactSuite(folder, { checks: ['format_validation', 'unsafe_content'] });
  expect(outcomes).toEqual({ format_validation: 'inconclusive', unsafe_content: 'inconclusive' });
  expect(check('format_validation').message).toContain('TensorFlow.js');
  expect(check('format_validation')).toMatchObject({ actual: { errors: 0, unread: 1, warnings: 0 } });
});

test('beside another model, and in a folder of its own', () => {
  const files = { 'web/model.json': manifest([SHARD]), [`web/${SHARD}`]: NUMBERS };
  expect(rules({ ...files, 'model.safetensors': goodSafetensors() })).toEqual(['layout_tfjs']);
});

test.each([
  ['it names others', manifest(['group1-shard1of2.bin'])],
  ['it names none', manifest('all of them')],
  ['it is another model.json', '{"layers":[]}'],
  ['it is broken', '{'],
])('its shard is of no known format where %s', (_what, text) => {
  expect(rules({ 'model.json': text, [SHARD]: NUMBERS })).toEqual(['layout_unknown_content']);
});

test('a pickle that is named as a shard is a pickle', () => {
  const evil = pickleOf(op.proto(2), op.global('os', 'system'), op.stop());
  expect(rules({ 'model.json': manifest([SHARD]), [SHARD]: evil })).toContain('pickle_dangerous_global');
});

test('what is named as a shard and called a model of another format has to be one', () => {
  const files = { 'model.json': manifest([SHARD, 'model.gguf']), [SHARD]: NUMBERS, 'model.gguf': NUMBERS };
  expect(rules(files)).toEqual(['layout_tfjs', 'gguf_magic']);
});

test('a program that is named as a shard is a program', () => {
  const program = Buffer.concat([Buffer.from('\x7fELF', 'latin1'), NUMBERS]);
  expect(rules({ 'model.json': manifest([SHARD]), [SHARD]: program })).toEqual(['layout_program', 'layout_tfjs']);
});

test('its folder is one artifact to whoever looks for artifacts', async () => {
  const folder = artifactFolder(scratch, { 'web/model.json': manifest([SHARD]), [`web/${SHARD}`]: NUMBERS });
  const found: string[] = [];
  for await (const path of artifactsBelow(folder)) found.push(path);
  expect(found).toEqual([`${folder}/web`]);
});
