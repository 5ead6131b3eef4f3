/** Notes of some characters in an archive, by which torch decides how to read it. */
import { expect, test } from 'vitest';
import { TORCH_TENSORS, torchMembers, zipOf } from '../../../../fixtures/artifacts/zip.js';
import { places, readArtifact } from '../../../support/read-artifact.js';

/** A good archive with one of its notes replaced, or with none of that name. */
function judged(name: string, data: string | null, as = name) {
  const rest = torchMembers(TORCH_TENSORS).filter((member) => member.name !== `model/${name}`);
  const zip = zipOf(data === null ? rest : [...rest, { name: `model/${as}`, data }]);
  const at = zip.data.at(-1);
  return { at, ...readArtifact(zip.bytes, 'model.pt') };
}

test.each(['3', '3\n', '1', '10\n', ' +6', '3 or so'])('version %j is one that torch reads', (version) => {
  const { problems, structure } = judged('version', version);
  expect(problems).toEqual([]);
  expect(structure?.version).toBe(version.trim());
});

test.each(['', '0', '11', '-3', 'three', '0x3', '3'.repeat(65), '18446744073709551619'])(
  'version %j is none',
  (version) => {
    const { at, problems } = judged('version', version);
    expect(places(problems)).toEqual([`pytorch_version@${at} model/version`]);
  },
);

test('no version is none', () => {
  const { problems, structure } = judged('version', null);
  expect(places(problems)).toEqual(['pytorch_version@0']);
  expect(structure?.version).toBeNull();
});

test('the version of a package is the one that counts', () => {
  const members = [...torchMembers(TORCH_TENSORS), { name: 'model/.data/version', data: '99' }];
  const { problems } = readArtifact(zipOf(members).bytes, 'model.pt');
  expect(problems.map(({ rule, part }) => [rule, part])).toEqual([['pytorch_version', 'model/.data/version']]);
});

test('no order of bytes is the usual one', () => {
  expect(judged('byteorder', null).problems).toEqual([]);
});

test.each(['little\n', ' little', 'Little', '', 'big', 'bi', `little${' '.repeat(60)}`])(
  'order %j is not read',
  (order) => {
    const { at, problems } = judged('byteorder', order);
    expect(places(problems)).toEqual([`pytorch_byteorder@${at} model/byteorder`]);
  },
);

test('torch finds a note also in another case', () => {
  const { at, problems } = judged('byteorder', 'big', 'BYTEORDER');
  expect(places(problems)).toEqual([`pytorch_byteorder@${at} model/BYTEORDER`]);
});
