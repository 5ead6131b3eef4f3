/** Models of OpenVINO: a description in XML, and weights beside it as plain numbers. */
import { expect, test } from 'vitest';
import { op, pickleOf } from '../../../fixtures/artifacts/pickle.js';
import { goodSafetensors } from '../../../fixtures/artifacts/safetensors.js';
import { artifactsBelow } from '../../../src/batch/inputs/artifacts.js';
import { artifactFolder, structureAt, type Files } from '../../support/artifact-folder.js';
import { runArtifactSuite } from '../../support/run-artifact.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();
const NUMBERS = Buffer.from(Float32Array.of(1, 2, 3, 4).buffer);
const NETWORK = '<?xml version="1.0"?>\n<net name="Model0" version="11">\n<layers/></net>';
const rules = (files: Files) => structureAt(artifactFolder(scratch, files)).problems.map(({ rule }) => rule);

test('one is not read, which is neither right nor wrong, and says what to do', async () => {
  const folder = artifactFolder(scratch, { 'openvino_model.xml': NETWORK, 'openvino_model.bin': NUMBERS });
  const { outcomes, check } = await runArtifactSuite(folder, { checks: ['format_validation', 'unsafe_content'] });
  expect(outcomes).toEqual({ format_validation: 'inconclusive', unsafe_content: 'inconclusive' });
  expect(check('format_validation').message).toMatch(/OpenVINO.*validate the model that it was converted from/);
  expect(check('format_validation')).toMatchObject({ actual: { errors: 0, unread: 1, warnings: 0 } });
});

test.each([
  ['without a declaration', '<net name="m">'],
  ['behind comments', `<?xml version="1.0"?>${'<!-- a -->\n'.repeat(300)}<net>`],
])('one is told %s, beside another model', (_what, text) => {
  const files = { 'm.xml': text, 'm.bin': NUMBERS, 'model.safetensors': goodSafetensors() };
  expect(rules(files)).toEqual(['layout_openvino']);
});

test.each<[what: string, files: Files]>([
  ['it describes something else', { 'm.xml': '<?xml version="1.0"?><network>', 'm.bin': NUMBERS }],
  ['it is called otherwise', { 'n.xml': NETWORK, 'm.bin': NUMBERS }],
  ['it never comes to its root', { 'm.xml': '<!---->'.repeat(580), 'm.bin': NUMBERS }],
])('weights are of no known format where %s', (_what, files) => {
  expect(rules(files)).toEqual(['layout_unknown_content']);
});

test('a pickle or a program that is named as its weights is one', () => {
  const evil = pickleOf(op.proto(2), op.global('os', 'system'), op.stop());
  expect(rules({ 'm.xml': NETWORK, 'm.bin': evil })).toContain('pickle_dangerous_global');
  const program = Buffer.concat([Buffer.from('\x7fELF', 'latin1'), NUMBERS]);
  expect(rules({ 'm.xml': NETWORK, 'm.bin': program })).toEqual(['layout_program', 'layout_openvino']);
});

test('its folder is one artifact to whoever looks for artifacts', async () => {
  const folder = artifactFolder(scratch, { 'a/m.xml': NETWORK, 'a/m.bin': NUMBERS });
  const found: string[] = [];
  for await (const path of artifactsBelow(folder)) found.push(path);
  expect(found).toEqual([`${folder}/a`]);
});
