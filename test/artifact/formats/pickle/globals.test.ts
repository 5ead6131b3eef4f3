import { describe, expect, test } from 'vitest';
import { dtypePieces } from '../../../../fixtures/artifacts/joblib.js';
import { offsetOf, op, pickleOf, type Piece } from '../../../../fixtures/artifacts/pickle.js';
import { readArtifact } from '../../../support/read-artifact.js';

/** A type of 4 bytes. */
const VOID = [op.global('numpy', 'dtype'), op.text('V4'), op.tuple1(), op.reduce()];
const COMMAND = [op.text('id'), op.tuple1()];

/** Problems of a pickle made of pieces, and where each piece begins. */
function judged(...pieces: readonly Piece[]) {
  const { problems, structure } = readArtifact(pickleOf(...pieces), 'a.pkl');
  return { problems, structure, at: (index: number) => offsetOf(pieces, index) };
}

describe('case 41: every way of naming a global', () => {
  const callsSystem: readonly [way: string, pieces: readonly Piece[], named: number][] = [
    ['GLOBAL and REDUCE', [op.global('os', 'system'), ...COMMAND, op.reduce(), op.stop()], 0],
    ['GLOBAL without a call', [op.global('os', 'system'), op.stop()], 0],
    ['STACK_GLOBAL', [op.proto(4), op.shortText('os'), op.shortText('system'), op.stackGlobal(), op.stop()], 3],
    [
      'STACK_GLOBAL with texts from the memo',
      [
        op.proto(4),
        op.text('os'),
        op.binPut(0),
        op.text('system'),
        op.binPut(1),
        op.pop(),
        op.pop(),
        op.binGet(0),
        op.binGet(1),
        op.stackGlobal(),
        ...COMMAND,
        op.reduce(),
        op.stop(),
      ],
      9,
    ],
    [
      'STACK_GLOBAL where harmless texts were memoised over others',
      [
        op.proto(4),
        op.text('collections'),
        op.put(1),
        op.pop(),
        op.text('os'),
        op.memoize(),
        op.pop(),
        op.text('system'),
        op.put(0),
        op.binGet(1),
        op.binGet(0),
        op.stackGlobal(),
        op.stop(),
      ],
      11,
    ],
    [
      'STACK_GLOBAL with escaped text',
      [op.quoted('\\x6fs'), op.unicodeLine('s\\u0079stem'), op.stackGlobal(), op.stop()],
      2,
    ],
    ['INST', [op.mark(), op.text('id'), op.inst('os', 'system'), op.stop()], 2],
    ['OBJ', [op.mark(), op.global('os', 'system'), op.text('id'), op.obj(), op.stop()], 1],
    ['NEWOBJ', [op.proto(2), op.global('os', 'system'), ...COMMAND, op.newObj(), op.stop()], 1],
    ['NEWOBJ_EX', [op.proto(4), op.global('os', 'system'), ...COMMAND, op.emptyDict(), op.newObjEx(), op.stop()], 1],
    [
      'a call whose result is thrown away',
      [op.global('os', 'system'), ...COMMAND, op.reduce(), op.pop(), op.none(), op.stop()],
      0,
    ],
  ];

  test.each(callsSystem)('%s', (_way, pieces, named) => {
    const { problems, at } = judged(...pieces);
    expect(problems[0]).toMatchObject({
      rule: 'pickle_dangerous_global',
      concern: 'safety',
      severity: 'error',
      part: 'os.system',
      offset: at(named),
    });
    expect(problems[0]?.message).toContain('os.system, which runs programs or changes files');
  });

  test.each([
    ['posix', 'system'],
    ['nt', 'system'],
    ['subprocess', 'Popen'],
    ['builtins', 'eval'],
    ['__builtin__', 'eval'],
    ['builtins', 'exec'],
    ['builtins', 'getattr'],
    ['builtins', '__import__'],
    ['pip', 'main'],
    ['pip._internal', 'main'],
    ['pkgutil', 'resolve_name'],
    ['runpy', '_run_code'],
    ['importlib', 'import_module'],
    ['torch.utils.collect_env', 'run'],
    ['multiprocessing.util', 'spawnv_passfds'],
    ['numpy.testing._private.utils', 'runstring'],
    ['torch.storage', '_load_from_bytes'],
    ['functools', 'partial'],
    ['asyncio.unix_events', '_UnixSubprocessTransport'],
    ['idlelib.run', 'Executive'],
    ['numpy.f2py.crackfortran', 'getlincoef'],
  ])('%s.%s is known to be dangerous', (module, name) => {
    const { problems } = judged(op.global(module, name), op.emptyTuple(), op.reduce(), op.stop());
    expect(problems.map(({ rule }) => rule)).toEqual(['pickle_dangerous_global']);
  });

  test.each([
    ['sklearn.linear_model._base', 'LinearRegression', 'a class that nobody looked at'],
    ['collections', 'OrderedDict.fromkeys', 'a name that reaches into a harmless one'],
    ['collections.OrderedDict', 'fromkeys', 'a module that is no module'],
    ['torch', '_utils._rebuild_tensor_v2', 'the parts of a harmless name, cut elsewhere'],
    ['torch._utils._rebuild_tensor_v2', '', 'an empty name'],
    ['Collections', 'OrderedDict', 'another case'],
    ['collections\r', 'OrderedDict', 'a name with a carriage return'],
    ['\uFEFFcollections', 'OrderedDict', 'a byte order mark'],
    ['__proto__', 'constructor', 'a name that is one of JavaScript'],
  ])('%j.%j is not on the list: %s', (module, name) => {
    const { problems } = judged(op.global(module, name), op.emptyTuple(), op.reduce(), op.stop());
    expect(problems.map(({ rule }) => rule)).toEqual(['pickle_unlisted_global']);
  });

  test('the message names the opcode that names it and the one that calls it', () => {
    const { problems } = judged(op.global('shop', 'Cart'), op.emptyTuple(), op.reduce(), op.stop());
    expect(problems[0]?.message).toBe(
      'Expected only globals that are known to be harmless, found shop.Cart, of which nothing is known: named by GLOBAL and called by REDUCE at byte 12',
    );
  });

  test.each([
    ['EXT1', op.ext1(1)],
    ['EXT2', op.ext2(300)],
    ['EXT4', op.ext4(70_000)],
  ])('%s: a number of a registry that the file does not hold', (_name, ext) => {
    const { problems, at } = judged(op.proto(2), ext, ...COMMAND, op.reduce(), op.stop());
    expect(problems[0]).toMatchObject({ rule: 'pickle_extension_code', concern: 'safety', offset: at(1) });
  });

  test.each([
    ['PERSID', [op.persId('os.system')], 0],
    ['BINPERSID', [op.text('x'), op.binPersId()], 1],
  ])('%s in a plain pickle', (_name, pieces, index) => {
    const { problems, at } = judged(...pieces, op.stop());
    expect(problems).toMatchObject([{ rule: 'pickle_persistent_id', concern: 'safety', offset: at(index) }]);
  });

  test('BUILD with a __setstate__ that is called by the next BUILD', () => {
    const { problems, at } = judged(
      op.global('collections', 'OrderedDict'),
      op.emptyTuple(),
      op.reduce(),
      op.emptyDict(),
      op.text('__setstate__'),
      op.global('os', 'system'),
      op.setItem(),
      op.build(),
      op.text('id'),
      op.build(),
      op.stop(),
    );
    expect(problems).toMatchObject([
      { rule: 'pickle_build_method', concern: 'safety', offset: at(7) },
      { rule: 'pickle_dangerous_global', offset: at(5) },
    ]);
  });

  test('BUILD with a state whose keys only a call gives', () => {
    const dict = [op.global('collections', 'OrderedDict'), op.emptyTuple(), op.reduce()];
    const { problems, at } = judged(...dict, ...dict, op.build(), op.stop());
    expect(problems).toMatchObject([{ rule: 'pickle_build_method', concern: 'safety', offset: at(6) }]);
  });

  test('BUILD on a global, which would change it for the whole program', () => {
    const state = [op.none(), op.emptyDict(), op.text('a'), op.text('os'), op.setItem(), op.tuple2()];
    const { problems, at } = judged(op.global('collections', 'OrderedDict'), ...state, op.build(), op.stop());
    expect(problems).toMatchObject([{ rule: 'pickle_build_target', concern: 'safety', offset: at(7) }]);
  });

  test('a name that only a call gives', () => {
    const { problems, at } = judged(
      op.global('_codecs', 'encode'),
      op.text('bf'),
      op.text('rot13'),
      op.tuple2(),
      op.reduce(),
      op.text('system'),
      op.stackGlobal(),
      op.stop(),
    );
    expect(problems).toMatchObject([
      { rule: 'pickle_unexpected_arguments', concern: 'safety', offset: at(4) },
      { rule: 'pickle_computed_global', concern: 'safety', offset: at(6) },
    ]);
  });

  test('a call of what a call gave', () => {
    const call = [op.global('collections', 'OrderedDict'), op.emptyTuple(), op.reduce()];
    const { problems, at } = judged(...call, op.emptyTuple(), op.reduce(), op.stop());
    expect(problems).toMatchObject([{ rule: 'pickle_computed_call', concern: 'safety', offset: at(4) }]);
  });

  test('a class of elements that is called would allocate as much as it is told to', () => {
    const { problems, at } = judged(
      op.global('torch', 'FloatStorage'),
      op.int(2 ** 30),
      op.tuple1(),
      op.reduce(),
      op.stop(),
    );
    expect(problems).toMatchObject([{ rule: 'pickle_unexpected_call', concern: 'safety', offset: at(3) }]);
  });

  test.each([
    ['bytes', 'builtins', [op.int(2 ** 30), op.tuple1()]],
    ['bytearray', 'builtins', [op.int(2 ** 30), op.tuple1()]],
    ['bytearray', 'builtins', [op.global('torch', 'Size'), op.emptyTuple(), op.reduce(), op.tuple1()]],
    ['dtype', 'numpy', [op.text('O,i4'), op.tuple1()]],
    ['_rebuild_from_type_v2', 'torch._tensor', [op.global('collections', 'OrderedDict'), op.tuple1()]],
    ['_reconstruct', 'numpy.core.multiarray', [op.text('a'), op.tuple1()]],
    ['scalar', 'numpy._core.multiarray', [...VOID, op.tuple1()]],
    ['scalar', 'numpy.core.multiarray', [op.text('V2000000000'), op.bytes(Buffer.alloc(4)), op.tuple2()]],
  ])('%s with other arguments than picklers give it', (name, module, args) => {
    const { problems } = judged(op.global(module, name), ...args, op.reduce(), op.stop());
    expect(problems).toMatchObject([{ rule: 'pickle_unexpected_arguments', concern: 'safety' }]);
  });

  test('a number of numpy as picklers write it', () => {
    const value = [...VOID, op.bytes(Buffer.alloc(4)), op.tuple2()];
    const { problems } = judged(
      op.proto(3),
      op.global('numpy._core.multiarray', 'scalar'),
      ...value,
      op.reduce(),
      op.stop(),
    );
    expect(problems).toEqual([]);
  });

  describe('a number has at least the bytes of its type', () => {
    const numberOf = (dtype: Piece, value: Piece) =>
      judged(op.global('numpy.core.multiarray', 'scalar'), dtype, value, op.tuple2(), op.reduce(), op.stop()).problems;
    const encoded = (text: string) =>
      pickleOf(op.global('_codecs', 'encode'), op.text(text), op.text('latin1'), op.tuple2(), op.reduce());
    const f8 = dtypePieces('f8');
    const fields = dtypePieces('V4', { order: '|', bytes: 16, alignment: 1, flags: 0 });
    const written = (name: string) => pickleOf(op.global('numpy', 'dtype'), op.text(name), op.tuple1(), op.reduce());

    test.each<[what: string, dtype: Piece, value: Piece]>([
      ['bytes', f8, op.bytes(Buffer.alloc(7))],
      ['no bytes', f8, op.bytes(Buffer.alloc(0))],
      ['bytes as protocols before 3 spell them', f8, encoded('\x00'.repeat(7))],
      ['text of Python 2', f8, op.quoted('1234567')],
      ['characters of four bytes', written('<U3'), op.bytes(Buffer.alloc(11))],
      ['a long name', written('complex128'), op.bytes(Buffer.alloc(15))],
      ['a time', written('M8[ns]'), op.bytes(Buffer.alloc(7))],
      ['the size that the state of a type says', fields, op.bytes(Buffer.alloc(15))],
      ['nothing', f8, op.none()],
      ['a number', f8, op.int(5)],
    ])('%s', (_what, dtype, value) => {
      expect(numberOf(dtype, value)).toMatchObject([
        { rule: 'pickle_scalar_bytes', concern: 'format', severity: 'error' },
      ]);
    });

    test.each<[what: string, dtype: Piece, value: Piece]>([
      ['enough', f8, op.bytes(Buffer.alloc(8))],
      ['more, of which numpy takes the first', f8, op.bytes(Buffer.alloc(9))],
      ['as protocols before 3 spell them', f8, encoded('\xff'.repeat(8))],
      ['as the state of a type says', fields, op.bytes(Buffer.alloc(16))],
      ['more than are kept of a text', written('S1500'), encoded('x'.repeat(1500))],
      ['of a type that is not known', written('float96'), op.bytes(Buffer.alloc(1))],
      ['an object, which stands for itself', dtypePieces('O8'), op.none()],
    ])('%s: no fault', (_what, dtype, value) => {
      expect(numberOf(dtype, value)).toEqual([]);
    });
  });

  test('items set on what is no dictionary', () => {
    const { problems, at } = judged(op.emptyList(), op.int(0), op.int(1), op.setItem(), op.stop());
    expect(problems).toMatchObject([{ rule: 'pickle_setitem_target', concern: 'safety', offset: at(3) }]);
  });
});
