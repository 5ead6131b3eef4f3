import { describe, expect, test } from 'vitest';
import { goodLegacy, legacyOf } from '../../../../fixtures/artifacts/legacy-torch.js';
import { op, pickleOf } from '../../../../fixtures/artifacts/pickle.js';
import { places, readArtifact } from '../../../support/read-artifact.js';

test('what torch wrote before 1.6: pickles one behind the other, and raw storages', () => {
  const { structure, problems } = readArtifact(goodLegacy(), 'model.bin');
  expect(problems).toEqual([]);
  const { length } = goodLegacy();
  expect(structure).toMatchObject({ format: 'pytorch', version: 'legacy' });
  expect(structure?.tensors).toMatchObject([
    { name: 'layer.weight', shape: [4, 8], file: 'model.bin', offset: length - 16 - 8 - 128, bytes: 128 },
    { name: 'layer.bias', shape: [4], file: 'model.bin', offset: length - 16, bytes: 16 },
  ]);
});

describe('a legacy file is judged like any other', () => {
  const payload = pickleOf(op.proto(2), op.global('os', 'system'), op.stop());

  test.each([0, 1, 2, 3, 4])('a payload in pickle %i of five', (index) => {
    const { problems } = readArtifact(legacyOf({ replaced: { index, pickle: payload }, keepMagic: true }), 'model.pt');
    expect(problems.map(({ part }) => part)).toContain('os.system');
  });

  test('a storage of another length than the pickle says', () => {
    const bytes = Buffer.from(goodLegacy());
    const at = bytes.length - 16 - 8;
    bytes.writeUInt8(5, at);
    expect(places(readArtifact(bytes, 'model.pt').problems)).toEqual([`pytorch_storage_size@${at} 1`]);
  });

  test('bytes behind the last storage', () => {
    const good = goodLegacy();
    const { problems } = readArtifact(Buffer.concat([good, Buffer.from('MZ')]), 'model.pt');
    expect(places(problems)).toEqual([`pytorch_trailing_bytes@${good.length}`]);
  });

  test('no prefix is without a problem', () => {
    const good = goodLegacy();
    for (let length = 16; length < good.length; length += 1) {
      expect(readArtifact(good.subarray(0, length), 'model.pt').errors, `the first ${length} bytes`).toBeGreaterThan(0);
    }
  });
});
