import { workOf } from '../../../support/work.js';
import { describe, expect, test } from 'vitest';
import { goodPickle, offsetOf, op, pickleOf, type Piece } from '../../../../fixtures/artifacts/pickle.js';
import { places, readArtifact } from '../../../support/read-artifact.js';

const SYSTEM = [op.global('os', 'system'), op.text('id'), op.tuple1(), op.reduce()];

function judged(...pieces: readonly Piece[]) {
  const { problems } = readArtifact(pickleOf(...pieces), 'a.pkl');
  return { problems, at: (index: number) => offsetOf(pieces, index) };
}

describe('case 42: a payload before a broken stream is told, for it has run by then', () => {
  const breaks: readonly [what: string, rule: string, pieces: readonly Piece[], index: number][] = [
    ['a byte that is no opcode', 'pickle_unknown_opcode', [Buffer.of(0xff)], 4],
    ['the end of the file', 'pickle_truncated', [], 4],
    ['a missing memo entry', 'pickle_memo_missing', [op.binGet(9)], 4],
    ['an empty stack', 'pickle_stack_underflow', [op.pop(), op.pop()], 5],
    ['a mark that is not there', 'pickle_no_mark', [op.tuple()], 4],
    ['a length past the end', 'pickle_length', [op.text8('x', 2n ** 62n)], 4],
    ['a protocol that is none', 'pickle_protocol', [op.proto(99)], 4],
    ['an index that Python may read and others not', 'pickle_memo_index', [op.get('1_0')], 4],
  ];

  test.each(breaks)('%s', (_what, rule, pieces, index) => {
    const { problems, at } = judged(...SYSTEM, ...pieces);
    expect(problems[0]).toMatchObject({ rule: 'pickle_dangerous_global', part: 'os.system', offset: 0 });
    // a length is wrong where it is written
    expect(problems[1]).toMatchObject({
      rule,
      concern: 'format',
      offset: at(index) + (rule === 'pickle_length' ? 1 : 0),
    });
    expect(problems[1]?.message).toContain('until there it would have run os.system');
  });

  test('a result that is thrown away', () => {
    const { problems } = judged(...SYSTEM, op.pop(), op.emptyDict(), op.stop());
    expect(problems).toMatchObject([{ rule: 'pickle_dangerous_global', part: 'os.system' }]);
  });

  test('a mark that POP takes off, with a value below it', () => {
    const { problems } = judged(op.none(), op.mark(), op.pop(), op.stop());
    expect(problems).toEqual([]);
  });
});

describe('case 43', () => {
  test('a second pickle behind STOP', () => {
    const first = goodPickle();
    const { problems } = judged(first, ...SYSTEM, op.stop());
    expect(problems).toMatchObject([
      { rule: 'pickle_second', concern: 'safety', offset: first.length },
      { rule: 'pickle_dangerous_global', part: 'os.system', offset: first.length },
    ]);
  });

  test('bytes behind STOP', () => {
    const first = goodPickle();
    const { problems } = judged(first, Buffer.from([0xfe, 1, 2]));
    expect(places(problems)).toEqual([`pickle_trailing_bytes@${first.length}`]);
  });

  test('a frame of 2^62 bytes', () => {
    const { problems, at } = judged(op.proto(4), op.frame(2n ** 62n), op.none(), op.stop());
    expect(problems).toMatchObject([{ rule: 'pickle_frame_length', offset: at(1) }]);
  });

  test('a frame that ends within an opcode, and one within another', () => {
    const { problems, at } = judged(
      op.proto(4),
      op.frame(3),
      op.text('text'),
      op.frame(4),
      op.frame(1),
      op.pop(),
      op.none(),
      op.stop(),
    );
    expect(places(problems)).toEqual([`pickle_frame_crossed@${at(2)}`, `pickle_frame_nested@${at(4)}`]);
  });

  test('BINUNICODE8 of 2^62 bytes', () => {
    const { problems, at } = judged(op.proto(4), op.text8('', 2n ** 62n), op.stop());
    expect(places(problems)).toEqual([`pickle_length@${at(1) + 1}`]);
  });

  test.each([
    ['LONG_BINPUT', op.longBinPut(0xfffffff0)],
    ['PUT', op.put('999999999999999')],
  ])('%s to a giant index is an error and costs nothing', (_name, put) => {
    const { problems, at } = judged(op.none(), put, op.stop());
    expect(problems).toMatchObject([{ rule: 'pickle_memo_index', concern: 'safety', offset: at(1) }]);
  });

  /** Blocks of our code that one opcode takes, a few calls deep. */
  const EACH_OPCODE = 60;

  test('a billion laughs by DUP and by GET take the work of their opcodes', async () => {
    const twice = Array.from({ length: 2000 }, () => pickleOf(op.dup(), op.tuple2()));
    const byMemo = Array.from({ length: 250 }, (_, index) => pickleOf(op.binPut(index), op.binGet(index), op.tuple2()));
    const work = await workOf(() => {
      expect(judged(op.proto(2), op.emptyTuple(), ...twice, op.stop()).problems).toEqual([]);
      expect(judged(op.proto(2), op.emptyTuple(), ...byMemo, op.stop()).problems).toEqual([]);
    });
    expect(work).toBeLessThan(EACH_OPCODE * (2 * 2000 + 3 * 250));
  });

  test('a large state that is built again and again is not read again and again', async () => {
    const times = 1000;
    const items = Array.from({ length: times }, (_, index) => pickleOf(op.text(`k${index}`), op.emptyTuple()));
    const again = Array.from({ length: times }, () => pickleOf(op.binGet(0), op.build()));
    const state = [op.emptyDict(), op.binPut(0), op.mark(), pickleOf(...items), op.setItems(), op.pop()];
    const target = [op.global('collections', 'OrderedDict'), op.emptyTuple(), op.reduce()];
    const work = await workOf(() =>
      expect(judged(op.proto(2), ...state, ...target, pickleOf(...again), op.stop()).problems).toEqual([]),
    );
    // read again each time it would be a million
    expect(work).toBeLessThan(EACH_OPCODE * 4 * times);
  });

  test('more values on the stack than any pickler leaves there', () => {
    const { problems } = judged(Buffer.alloc(2 ** 21 + 1, op.none()), op.stop());
    expect(places(problems)).toEqual([`pickle_stack_depth@${2 ** 21}`]);
  });

  test('a second PROTO, which changes how names are read', () => {
    const { problems, at } = judged(op.proto(4), op.none(), op.proto(2), op.stop());
    expect(problems).toMatchObject([{ rule: 'pickle_protocol_repeated', concern: 'safety', offset: at(2) }]);
  });

  test('data that is to come from elsewhere', () => {
    const { problems, at } = judged(op.proto(5), op.nextBuffer(), op.stop());
    expect(places(problems)).toEqual([`pickle_out_of_band@${at(1)}`]);
  });
});

describe('what only some unpicklers read', () => {
  test.each([
    ['a number after a blank', 'pickle_number', Buffer.from('I 7\n')],
    ['a number that one reads as octal', 'pickle_number', Buffer.from('I010\n')],
    ['a fraction that is none', 'pickle_number', Buffer.from('Fabc\n')],
    ['a text that is not UTF-8', 'pickle_text', Buffer.from('8c01ff', 'hex')],
    ['half an escape', 'pickle_text', op.quoted('\\x4')],
    ['a blank behind the quote', 'pickle_text', Buffer.from("S'a' \n")],
  ])('%s is wrong, and what stands behind it is read', (_what, rule, bytes) => {
    const { problems } = judged(op.proto(4), bytes, op.pop(), ...SYSTEM, op.stop());
    expect(places(problems)).toEqual([`${rule}@2`, expect.stringContaining('pickle_dangerous_global')]);
  });

  test.each([
    ['numbers', Buffer.from('I-7\n0L12L\n0F-1.5e+3\n0Fnan\n0')],
    ['half a surrogate pair, as Python writes it', Buffer.from('8c03eda08030', 'hex')],
    ['bytes of Python 2', Buffer.from('5501ff30', 'hex')],
    ['escapes', pickleOf(op.quoted('\\\\\\x41\\n'), op.pop())],
  ])('%s as Python writes them', (_what, bytes) => {
    expect(judged(op.proto(2), bytes, op.none(), op.stop()).problems).toEqual([]);
  });

  test('lines that begin with I are text', () => {
    const { structure } = readArtifact(Buffer.from('I am what I am.\n'.repeat(100)), 'notes');
    expect(structure).toBeNull();
  });
});

test('a pickle is known by its content, whatever its name', () => {
  for (const bytes of [pickleOf(...SYSTEM, op.stop()), pickleOf(op.proto(2), ...SYSTEM, op.stop())]) {
    const { problems } = readArtifact(bytes, 'model.safetensors');
    expect(problems.map(({ rule }) => rule)).toEqual(['layout_wrong_extension', 'pickle_dangerous_global']);
  }
});
