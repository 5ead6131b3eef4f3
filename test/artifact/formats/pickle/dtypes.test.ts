import { describe, expect, test } from 'vitest';
import { op, pickleOf, type Piece } from '../../../../fixtures/artifacts/pickle.js';
import { readArtifact } from '../../../support/read-artifact.js';

interface State {
  readonly subtype?: Piece;
  readonly fields?: Piece;
  readonly size: number;
  readonly flags: number;
}

function made(type: string): Piece {
  return pickleOf(op.global('numpy', 'dtype'), op.text(type), op.false(), op.true(), op.tuple3(), op.reduce());
}

function ofClass(module: string, name: string): Piece {
  return pickleOf(op.global('numpy', 'dtype'), op.global(module, name), op.tuple1(), op.reduce());
}

/** `(type, offset)` under a name. */
function field(type: Piece, offset: number): Piece {
  return pickleOf(op.text('a'), type, op.int(offset), op.tuple2(), op.setItem());
}

function built(type: string, { subtype = op.none(), fields = op.none(), size, flags }: State): Piece {
  const names = pickleOf(op.text('a'), op.tuple1());
  const numbers = pickleOf(op.int(size), op.int(1), op.int(flags));
  return pickleOf(
    made(type),
    op.mark(),
    op.int(3),
    op.text('|'),
    subtype,
    names,
    fields,
    numbers,
    op.tuple(),
    op.build(),
  );
}

function rulesOf(...pieces: readonly Piece[]): string[] {
  return readArtifact(pickleOf(op.proto(3), ...pieces, op.stop()), 'a.pkl').problems.map(({ rule }) => rule);
}

const fieldsOf = (type: Piece, offset: number) => pickleOf(op.emptyDict(), field(type, offset));

describe('states that numpy.dtype believes', () => {
  test.each<[what: string, type: string, state: State]>([
    ['a number', 'f8', { size: -1, flags: 0 }],
    ['objects', 'O8', { size: -1, flags: 63 }],
    ['text', 'U5', { size: 20, flags: 8 }],
    ['fields', 'V16', { size: 16, flags: 16, fields: fieldsOf(made('f8'), 8) }],
    ['a field of objects', 'V16', { size: 16, flags: 27, fields: fieldsOf(made('O8'), 8) }],
    [
      'an array as element',
      'V24',
      { size: 24, flags: 0, subtype: pickleOf(made('f8'), op.int(3), op.tuple1(), op.tuple2()) },
    ],
  ])('%s as numpy writes it', (_what, type, state) => {
    expect(rulesOf(built(type, state))).toEqual([]);
  });

  // numpy 2.4 ends with a segmentation fault on each of them
  test.each<[what: string, type: string, state: State]>([
    ['objects without the flags', 'O8', { size: -1, flags: 0 }],
    ['a field of objects without them', 'V8', { size: 8, flags: 0, fields: fieldsOf(made('O8'), 0) }],
    ...(
      [
        ['collections', 'OrderedDict'],
        ['numpy', 'ndarray'],
        ['numpy', 'matrix'],
      ] as const
    ).map(([module, name]): [string, string, State] => [
      `a field of the class ${module}.${name}, which is an object`,
      'V32',
      { size: 32, flags: 0, fields: fieldsOf(ofClass(module, name), 0) },
    ]),
    [
      'objects two levels down',
      'V8',
      { size: 8, flags: 0, fields: fieldsOf(built('V8', { size: 8, flags: 27, fields: fieldsOf(made('O8'), 0) }), 0) },
    ],
    [
      'an array of objects',
      'V8',
      { size: 8, flags: 0, subtype: pickleOf(made('O8'), op.int(1), op.tuple1(), op.tuple2()) },
    ],
    ['a field behind its element', 'V8', { size: 8, flags: 0, fields: fieldsOf(made('f8'), 2 ** 30) }],
    [
      'an array longer than its element',
      'V8',
      { size: 8, flags: 0, subtype: pickleOf(made('f8'), op.int(2 ** 28), op.tuple1(), op.tuple2()) },
    ],
  ])('%s', (_what, type, state) => {
    expect(rulesOf(built(type, state))).toEqual(['pickle_dtype_state']);
  });

  test.each(['bool_', 'float64'])('a field of numpy.%s, which is a number', (name) => {
    const fields = fieldsOf(ofClass('numpy', name), 0);
    expect(rulesOf(built('V32', { size: 32, flags: 0, fields }))).toEqual([]);
  });

  test('fields that come after the state was set', () => {
    const fields = pickleOf(op.emptyDict(), op.binPut(0));
    const later = pickleOf(op.binGet(0), field(made('O8'), 0));
    expect(rulesOf(built('V8', { size: 8, flags: 0, fields }), later)).toEqual(['pickle_dtype_state']);
  });

  test('no more fields are looked at than are counted, and it is said where there are more', () => {
    const fields = Array.from({ length: 1000 }, (_, index) =>
      pickleOf(op.text(`f${index}`), op.get(0), op.int(0), op.tuple2(), op.setItem()),
    );
    const states = (count: number) => {
      const state = [op.int(3), op.text('|'), op.none(), op.emptyTuple(), op.emptyDict(), ...fields];
      const type = pickleOf(made('f4'), op.put(0), made('V4'), op.put(1));
      const set = pickleOf(op.mark(), ...state, op.int(4), op.int(1), op.int(16), op.tuple(), op.put(2), op.build());
      // three bytes each with the shorter opcodes
      return rulesOf(type, set, ...Array.from({ length: count - 1 }, () => pickleOf(op.get(2), op.build())));
    };
    expect(states(500)).toEqual([]);
    expect(states(1500)).toEqual(['pickle_dtype_fields']);
  });
});
