import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { goodPickle, op, pickleOf, stateDict, type Piece } from '../../../../fixtures/artifacts/pickle.js';
import { GlobalUses } from '../../../../src/artifact/formats/pickle/globals.js';
import { tokens } from '../../../../src/artifact/formats/pickle/tokens.js';
import { walkPickle } from '../../../../src/artifact/formats/pickle/walk.js';
import { ProblemList } from '../../../../src/artifact/problem.js';
import { MemorySource } from '../../../../src/artifact/source/byte-source.js';
import { DEFAULT_ARTIFACT_BUDGET } from '../../../../src/artifact/task.js';
import { HAS_PYTHON, python } from '../../../support/python.js';

const ORACLE = fileURLToPath(new URL('oracle.py', import.meta.url));
const RUNS = Number(process.env['PRESSPROOF_MUTATIONS'] ?? 200);

interface Answer {
  readonly opcodes: readonly [name: string, at: number][] | null;
  readonly c: readonly [module: string, name: string][];
  readonly cError: string | null;
  readonly python: readonly [module: string, name: string][];
  readonly pythonError: string | null;
}

function answers(pickles: readonly Uint8Array[]): Answer[] {
  const lines = pickles.map((bytes) => Buffer.from(bytes).toString('hex')).join('\n');
  return python([ORACLE], lines)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
}

/** Pickles of ordinary values as Python writes them, in every protocol, with its C pickler and with that in Python. */
const WRITTEN = `
import collections, datetime, io, pickle
text = 'x' * 300 + chr(0x1F600) + chr(10)
values = [None, True, 1, -1, 255, 65535, 2**31, -2**31 - 1, 2**70, -2**70, 0.5, 'a', 'ü', text, b'', b'x' * 300, bytearray(b'ab'),
  (), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), [], list(range(2000)), {}, {str(n): n for n in range(1500)}, {1, 2}, frozenset([1]),
  collections.OrderedDict(a=1), datetime.date(2020, 1, 2), complex(1, 2), Exception('x'), print]
same = ['again'] * 3
values.append([same, same, {'k': same}])
for value in values:
  for protocol in range(6):
    print(pickle.dumps(value, protocol).hex())
    out = io.BytesIO()
    pickle._Pickler(out, protocol).dump(value)
    print(out.getvalue().hex())
`;

function walked(bytes: Uint8Array) {
  const problems = new ProblemList();
  const source = new MemorySource(bytes, 'a.pkl');
  const walk = walkPickle(source, { problems, budget: DEFAULT_ARTIFACT_BUDGET }, { start: 0, persistent: true });
  return { walk, problems: problems.kept };
}

/** As reports spell it. */
function spelled([module, name]: readonly [string, string]): string {
  const uses = new GlobalUses();
  uses.named({ kind: 'global', module, name, at: 0 }, 'GLOBAL');
  return uses.names[0]!;
}

const names = ['os', 'system', 'collections', 'OrderedDict', 'a.b', ''];
const word = fc.constantFrom(...names);
const small = fc.integer({ min: 0, max: 4 });
/** Opcodes in any order: most such pickles break, and by then have named what they name. */
const piece: fc.Arbitrary<Piece> = fc.oneof(
  fc.constantFrom(
    op.mark(),
    op.pop(),
    op.popMark(),
    op.dup(),
    op.none(),
    op.emptyTuple(),
    op.tuple(),
    op.tuple1(),
    op.tuple2(),
    op.emptyDict(),
    op.setItem(),
    op.setItems(),
    op.emptyList(),
    op.append(),
    op.appends(),
    op.memoize(),
    op.stackGlobal(),
    op.stackGlobal(),
    op.obj(),
    op.newObj(),
    op.newObjEx(),
    op.reduce(),
    op.build(),
    op.binPersId(),
    op.stop(),
    op.proto(2),
    op.proto(4),
    op.frame(3),
    op.int(7),
  ),
  word.map(op.text),
  word.map(op.shortText),
  word.map(op.unicodeLine),
  word.map(op.quoted),
  small.map(op.binPut),
  small.map(op.binGet),
  small.map(op.put),
  small.map(op.get),
  small.map(op.longBinPut),
  fc.tuple(word, word).map(([module, name]) => op.global(module, name)),
  fc.tuple(word, word).map(([module, name]) => op.inst(module, name)),
);
/** What names a global, with the values that it needs before it. */
const naming = fc
  .tuple(word, word, fc.array(piece, { maxLength: 2 }))
  .map(([module, name, between]) => pickleOf(op.text(module), op.text(name), ...between, op.stackGlobal()));
const stream = fc
  .array(fc.oneof(piece, naming), { minLength: 1, maxLength: 20 })
  .map((pieces) => pickleOf(...pieces, op.stop()));
/** A good pickle with some bytes changed. */
const mutated = fc
  .tuple(
    fc.constantFrom(goodPickle(), stateDict([{ name: 'w', key: '0', shape: [2] }])),
    fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 3 }),
  )
  .map(([good, changes]) => {
    const bytes = Uint8Array.from(good);
    for (const [at, value] of changes) bytes[at % bytes.length] = value;
    return bytes;
  });

describe.runIf(HAS_PYTHON)("beside Python's own pickle module", () => {
  test('opcodes stand where pickletools finds them, in all protocols', () => {
    const pickles = python(['-c', WRITTEN]).trimEnd().split('\n');
    expect(pickles.length).toBeGreaterThan(300);
    const found = pickles.map((hex) =>
      [...tokens(new MemorySource(Buffer.from(hex, 'hex'), 'a.pkl'), 0)].map(({ name, at }) => [name, at]),
    );
    const expected = answers(pickles.map((hex) => Buffer.from(hex, 'hex'))).map(({ opcodes }) => opcodes);
    expect(found).toEqual(expected);
  });

  test('what Python writes is followed to its end, and only its globals are found', () => {
    const unfollowed = python(['-c', WRITTEN])
      .trimEnd()
      .split('\n')
      .filter((hex) => {
        const { problems, walk } = walked(Buffer.from(hex, 'hex'));
        return walk.result === null || problems.some(({ rule }) => !rule.endsWith('_global'));
      });
    expect(unfollowed).toEqual([]);
  });

  test.each([
    ['opcodes in any order', stream],
    ['good pickles with bytes changed', mutated],
  ])('nothing that either unpickler would import goes unseen: %s', (_what, arbitrary) => {
    const pickles = fc.sample(arbitrary, { numRuns: RUNS, seed: 6 });
    const said = answers(pickles);
    const unseen: string[] = [];
    const unnoticed: string[] = [];
    for (const [index, bytes] of pickles.entries()) {
      const { c, cError, python: other, pythonError } = said[index]!;
      const { problems, walk } = walked(bytes);
      const hex = Buffer.from(bytes).toString('hex');
      // a frame that lies makes CPython find what does not stand there: that is an error of its own
      if (problems.some(({ rule }) => rule.startsWith('pickle_frame_'))) continue;
      const names = [...c, ...other].map(spelled).filter((name) => !walk.globals.includes(name));
      unseen.push(...names.map((name) => `${hex} names ${name}`));
      const breaks = [cError, pythonError].includes('UnpicklingError');
      if (breaks && problems.length === 0) unnoticed.push(hex);
    }
    expect(said.flatMap(({ c }) => c).length).toBeGreaterThan(RUNS / 4);
    expect(unseen).toEqual([]);
    // what breaks an unpickler is at least not called good
    expect(unnoticed).toEqual([]);
  });
});
