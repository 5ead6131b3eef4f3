import { describe, expect, test } from 'vitest';
import { goodNpy, goodNpz, HEADER_AT, NPY_HEADER, rawNpy } from '../../../../fixtures/artifacts/npy.js';
import { op, pickleOf } from '../../../../fixtures/artifacts/pickle.js';
import { zipOf } from '../../../../fixtures/artifacts/zip.js';
import { places, readArtifact } from '../../../support/read-artifact.js';

function judged(...raw: Parameters<typeof rawNpy>) {
  return readArtifact(rawNpy(...raw), 'array.npy');
}

function headerOf(descr: string, shape: string, order = 'False'): string {
  return `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`;
}

const DATA_AT = HEADER_AT + NPY_HEADER.length;

test('a good array is a tensor', () => {
  const { structure, problems } = readArtifact(goodNpy(), 'array.npy');
  expect(problems).toEqual([]);
  expect(structure?.tensors).toEqual([
    { name: 'array', dtype: 'float32', shape: [3, 4], file: 'array.npy', offset: DATA_AT, bytes: 48 },
  ]);
});

test('arrays of an archive lie in its members', () => {
  const { structure, problems } = readArtifact(goodNpz(), 'arrays.npz');
  expect(problems).toEqual([]);
  expect(structure?.tensors.map(({ name, file }) => [name, file])).toEqual([
    ['weights', 'arrays.npz!weights.npy'],
    ['bias', 'arrays.npz!bias.npy'],
  ]);
});

test.each([
  ['version 2', { version: [2, 0] as const }, [3, 4]],
  ['version 3', { version: [3, 0] as const }, [3, 4]],
  ['an array of no dimension', { header: headerOf("'<f4'", '()'), data: Buffer.alloc(4) }, []],
  ['an array of no element', { header: headerOf("'<f4'", '(0, 5)'), data: Buffer.alloc(0) }, [0, 5]],
  ["Python 2's long numbers", { header: headerOf("'<f8'", '(3L, 2L)'), data: Buffer.alloc(48) }, [3, 2]],
  ['fields', { header: headerOf("[('a', '<f4'), ('b', '<i2', (2, 3))]", '(3,)'), data: Buffer.alloc(48) }, [3]],
  ['order of Fortran', { header: headerOf("'<f4'", '(3, 4)', 'True') }, [3, 4]],
])('%s', (_what, raw, shape) => {
  const { structure, problems } = judged(raw);
  expect(problems).toEqual([]);
  expect(structure?.tensors[0]?.shape).toEqual(shape);
});

describe('case 47: arrays of objects, which are pickles', () => {
  const data = pickleOf(op.proto(2), op.global('os', 'system'), op.stop());

  test.each([
    ['alone', "'|O'"],
    ['in a field', "[('a', '<f4'), ('b', '|O')]"],
  ])('%s', (_what, descr) => {
    const header = headerOf(descr, '(1,)');
    const { problems } = judged({ header, data });
    const at = HEADER_AT + header.length;
    expect(problems).toMatchObject([
      { rule: 'npy_object', concern: 'safety', severity: 'error', offset: at, part: 'array' },
      { rule: 'pickle_dangerous_global', offset: at + 2, part: 'os.system' },
    ]);
  });

  test('in an archive', () => {
    const array = rawNpy({ header: headerOf("'|O'", '(1,)'), data });
    const { problems } = readArtifact(zipOf([{ name: 'a.npy', data: array }]).bytes, 'a.npz');
    expect(problems.map(({ rule }) => rule)).toEqual(['npy_object', 'pickle_dangerous_global']);
  });

  test.each([
    ["a header past numpy's own limit", { version: [2, 0] as const, headerLength: 10_001 }],
    ['a header of 4 GiB', { version: [2, 0] as const, headerLength: 0xffffffff }],
  ])('%s', (_what, raw) => {
    expect(places(judged(raw).problems)).toEqual(['npy_header_too_large@8']);
  });
});

describe('what a header may not say', () => {
  test.each([
    ['a call', "{'descr': __import__('os').system('id'), 'fortran_order': False, 'shape': (3, 4), }", 'npy_header', 20],
    ['an escape', "{'descr': '\\x3cf4', 'fortran_order': False, 'shape': (3, 4), }", 'npy_header', 20],
    ['a key twice', "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (3, 4)}", 'npy_header', 27],
    ['another key', "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), 'x': 1}", 'npy_header', 10],
    ['something behind it', `${NPY_HEADER.trimEnd()} 1`, 'npy_header', 70],
    ['levels without end', '('.repeat(5000), 'npy_header', 43],
    ['a type that is none', headerOf("'<f5'", '(3, 4)'), 'npy_dtype', 10],
    ['a negative dimension', headerOf("'<f4'", '(-3, -4)'), 'npy_shape', 10],
    ['a product past 2^53', headerOf("'<f4'", '(4294967296, 4294967296, 0)'), 'npy_shape', 10],
    ['a shape that is a number', headerOf("'<f4'", '12'), 'npy_shape', 10],
    ['a shape that is a list', headerOf("'<f4'", '[3, 4]'), 'npy_shape', 10],
    ['an order that is a number', headerOf("'<f4'", '(3, 4)', '0'), 'npy_header', 10],
  ])('%s', (_what, header, rule, offset) => {
    expect(places(judged({ header }).problems)).toEqual([`${rule}@${offset}`]);
  });

  test("Python 2's long numbers in a version that Python 2 never wrote", () => {
    const header = headerOf("'<f4'", '(3L, 4L)');
    const at = 12 + header.indexOf('3L');
    expect(places(judged({ header, version: [3, 0] }).problems)).toEqual([`npy_header@${at}`]);
  });

  test('another version', () => {
    expect(places(judged({ version: [4, 0] }).problems)).toEqual(['npy_version@6']);
  });
});

test.each([
  ['fewer', 47, `npy_truncated@${DATA_AT} array`],
  ['more', 50, `npy_trailing_bytes@${DATA_AT + 48} array`],
])('%s bytes than the shape says', (_what, length, place) => {
  expect(places(judged({ data: Buffer.alloc(length) }).problems)).toEqual([place]);
});

test('no prefix of a good array is without a problem', () => {
  const good = goodNpy();
  for (let length = 1; length < good.length; length += 1) {
    expect(readArtifact(good.subarray(0, length), 'array.npy').errors, `the first ${length} bytes`).toBeGreaterThan(0);
  }
});
