/** Files of joblib: a pickle with the numbers of its arrays between the opcodes. */
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { DEFAULT_ARTIFACT_BUDGET } from '../../../../src/artifact/task.js';
import { goodJoblib, rawArray, type RawArrayParts } from '../../../../fixtures/artifacts/joblib.js';
import { op, pickleOf } from '../../../../fixtures/artifacts/pickle.js';
import { artifactFolder } from '../../../support/artifact-folder.js';
import { readArtifact } from '../../../support/read-artifact.js';
import { runArtifactSuite } from '../../../support/run-artifact.js';
import { scratchFolder } from '../../../support/scratch.js';

const scratch = scratchFolder();
const HEAD = op.proto(3);

function judged(parts: RawArrayParts, behind = op.stop()) {
  return readArtifact(pickleOf(HEAD, rawArray(HEAD.length, parts), behind), 'a.joblib');
}

const rulesOf = (parts: RawArrayParts) => judged(parts).problems.map(({ rule }) => rule);

test('arrays are found between the opcodes, under the keys that lead to them', () => {
  const bytes = goodJoblib();
  const { structure, problems } = readArtifact(bytes, 'a.joblib');
  expect(problems).toEqual([]);
  const tensors = structure!.tensors;
  expect(tensors).toMatchObject([
    { name: 'weights', dtype: 'float32', shape: [2, 2], file: 'a.joblib', bytes: 16 },
    { name: 'bias', dtype: 'float32', shape: [2, 2], file: 'a.joblib', bytes: 16 },
  ]);
  for (const { offset } of tensors) {
    expect(offset % 16).toBe(0);
    expect([...new Float32Array(Uint8Array.from(bytes.subarray(offset, offset + 16)).buffer)]).toEqual([1, 2, 3, 4]);
  }
});

test('a file of them is right by every check, and its weights are read', async () => {
  const folder = artifactFolder(scratch, { 'good.joblib': goodJoblib() });
  const checks = ['format_validation', 'unsafe_content', 'weights_sanity'];
  const { outcomes, check } = await runArtifactSuite(folder, { checks });
  expect(outcomes).toEqual({ format_validation: 'passed', unsafe_content: 'passed', weights_sanity: 'passed' });
  expect(check('weights_sanity').message).toContain('2 tensors');
  const nan = pickleOf(
    HEAD,
    rawArray(HEAD.length, { data: Buffer.from(Float32Array.of(1, NaN, 3, 4).buffer) }),
    op.stop(),
  );
  const bad = await runArtifactSuite(artifactFolder(scratch, { 'bad.joblib': nan }), { checks });
  expect(bad.outcomes['weights_sanity']).toBe('failed');
});

test('no prefix of a good file is without a problem', () => {
  const good = goodJoblib();
  for (let length = 1; length < good.length; length += 1) {
    expect(readArtifact(good.subarray(0, length), 'a.joblib').errors, `the first ${length} bytes`).toBeGreaterThan(0);
  }
});

describe('what joblib does not write', () => {
  test.each<[what: string, parts: RawArrayParts, rule: string]>([
    ['fewer numbers than the shape says', { shape: [9, 9] }, 'joblib_truncated'],
    ['more elements than there are bytes in any file', { shape: [2 ** 30, 2 ** 30] }, 'joblib_truncated'],
    ['a negative size', { shape: [-1] }, 'joblib_array'],
    ['padding of opcodes', { padding: pickleOf(op.global('os', 'system')) }, 'joblib_padding'],
    ['padding of other bytes', { padding: Buffer.of(2, 0xff, 0x2e) }, 'joblib_padding'],
    [
      'more padding than the alignment',
      { padding: Buffer.concat([Buffer.of(17), Buffer.alloc(17, 0xff)]) },
      'joblib_padding',
    ],
    ['a method that joblib calls', { more: [op.text('read'), op.global('os', 'system')] }, 'joblib_array'],
    ['a type that nobody knows', { type: 'x7' }, 'joblib_array'],
  ])('%s', (_what, parts, rule) => {
    const { problems } = judged(parts);
    expect(problems.map((problem) => problem.rule)).toContain(rule);
    expect(problems.find((problem) => problem.rule === rule)).toMatchObject({ concern: 'format', severity: 'error' });
  });

  test.each([
    ['True', op.true()],
    ['a fraction', op.float(16)],
    ['an old spelling of True', Buffer.from('I01\n')],
  ])('padding by an alignment that is %s, which joblib reads too', (_what, value) => {
    const more = [op.text('numpy_array_alignment_bytes'), value];
    expect(rulesOf({ alignment: null, data: Buffer.alloc(16), more })).toContain('joblib_array');
  });

  test('an alignment that is None is none', () => {
    const more = [op.text('numpy_array_alignment_bytes'), op.none()];
    expect(rulesOf({ alignment: null, data: Buffer.alloc(16), more })).toEqual([]);
  });

  test('a frame that goes on behind the record, from which joblib would read elsewhere', () => {
    const array = rawArray(HEAD.length + 9, {});
    const bytes = pickleOf(op.proto(4), op.frame(array.length), array, op.stop());
    expect(readArtifact(bytes, 'a.joblib').problems.map(({ rule }) => rule)).toEqual(['joblib_frame']);
  });

  test('one record built twice', () => {
    const again = pickleOf(op.emptyDict(), op.build(), op.stop());
    expect(judged({}, again).problems.map(({ rule }) => rule)).toContain('pickle_build_target');
  });
});

describe('numbers that another unpickler would take for opcodes', () => {
  const data = pickleOf(op.global('os', 'system'), op.stop(), Buffer.alloc(4));
  test('are inconclusive where nothing stands before them, as joblib before 1.2 wrote it', async () => {
    expect(data).toHaveLength(16);
    expect(judged({ alignment: null, data }).problems).toMatchObject([
      { rule: 'joblib_raw_data', concern: 'safety', severity: 'unread' },
    ]);
    const bytes = pickleOf(HEAD, rawArray(HEAD.length, { alignment: null, data }), op.stop());
    const { outcomes } = await runArtifactSuite(artifactFolder(scratch, { 'old.joblib': bytes }), {
      checks: ['format_validation', 'unsafe_content'],
    });
    expect(outcomes).toEqual({ format_validation: 'passed', unsafe_content: 'inconclusive' });
  });
  test('are numbers where no opcode begins like them', () => {
    expect(rulesOf({ alignment: null, data: Buffer.alloc(16) })).toEqual([]);
    expect(rulesOf({ alignment: null, shape: [0], data: Buffer.alloc(0) })).toEqual([]);
  });
});

describe('arrays of objects, which are pickles', () => {
  const inner = (...pieces: readonly Uint8Array[]) => objects(pickleOf(op.proto(5), ...pieces, op.stop()));
  // nothing stands before them
  const objects = (data: Uint8Array): RawArrayParts => ({ type: 'O8', padding: new Uint8Array(0), data });
  test('are followed, and what reads them otherwise is inconclusive', () => {
    const { problems } = judged(inner(op.emptyList()));
    expect(problems).toMatchObject([{ rule: 'joblib_raw_data', severity: 'unread' }]);
  });
  test('that run something fail', () => {
    const { problems, structure } = judged(inner(op.global('os', 'system')));
    expect(problems).toMatchObject([
      { rule: 'joblib_raw_data' },
      { rule: 'pickle_dangerous_global', part: 'os.system' },
    ]);
    expect(structure?.details['globals']).toContain('os.system');
  });
  test('that break are broken', () => {
    expect(rulesOf(objects(op.proto(5)))).toContain('joblib_objects');
  });
});

test('in a second pickle, which is of another reader, nothing is read between the opcodes', () => {
  const { problems } = readArtifact(pickleOf(op.proto(2), op.none(), op.stop(), goodJoblib()), 'a.pkl');
  expect(problems.map(({ rule }) => rule)).toContain('pickle_build_target');
});

describe('compressed by joblib', () => {
  const good = goodJoblib();
  const checks = ['format_validation', 'unsafe_content', 'weights_sanity'];
  const outcomesOf = async (bytes: Uint8Array, name = 'a.joblib') => {
    const path = artifactFolder(scratch, { [name]: bytes });
    return await runArtifactSuite(path, { checks });
  };

  test.each([
    ['zlib', deflateSync(good), 'a.joblib'],
    ['zlib of the fastest kind', deflateSync(good, { level: 1 }), 'a.pkl'],
    ['gzip', gzipSync(good), 'a.joblib'],
    ['gzip, as it is often called', gzipSync(good), 'a.pkl.gz'],
    ['zlib, as it is often called', deflateSync(good), 'a.z'],
    ['gzip, under a name of several formats', gzipSync(good), 'a.bin'],
  ])('with %s is read as it was before, weights and all', async (_what, bytes, name) => {
    const { outcomes, check } = await outcomesOf(bytes, name);
    expect(outcomes).toEqual({ format_validation: 'passed', unsafe_content: 'passed', weights_sanity: 'passed' });
    expect(check('weights_sanity').message).toContain('2 tensors');
  });

  test('a number that is none is found', async () => {
    const nan = { data: Buffer.from(Float32Array.of(1, NaN, 3, 4).buffer) };
    const { outcomes } = await outcomesOf(gzipSync(pickleOf(HEAD, rawArray(HEAD.length, nan), op.stop())));
    expect(outcomes['weights_sanity']).toBe('failed');
  });

  test('what it would run is found, at its byte of the content', () => {
    const evil = pickleOf(op.proto(2), op.global('os', 'system'), op.stop());
    for (const bytes of [gzipSync(evil), deflateSync(evil)]) {
      const { problems } = readArtifact(bytes, 'a.joblib');
      expect(problems).toMatchObject([{ rule: 'pickle_dangerous_global', file: 'a.joblib!content', offset: 2 }]);
    }
  });

  test('no prefix is without a problem, and nothing may follow', () => {
    for (const whole of [deflateSync(good), gzipSync(good)]) {
      for (let length = 1; length < whole.length; length += 1) {
        expect(readArtifact(whole.subarray(0, length), 'a.joblib').errors, `${length} bytes`).toBeGreaterThan(0);
      }
      expect(readArtifact(Buffer.concat([whole, Buffer.of(0x2e)]), 'a.joblib').errors).toBe(1);
    }
  });

  test.each([
    ['bzip2', '425a6839314159265359'],
    ['xz', 'fd377a585a000004e6d6b446'],
    ['lzma', '5d00008000ffffffffffffffff00'],
    ['lz4', '04224d186440a7'],
  ])('with %s is not read, and it says how it can be', async (_what, hex) => {
    const { outcomes, check } = await outcomesOf(Buffer.from(hex, 'hex'));
    expect(outcomes).toMatchObject({ format_validation: 'inconclusive', unsafe_content: 'inconclusive' });
    expect(check('format_validation').message).toContain('joblib.dump(..., compress=0)');
  });

  test('into more than may be held is not read', () => {
    const budget = { ...DEFAULT_ARTIFACT_BUDGET, maxHeldBytes: good.length - 1 };
    const { structure, problems } = readArtifact(deflateSync(good), 'a.joblib', budget);
    expect(structure).toBeNull();
    expect(problems).toMatchObject([{ rule: 'pickle_compressed', severity: 'unread' }]);
  });

  test.each(['377abcaf271c0004', '526172211a0700'])('an archive under the name of a pickle is refused', (hex) => {
    const { problems } = readArtifact(Buffer.from(hex, 'hex'), 'a.pkl');
    expect(problems).toMatchObject([{ rule: 'pickle_disguised', severity: 'error' }]);
  });
});
