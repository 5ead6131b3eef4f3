import { describe, expect, test } from 'vitest';
import { op, pickleOf, stateDict, type PickledTensor } from '../../../../fixtures/artifacts/pickle.js';
import { goodTorch, TORCH_TENSORS, torchMembers, zipOf, type ZipMember } from '../../../../fixtures/artifacts/zip.js';
import { places, readArtifact } from '../../../support/read-artifact.js';
import { partsOf } from '../../../../src/artifact/formats/zip/parts.js';
import { MemorySource } from '../../../../src/artifact/source/byte-source.js';

const [WEIGHT, BIAS] = TORCH_TENSORS as readonly [PickledTensor, PickledTensor];

function judged(members: readonly ZipMember[]) {
  const zip = zipOf(members);
  return { zip, ...readArtifact(zip.bytes, 'model.pt') };
}

/** An archive whose storages are those of good tensors, and whose pickle says something else of them. */
function saying(tensors: readonly PickledTensor[]) {
  return judged(torchMembers(TORCH_TENSORS, stateDict(tensors)));
}

test('tensors are found in the members that hold them, and can be opened there', () => {
  const { structure, problems } = readArtifact(goodTorch(), 'model.pt');
  expect(problems).toEqual([]);
  expect(structure?.tensors).toEqual([
    { name: 'layer.weight', dtype: 'float32', shape: [4, 8], file: 'model.pt!model/data/0', offset: 0, bytes: 128 },
    { name: 'layer.bias', dtype: 'float32', shape: [4], file: 'model.pt!model/data/1', offset: 0, bytes: 16 },
  ]);
  const part = partsOf(new MemorySource(goodTorch(), 'model.pt'), 2 ** 20);
  expect([...new Float32Array(part('model/data/1')!.read(0, 16).slice().buffer)]).toEqual([1, 1, 1, 1]);
  expect(part('model/data/2')).toBeNull();
});

test('tensors of nested checkpoints are named by their keys, and those thrown away by their byte', () => {
  const inner = stateDict([WEIGHT]).subarray(2, -1);
  const nested = pickleOf(
    op.proto(2),
    op.emptyDict(),
    op.text('state'),
    inner,
    op.setItem(),
    inner,
    op.pop(),
    op.stop(),
  );
  const { structure } = judged(torchMembers([WEIGHT], nested));
  expect(structure?.tensors.map(({ name }) => name)).toEqual([
    'state.layer.weight',
    expect.stringMatching(/^tensor at byte \d+$/),
  ]);
});

test('a view has the bytes from its first element to its last', () => {
  const { structure, problems } = saying([
    { ...WEIGHT, elements: 32, shape: [2, 4], strides: [8, 1], offset: 4 },
    BIAS,
  ]);
  expect(problems).toEqual([]);
  expect(structure?.tensors[0]).toMatchObject({ shape: [2, 4], offset: 16, bytes: 48 });
});

describe('what a pickle says of storages must be true', () => {
  test.each([
    ['a tensor that ends outside', { elements: 32, shape: [4, 9] }, 'pytorch_tensor_outside'],
    ['strides that lead outside', { elements: 32, shape: [2, 2], strides: [31, 1] }, 'pytorch_tensor_outside'],
    ['an offset outside', { elements: 32, offset: 1 }, 'pytorch_tensor_outside'],
    ['a negative offset', { offset: -1 }, 'pytorch_tensor'],
    ['a negative size', { elements: 32, shape: [-4, -8] }, 'pytorch_tensor'],
    ['a negative stride', { strides: [-8, 1] }, 'pytorch_tensor'],
    ['more strides than sizes', { strides: [8, 1, 1] }, 'pytorch_tensor'],
    ['more elements than 2^53', { shape: [2 ** 30, 2 ** 30], strides: [0, 0], elements: 32 }, 'pytorch_tensor'],
    ['more elements than the member has', { elements: 64 }, 'pytorch_storage_size'],
    ['another type of elements than the member holds', { storage: 'DoubleStorage' }, 'pytorch_storage_size'],
    ['a storage that is not there', { key: '7' }, 'pytorch_storage_missing'],
    ['a class that is no storage', { storage: 'FloatTensor' }, 'pytorch_storage'],
  ])('%s', (_what, change, rule) => {
    const { problems } = saying([{ ...WEIGHT, ...change }, BIAS]);
    expect(problems[0]).toMatchObject({ rule, concern: 'format', severity: 'error', file: 'model.pt!model/data.pkl' });
    expect(problems[0]?.offset).toBeGreaterThan(0);
  });

  test('a storage that no tensor uses is for a person to look at', () => {
    const { zip, problems } = saying([WEIGHT]);
    expect(problems).toMatchObject([
      { rule: 'pytorch_unused_storage', severity: 'warning', part: 'model/data/1', offset: zip.data[3] },
    ]);
  });
});

describe('what an archive of tensors does not have', () => {
  test.each([
    ['a program in TorchScript', 'model/code/__torch__.py', 'def forward(self):\n  return None\n'],
    ['a package of Python modules', 'model/.data/extern_modules', 'torch\n'],
    ['a library', 'model/lib.so', '\x7fELF'],
  ])('%s', (_what, name, data) => {
    const { zip, problems } = judged([...torchMembers(TORCH_TENSORS), { name, data }]);
    expect(problems[0]).toMatchObject({ rule: 'pytorch_code', concern: 'safety', part: name, offset: zip.data.at(-1) });
  });

  test('further pickles are followed too', () => {
    const data = pickleOf(op.global('os', 'system'), op.stop());
    const { problems } = judged([...torchMembers(TORCH_TENSORS), { name: 'model/notes.txt', data }]);
    expect(problems).toMatchObject([{ rule: 'pickle_dangerous_global', file: 'model.pt!model/notes.txt' }]);
  });

  test('a program in the place of a storage', () => {
    const program = Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(12)]);
    const members = torchMembers(TORCH_TENSORS).map((one) =>
      one.name.endsWith('data/1') ? { ...one, data: program } : one,
    );
    const { zip, problems } = judged(members);
    expect(places(problems)).toEqual([`zip_disguised@${zip.data[3]} model/data/1`]);
  });

  test('no data.pkl at all', () => {
    expect(places(judged([{ name: 'readme', data: 'x' }]).problems)).toEqual(['pytorch_no_data@0']);
  });

  test('an order of bytes that is not read', () => {
    const members = torchMembers(TORCH_TENSORS).map((one) =>
      one.name.endsWith('byteorder') ? { ...one, data: 'big' } : one,
    );
    const { zip, problems } = judged(members);
    expect(places(problems)).toEqual([`pytorch_byteorder@${zip.data[1]} model/byteorder`]);
  });
});

test('an archive whose members lie in no folder has one data.pkl, and none of its members where torch looks', () => {
  const members = torchMembers(TORCH_TENSORS, stateDict(TORCH_TENSORS)).map((member) => ({
    ...member,
    name: member.name.slice('model/'.length),
  }));
  const { structure, problems } = judged(members);
  expect(structure?.tensors.map(({ file }) => file)).toEqual(['model.pt!data/0', 'model.pt!data/1']);
  expect(problems.map(({ rule, part }) => [rule, part])).toEqual([['pytorch_stray_member', 'data.pkl']]);
});
