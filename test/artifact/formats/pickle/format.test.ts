import { expect, test } from 'vitest';
import { goodPickle } from '../../../../fixtures/artifacts/pickle.js';
import { readArtifact } from '../../../support/read-artifact.js';

test('a good pickle has no problem, and its globals are told', () => {
  const { structure, problems } = readArtifact(goodPickle(), 'settings.pkl');
  expect(problems).toEqual([]);
  expect(structure).toMatchObject({
    format: 'pickle',
    version: '4',
    details: { globals: ['collections.OrderedDict'] },
  });
});

test('no prefix of a good pickle is without a problem', () => {
  const good = goodPickle();
  for (let length = 1; length < good.length; length += 1) {
    const { problems } = readArtifact(good.subarray(0, length), 'settings.pkl');
    expect(problems, `the first ${length} bytes`).not.toEqual([]);
  }
});
