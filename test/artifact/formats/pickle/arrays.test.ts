/** Arrays of numpy whose numbers are a value of the pickle, as pickle.dump and torch.save write them. */
import { describe, expect, test } from 'vitest';
import { dtypePieces } from '../../../../fixtures/artifacts/joblib.js';
import { op, pickleOf, type Piece } from '../../../../fixtures/artifacts/pickle.js';
import { TORCH_TENSORS, torchMembers, zipOf } from '../../../../fixtures/artifacts/zip.js';
import { DEFAULT_ARTIFACT_BUDGET } from '../../../../src/artifact/task.js';
import { artifactFolder } from '../../../support/artifact-folder.js';
import { readArtifact } from '../../../support/read-artifact.js';
import { runArtifactSuite } from '../../../support/run-artifact.js';
import { scratchFolder } from '../../../support/scratch.js';

const scratch = scratchFolder();
const FLOATS = Buffer.from(Float32Array.of(1, 2, 3, 4).buffer);
const WITH_NAN = Buffer.from(Float32Array.of(1, NaN, 3, 4).buffer);
const SQUARE = pickleOf(op.int(2), op.int(2), op.tuple2());

/** `_reconstruct(ndarray, (0,), b'b')` and its state. */
function built(numbers: Piece, { shape = SQUARE, type = 'f4', dtype = dtypePieces(type) } = {}): Uint8Array {
  const empty = pickleOf(
    op.global('numpy', 'ndarray'),
    op.int(0),
    op.tuple1(),
    op.bytes(Buffer.from('b')),
    op.tuple3(),
  );
  const state = [op.mark(), op.int(1), shape, dtype, op.false(), numbers, op.tuple()];
  return pickleOf(op.global('numpy.core.multiarray', '_reconstruct'), empty, op.reduce(), ...state, op.build());
}

/** `_frombuffer(bytearray, dtype, shape, 'C')`, as protocol 5 has it. */
function fromBuffer(numbers: Uint8Array, { shape = SQUARE, type = 'f4' } = {}): Uint8Array {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(numbers.length));
  const given = pickleOf(Buffer.of(0x96), length, numbers);
  const args = [op.mark(), given, dtypePieces(type), shape, op.shortText('C'), op.tuple()];
  return pickleOf(op.global('numpy._core.numeric', '_frombuffer'), ...args, op.reduce());
}

/** `_codecs.encode(text, 'latin1')`, as protocols before 3 spell bytes. */
const asText = (text: string): Uint8Array =>
  pickleOf(op.global('_codecs', 'encode'), op.text(text), op.text('latin1'), op.tuple2(), op.reduce());

/** A dictionary with one entry, `weights`. */
function holding(array: Uint8Array, protocol = 4): Uint8Array {
  return pickleOf(op.proto(protocol), op.emptyDict(), op.text('weights'), array, op.setItem(), op.stop());
}

async function outcomeOf(name: string, bytes: Uint8Array): Promise<string | undefined> {
  const folder = artifactFolder(scratch, { [name]: bytes });
  const checks = ['format_validation', 'unsafe_content', 'weights_sanity'];
  const { outcomes } = await runArtifactSuite(folder, { checks });
  return `${outcomes['format_validation']} ${outcomes['unsafe_content']} ${outcomes['weights_sanity']}`;
}

describe.each([
  ['BUILD', (numbers: Uint8Array, parts = {}) => built(op.bytes(numbers), parts)],
  ['_frombuffer', fromBuffer],
])('by %s', (_how, array) => {
  test('are tensors where they lie', () => {
    const bytes = holding(array(FLOATS));
    const { structure, problems } = readArtifact(bytes, 'a.pkl');
    expect(problems).toEqual([]);
    const offset = Buffer.from(bytes).indexOf(FLOATS);
    expect(structure!.tensors).toEqual([
      { name: 'weights', dtype: 'float32', shape: [2, 2], file: 'a.pkl', offset, bytes: 16 },
    ]);
  });

  test('are read, in a pickle and beside the tensors of PyTorch', async () => {
    expect(await outcomeOf('a.pkl', holding(array(FLOATS)))).toBe('passed passed passed');
    expect(await outcomeOf('a.pkl', holding(array(WITH_NAN)))).toBe('passed passed failed');
    const [weight] = TORCH_TENSORS;
    const notes = { name: 'model/notes.pkl', data: holding(array(WITH_NAN)) };
    const archive = zipOf([...torchMembers([weight!]), notes]).bytes;
    expect(await outcomeOf('a.pt', archive)).toBe('passed passed failed');
  });

  test.each([
    ['fewer bytes than its shape has', { shape: pickleOf(op.int(2), op.int(3), op.tuple2()) }],
    ['more bytes than its shape has', { shape: pickleOf(op.int(3), op.tuple1()) }],
    [
      'more dimensions than numpy has',
      { shape: pickleOf(op.mark(), op.int(4), ...Array.from({ length: 64 }, () => op.int(1)), op.tuple()) },
    ],
    ['a size below 0', { shape: pickleOf(op.int(-2), op.int(-2), op.tuple2()) }],
    ['a type of another size', { type: 'f8' }],
    ['objects in place of numbers', { type: 'O8', shape: pickleOf(op.int(2), op.tuple1()) }],
  ])('are broken with %s', (_what, parts) => {
    expect(readArtifact(holding(array(FLOATS, parts)), 'a.pkl').problems).toMatchObject([
      { rule: 'pickle_array', concern: 'format', severity: 'error' },
    ]);
  });
});

describe('spelled as a text, as protocols before 3 do', () => {
  const spelled = (numbers: Uint8Array) => asText(Buffer.from(numbers).toString('latin1'));

  test.each([
    ['a few', (last: number) => [1, -2, 3, last]],
    // over many chunks, whose borders cut characters and numbers
    ['many', (last: number) => [...Array.from({ length: 600_001 }, (_, index) => -1.1 * index), last]],
  ])('%s numbers are read', async (_, values) => {
    const of = (last: number) => {
      const numbers = Float32Array.from(values(last));
      const shape = pickleOf(op.int(numbers.length), op.tuple1());
      return holding(built(spelled(Buffer.from(numbers.buffer)), { shape }), 2);
    };
    expect(await outcomeOf('a.pkl', of(4))).toBe('passed passed passed');
    expect(await outcomeOf('a.pkl', of(NaN))).toBe('passed passed failed');
  });

  test('a NaN is told at the byte that it is spelled at', async () => {
    const bytes = holding(built(spelled(WITH_NAN)), 2);
    const folder = artifactFolder(scratch, { 'a.pkl': bytes });
    const { check } = await runArtifactSuite(folder, { checks: ['weights_sanity'] });
    // little-endian 1.0 is 00 00 80 3f, of which 80 takes two bytes
    const offset = Buffer.from(bytes).indexOf(Buffer.from('\0\0\x80\x3f', 'utf8')) + 5;
    expect(check('weights_sanity').details?.['nan']).toMatchObject([{ tensor: 'weights', offset, nan: 1 }]);
  });

  test.each([
    ['of another length than its shape has', '0'.repeat(2048), 511],
    ['beyond Latin 1', '\u0101'.repeat(2048), 512],
  ])('%s, they are broken, also of whole numbers, which are not read', async (_, text, values) => {
    for (const type of ['f4', 'i4']) {
      const array = built(asText(text), { type, shape: pickleOf(op.int(values), op.tuple1()) });
      expect(await outcomeOf('a.pkl', holding(array, 2))).toMatch(/^failed/);
    }
  });

  test('in letters of protocol 0 they are not read, and that is said', async () => {
    const line = op.unicodeLine('0123456789abcdef');
    expect(await outcomeOf('a.pkl', holding(built(line), 2))).toBe('passed passed inconclusive');
  });
});

test('texts of Python 2 are the bytes themselves, whatever characters they make', async () => {
  const python2 = (numbers: Uint8Array) => built(pickleOf(Buffer.from('T'), Buffer.of(16, 0, 0, 0), numbers));
  expect(await outcomeOf('a.pkl', holding(python2(FLOATS), 2))).toBe('passed passed passed');
  expect(await outcomeOf('a.pkl', holding(python2(Buffer.from('éèêëìíîï')), 2))).toBe('passed passed passed');
  expect(await outcomeOf('a.pkl', holding(python2(WITH_NAN), 2))).toBe('passed passed failed');
});

test.each([
  ['None', op.none()],
  ['a list', op.emptyList()],
  ['a number', op.int(16)],
])('%s is no numbers, also of whole numbers, which are not read', (_, numbers) => {
  expect(readArtifact(holding(built(numbers, { type: 'i4' })), 'a.pkl').problems).toMatchObject([
    { rule: 'pickle_array', concern: 'format', severity: 'error' },
  ]);
});

test('more elements than a number of JavaScript counts are broken, and none of their bytes are counted', () => {
  const huge = pickleOf(op.long1(Buffer.of(0, 0, 0, 0, 0, 1)), op.dup(), op.tuple2());
  const { problems, structure } = readArtifact(holding(built(asText('0123'), { shape: huge }), 2), 'a.pkl');
  expect(problems).toMatchObject([{ rule: 'pickle_array', message: expect.stringContaining('fewer than 2^53') }]);
  expect(structure!.tensors).toEqual([]);
});

test('a type of which nobody knows what makes it has one reason, and records are no objects', () => {
  const other = pickleOf(
    op.global('numpy._core._internal', '_convert_to_stringdtype_kwargs'),
    op.emptyTuple(),
    op.reduce(),
  );
  const rules = (type: Piece) =>
    readArtifact(holding(built(op.bytes(FLOATS), { dtype: type })), 'a.pkl').problems.map(({ rule }) => rule);
  expect(rules(other)).toEqual(['pickle_unlisted_global']);
  const state = [op.int(3), op.text('|'), op.none(), op.emptyTuple(), op.emptyDict(), op.int(4), op.int(1), op.int(16)];
  const record = pickleOf(op.global('numpy', 'dtype'), op.global('numpy', 'record'), op.tuple1(), op.reduce());
  expect(rules(pickleOf(record, op.mark(), ...state, op.tuple(), op.build()))).toEqual(['pickle_unlisted_global']);
});

test('a text is too short for its array, also of whole numbers, which are not read', async () => {
  const whole = (text: string) => holding(built(asText(text), { type: 'i4' }), 2);
  expect(await outcomeOf('a.pkl', whole('0123456789abcdef'))).toBe('passed passed skipped');
  expect(readArtifact(whole('0123456789abcde'), 'a.pkl').problems).toMatchObject([
    { rule: 'pickle_array', concern: 'format', severity: 'error' },
  ]);
});

test('an array without numbers has none that could be wrong', async () => {
  const none = built(asText(''), { shape: pickleOf(op.int(0), op.int(3), op.tuple2()) });
  expect(await outcomeOf('a.pkl', holding(none, 2))).toBe('passed passed skipped');
});

test('an array of objects is a list of them', () => {
  const objects = built(pickleOf(op.emptyList(), op.text('a'), op.append()), {
    type: 'O8',
    shape: pickleOf(op.int(1), op.tuple1()),
  });
  expect(readArtifact(holding(objects), 'a.pkl')).toMatchObject({ problems: [], structure: { tensors: [] } });
});

test('beyond as many as are looked at are told of, as none of them was measured', () => {
  const two = pickleOf(op.proto(4), built(op.bytes(FLOATS)), built(op.bytes(WITH_NAN)), op.tuple2(), op.stop());
  const { structure, problems } = readArtifact(two, 'a.pkl', { ...DEFAULT_ARTIFACT_BUDGET, maxTensors: 1 });
  expect(structure!.tensors).toHaveLength(1);
  const offset = Buffer.from(two).indexOf(WITH_NAN);
  expect(problems).toMatchObject([{ rule: 'pickle_too_many_arrays', severity: 'unread', offset }]);
  expect(readArtifact(two, 'a.pkl').problems).toEqual([]);
});
