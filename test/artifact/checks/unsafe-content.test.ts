import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rawNpy } from '../../../fixtures/artifacts/npy.js';
import { goodPickle, op, pickleOf } from '../../../fixtures/artifacts/pickle.js';
import { goodSafetensors } from '../../../fixtures/artifacts/safetensors.js';
import { goodTorch, TORCH_TENSORS, torchMembers, zipOf } from '../../../fixtures/artifacts/zip.js';
import { artifactFolder, type Files } from '../../support/artifact-folder.js';
import { runArtifactSuite } from '../../support/run-artifact.js';
import { scratchFolder } from '../../support/scratch.js';

const scratch = scratchFolder();

async function judged(files: Files) {
  const { check } = await runArtifactSuite(artifactFolder(scratch, files), { checks: ['unsafe_content'] });
  return check('unsafe_content');
}

const payload = [op.global('os', 'system'), op.text('id'), op.tuple1(), op.reduce()];

test.each([
  ['a PyTorch archive', { 'model.pt': goodTorch() }],
  ['a pickle of plain values', { 'model.pkl': goodPickle() }],
  ['an array', { 'model.npy': rawNpy() }],
  ['safetensors', { 'model.safetensors': goodSafetensors() }],
])('%s with nothing that runs passes, and the message says what was looked for', async (_what, files) => {
  const check = await judged(files as Files);
  expect(check).toMatchObject({ outcome: 'passed', actual: { errors: 0, warnings: 0 } });
  expect(check.message).toContain('Looked for code, programs, hidden bytes and unsafe archives');
});

describe('what runs when it is loaded fails', () => {
  const members = torchMembers(TORCH_TENSORS);
  test.each([
    ['a call of os.system', { 'a.pkl': pickleOf(...payload, op.stop()) }, 'pickle_dangerous_global'],
    [
      'the same in the one file of a folder that is said to be data',
      { 'a.safetensors': goodSafetensors(), 'notes.txt': pickleOf(op.proto(2), ...payload, op.stop()) },
      'pickle_dangerous_global',
    ],
    [
      'a class that nobody looked at',
      { 'a.pkl': pickleOf(op.global('shop', 'Cart'), op.stop()) },
      'pickle_unlisted_global',
    ],
    ['a payload before a broken stream', { 'a.pkl': pickleOf(...payload, Buffer.of(0xff)) }, 'pickle_dangerous_global'],
    [
      'a program in TorchScript',
      { 'a.pt': zipOf([...members, { name: 'model/code/a.py', data: '' }]).bytes },
      'pytorch_code',
    ],
    [
      'a path out of the folder',
      { 'a.pt': zipOf([...members, { name: 'model/../../x', data: '' }]).bytes },
      'zip_slip',
    ],
  ])('%s', async (_what, files, rule) => {
    const check = await judged(files as Files);
    expect(check.outcome).toBe('failed');
    expect(check.message).toContain(rule);
  });
});

test.each([
  ['a pickle that breaks', { 'a.pkl': goodPickle().subarray(0, 50) }],
  ['an archive that ends too early', { 'a.pt': goodTorch().subarray(0, 500) }],
  ['a compressed pickle, in which nothing is followed', { 'a.joblib': Buffer.from('789c00', 'hex') }],
])('%s is inconclusive: nobody knows what stands there', async (_what, files) => {
  const check = await judged(files as Files);
  expect(check).toMatchObject({ outcome: 'inconclusive' });
});

test('weights within an archive are read where they lie', async () => {
  const members = torchMembers(TORCH_TENSORS).map((member) =>
    member.name === 'model/data/1' ? { ...member, data: Buffer.from(Float32Array.of(1, NaN, 2, 3).buffer) } : member,
  );
  const folder = artifactFolder(scratch, { 'model.pt': zipOf(members).bytes });
  const { check } = await runArtifactSuite(join(folder, 'model.pt'), {
    checks: ['format_validation', 'weights_sanity'],
  });
  expect(check('weights_sanity')).toMatchObject({ outcome: 'failed' });
  expect(check('weights_sanity').message).toContain('layer.bias');
});
