/** What has to be refused or flagged in a safetensors file, by the numbers of the cases that this project was given. */
import { describe, expect, test } from 'vitest';
import {
  goodSafetensors,
  headerOf,
  rawSafetensors,
  safetensorsOf,
} from '../../../../fixtures/artifacts/safetensors.js';
import { places, readArtifact } from '../../../support/read-artifact.js';

const NAME = 'model.safetensors';
const read = (bytes: Uint8Array) => readArtifact(bytes, NAME);
const found = (bytes: Uint8Array): string[] => places(read(bytes).problems);
/** Of a header with the given text and so many bytes of data. */
const header = (text: string | Uint8Array, dataBytes = 0): string[] =>
  found(rawSafetensors({ header: text, data: new Uint8Array(dataBytes) }));
/** Byte of the first occurrence of a text in a header. */
const at = (text: string, part: string): number => 8 + Buffer.from(text).indexOf(part);

const tensor = (fields: string): string => `{"a":{${fields}}}`;
const F32 = '"dtype":"F32","shape":[1],"data_offsets":[0,4]';

describe('case 26: a length that cannot be', () => {
  test.each([0, 1, 7])('%i bytes are no file', (size) => {
    expect(found(new Uint8Array(size))).toEqual(['safetensors_length@0']);
  });
  test.each([
    ['past the end by one byte', 3n, 'safetensors_header_past_end@0'],
    ['2^63', 2n ** 63n, 'safetensors_header_past_end@0'],
    ['2^64 - 1', 2n ** 64n - 1n, 'safetensors_header_past_end@0'],
    ['0', 0n, 'safetensors_header_json@8'],
  ])('a header of %s', (_, headerLength, problem) => {
    expect(found(rawSafetensors({ header: '{}', headerLength }))).toEqual([problem]);
  });
  test('a header of more than 100 MB', () => {
    const source = rawSafetensors({ header: '{}', headerLength: 100_000_001n, data: new Uint8Array(100_000_010) });
    expect(found(source)).toEqual(['safetensors_header_size@0']);
  });
});

describe('case 27: a header that is no JSON object', () => {
  test.each([
    ['a byte order mark', '\ufeff{}', 'safetensors_header_start@8'],
    ['an array', '[]', 'safetensors_header_start@8'],
    ['a blank first', ' {}', 'safetensors_header_start@8'],
    ['an open object', '{"a":', 'safetensors_header_json@13'],
    ['a comma at the end', '{"__metadata__":{},}', 'safetensors_header_json@27'],
    ['no quotes', '{a:1}', 'safetensors_header_json@9'],
    ['junk behind the object', '{}x', 'safetensors_header_json@10'],
    ['a second object', '{} {}', 'safetensors_header_json@11'],
    ['NUL as padding', '{}\0\0', 'safetensors_header_json@10'],
    ['a raw control character', '{"a\nb":1}', 'safetensors_header_json@11'],
    ['an unknown escape', String.raw`{"\x41":1}`, 'safetensors_header_json@10'],
    ['half a surrogate pair', String.raw`{"\ud800":1}`, 'safetensors_header_json@10'],
    ['the wrong half first', String.raw`{"\udc00\ud800":1}`, 'safetensors_header_json@10'],
    ['a leading zero', tensor('"shape":[01]'), 'safetensors_header_json@23'],
    ['a bare minus', tensor('"shape":[-]'), 'safetensors_header_json@23'],
    ['NaN', tensor('"shape":[NaN]'), 'safetensors_header_json@23'],
    ['a comment', '{/**/}', 'safetensors_header_json@9'],
    ['80 levels', tensor(`"x":${'['.repeat(80)}${']'.repeat(80)}`), 'safetensors_header_depth@83'],
    ['a number of 100 digits', tensor(`"shape":[${'1'.repeat(100)}]`), 'safetensors_header_json@23'],
  ])('%s', (_, text, problem) => {
    const problems = header(text).filter((place) => !place.startsWith('safetensors_field_unknown'));
    expect(problems).toEqual([problem]);
  });
  test.each([
    ['a lone byte', [0xff]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['past U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
    ['half a character', [0xe2, 0x82]],
  ])('not UTF-8: %s', (_, bytes) => {
    const text = Buffer.concat([Buffer.from('{"a'), Buffer.from(bytes), Buffer.from('":1}')]);
    expect(header(text)).toEqual(['safetensors_header_utf8@11']);
  });
  test('20,000 levels end as a problem, not as a crash', () => {
    const problems = header(`{"a":${'{"a":'.repeat(20_000)}`);
    expect(problems).toEqual(['safetensors_field_unknown@14 a', 'safetensors_header_depth@343']);
  });
});

describe('case 28: a name that occurs twice', () => {
  test('of a tensor: read as one shape by this parser and as another by the next', () => {
    const text = `{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{${F32}}}`;
    const second = 8 + text.lastIndexOf('"a"');
    expect(header(text, 4)[0]).toBe(`safetensors_header_duplicate_key@${second} a`);
    expect(read(rawSafetensors({ header: text, data: new Uint8Array(4) })).errors).toBeGreaterThan(0);
  });
  test('written with an escape is the same name', () => {
    const text = `{"a":{${F32}},"\\u0061":{${F32}}}`;
    expect(header(text, 4)).toContain(`safetensors_header_duplicate_key@${at(text, String.raw`"\u0061`)} a`);
  });
  test.each(['dtype', 'shape', 'data_offsets'])('of a field: %s', (field) => {
    const again = { dtype: '"dtype":"F32"', shape: '"shape":[1]', data_offsets: '"data_offsets":[0,4]' }[field]!;
    const text = tensor(`${F32},${again}`);
    expect(header(text, 4)).toEqual([`safetensors_header_duplicate_key@${8 + text.lastIndexOf(`"${field}"`)} a`]);
  });
  test('of the metadata, and the metadata itself', () => {
    const text = '{"__metadata__":{"k":"1","k":"2"},"__metadata__":{}}';
    expect(header(text).filter((place) => place.includes('duplicate'))).toEqual([
      `safetensors_header_duplicate_key@${8 + text.lastIndexOf('"k"')} k`,
      `safetensors_header_duplicate_key@${8 + text.lastIndexOf('"__metadata__"')} __metadata__`,
    ]);
  });
});

describe('case 29: a dtype or a number that is none', () => {
  test.each(['F31', 'f32', 'float32', '', 'INT4', '__proto__'])('dtype %j', (dtype) => {
    const text = tensor(`"dtype":"${dtype}","shape":[1],"data_offsets":[0,4]`);
    expect(header(text, 4)).toEqual([`safetensors_dtype_unknown@${at(text, `"${dtype}"`)} a`]);
  });
  test.each([
    '-1',
    '-0',
    '1.0',
    '1.5',
    '1e0',
    '9007199254740993',
    '18446744073709551616',
    '"1"',
    'null',
    '[1]',
    'true',
  ])('the dimension %s', (dimension) => {
    const text = tensor(`"dtype":"F32","shape":[${dimension}],"data_offsets":[0,4]`);
    expect(header(text, 4)).toEqual([`safetensors_number@${at(text, '[') + 1} a`]);
  });
  test.each(['-4', '4.0', '4e0', '36893488147419103236', '"4"', 'null'])('the offset %s', (offset) => {
    const text = tensor(`"dtype":"F32","shape":[1],"data_offsets":[0,${offset}]`);
    expect(header(text, 4)).toEqual([`safetensors_number@${at(text, '[0,') + 3} a`]);
  });
  test.each([
    ['"dtype":4,"shape":[1],"data_offsets":[0,4]', 'safetensors_field_type@22 a'],
    ['"dtype":"F32","shape":1,"data_offsets":[0,4]', 'safetensors_field_type@36 a'],
    ['"dtype":"F32","shape":[1],"data_offsets":{}', 'safetensors_field_type@55 a'],
    ['"dtype":"F32","shape":[1],"data_offsets":[0]', 'safetensors_offsets_count@55 a'],
    ['"dtype":"F32","shape":[1],"data_offsets":[0,2,4]', 'safetensors_offsets_count@55 a'],
    ['"dtype":"F32","shape":[1]', 'safetensors_field_missing@9 a'],
  ])('the fields %s', (fields, problem) => {
    expect(header(tensor(fields), 4)).toEqual([problem]);
  });
});

/** Two tensors of bytes at the given places. */
const two = (first: readonly number[], second: readonly number[]): string =>
  `{"a":{"dtype":"U8","shape":[4],"data_offsets":[${first.join(',')}]},"b":{"dtype":"U8","shape":[4],"data_offsets":[${second.join(',')}]}}`;

describe('case 30: data that does not lie one behind the other', () => {
  const last = (text: string): number => 8 + text.lastIndexOf('[') + 1;
  test('reversed', () => {
    const text = two([0, 4], [8, 4]);
    expect(header(text, 8)).toEqual([`safetensors_offsets_reversed@${last(text)} b`]);
  });
  test('overlapping', () => {
    const text = two([0, 4], [3, 7]);
    expect(header(text, 7)).toEqual([`safetensors_offsets_overlap@${last(text)} b`]);
  });
  test('the same bytes twice', () => {
    const text = two([0, 4], [0, 4]);
    expect(header(text, 4)).toEqual([`safetensors_offsets_overlap@${last(text)} b`]);
  });
  test('with a hole', () => {
    const text = two([0, 4], [5, 9]);
    expect(header(text, 9)).toEqual([`safetensors_offsets_hole@${last(text)} b`]);
  });
  test('not from 0', () => {
    const text = tensor('"dtype":"F32","shape":[1],"data_offsets":[4,8]');
    expect(header(text, 8)).toEqual([`safetensors_offsets_hole@${last(text)} a`]);
  });
  test('in another order than declared is fine', () => {
    expect(header(two([4, 8], [0, 4]), 8)).toEqual([]);
  });
});

describe('case 31: a file that ends elsewhere than its last tensor', () => {
  const good = goodSafetensors();
  test('a payload behind it', () => {
    expect(found(Buffer.concat([good, Buffer.from('xx')]))).toEqual([`safetensors_trailing_data@${good.length}`]);
  });
  test.each(['MZ', '\x7fELF', 'PK\x03\x04'])('a payload that begins with %j is named by its kind', (payload) => {
    const { problems } = read(Buffer.concat([good, Buffer.from(payload, 'latin1')]));
    expect(problems.map(({ rule, concern, severity, offset }) => [rule, concern, severity, offset])).toEqual([
      ['safetensors_trailing_data', 'format', 'error', good.length],
      ['safetensors_trailing_content', 'safety', 'error', good.length],
    ]);
  });
  test.each([1, 100])('cut by %i bytes', (bytes) => {
    const problems = found(good.subarray(0, good.length - bytes));
    const end = Buffer.from(good).lastIndexOf(',208]') + 1;
    expect(problems).toContain(`safetensors_offsets_past_end@${end} step`);
  });
  test('data without any tensor', () => {
    expect(header('{}', 1)).toEqual(['safetensors_trailing_data@10', 'safetensors_no_tensors@8']);
  });
});

describe('case 32: a shape that is not what the data is', () => {
  const sized = (dtype: string, shape: string, bytes: number): string[] =>
    header(tensor(`"dtype":"${dtype}","shape":[${shape}],"data_offsets":[0,${bytes}]`), bytes);
  test.each([
    ['F32', '2', 4, 'safetensors_span@56 a'],
    ['F32', '', 8, 'safetensors_span@55 a'],
    ['F32', '0', 4, 'safetensors_span@56 a'],
    ['F32', '4294967296,4294967296', 4, 'safetensors_shape_overflow@36 a'],
    // wraps to 4 bytes where 64 bits are multiplied without looking
    ['U8', '9007199254740991,2049', 4, 'safetensors_shape_overflow@35 a'],
    ['U8', '4294967296,4294967296,0', 0, 'safetensors_shape_overflow@35 a'],
    ['F4', '3', 2, 'safetensors_shape_bits@35 a'],
    ['F6_E2M3', '3', 3, 'safetensors_shape_bits@40 a'],
  ])('%s [%s] in %i bytes', (dtype, shape, bytes, problem) => {
    expect(sized(dtype, shape, bytes)).toEqual([problem]);
  });
  test.each([
    ['F4', '2,3', 3],
    ['F6_E3M2', '4', 3],
    ['F8_E4M3', '3', 3],
    ['F8_E5M2FNUZ', '3', 3],
    ['F8_E8M0', '3', 3],
    ['C64', '2', 16],
    ['BF16', '', 2],
    ['F64', '0,5', 0],
  ])('%s [%s] is %i bytes', (dtype, shape, bytes) => {
    expect(sized(dtype, shape, bytes)).toEqual([]);
  });
});

describe('case 33: metadata and names', () => {
  test.each(['1', 'null', '["a"]', '{"b":"c"}', 'true'])('a value %s is no string', (value) => {
    const text = `{"__metadata__":{"k":${value}},"a":{${F32}}}`;
    expect(header(text, 4)).toEqual([`safetensors_metadata_type@${at(text, '"k"') + 4} k`]);
  });
  test('metadata that is no object', () => {
    expect(header(`{"__metadata__":[],"a":{${F32}}}`, 4)).toEqual(['safetensors_metadata_type@24 __metadata__']);
  });
  test.each(['__proto__', '../../x', '/etc/passwd', 'C:\\x', 'a\u0000b', 'a\u001bb', 'a\u202eb'])(
    'the name %j',
    (name) => {
      const data = new Uint8Array(4);
      const { problems, errors, structure } = read(safetensorsOf([{ name, dtype: 'F32', shape: [1], data }]));
      expect(problems.map(({ rule, concern, severity, part }) => [rule, concern, severity, part])).toEqual([
        ['safetensors_name_suspicious', 'safety', 'warning', name],
      ]);
      expect(errors).toBe(0);
      expect(structure?.tensors.map((one) => one.name)).toEqual([name]);
    },
  );
  test('an empty name and one of 70,000 bytes', () => {
    const data = new Uint8Array(4);
    const of = (name: string) => headerOf([{ name, dtype: 'F32', shape: [1], data }]);
    expect(header(of(''), 4)).toEqual(['safetensors_name_empty@9 ']);
    expect(header(of('n'.repeat(70_000)), 4)[0]).toMatch(/^safetensors_name_length@9 /);
  });
  test('metadata called __proto__ is metadata', () => {
    const text = `{"__metadata__":{"__proto__":"x"},"a":{${F32}}}`;
    const { structure, problems } = read(rawSafetensors({ header: text, data: new Uint8Array(4) }));
    expect(problems).toEqual([]);
    expect(Object.entries(structure!.metadata)).toEqual([['__proto__', 'x']]);
  });
});
