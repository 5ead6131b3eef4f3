/** What has to be refused or flagged in a GGUF file, by the numbers of the cases that this project was given: structure. */
import { describe, expect, test } from 'vitest';
import {
  buildGguf,
  list,
  patched,
  scalar,
  TENSOR_TYPES,
  VALUE_TYPES,
  withKey,
  withTensor,
  type GgufFile,
  type GgufKey,
} from '../../../../fixtures/artifacts/gguf.js';
import { tinyLlama } from '../../../../fixtures/artifacts/gguf-llama.js';
import { deviations } from '../../../support/gguf-places.js';
import { places, readArtifact } from '../../../support/read-artifact.js';

const NAME = 'model.gguf';
const good = tinyLlama();
const built = buildGguf(good);
const NORM = 'output_norm.weight';

/** What is wrong with bytes. */
const inBytes = (bytes: Uint8Array): string[] => places(readArtifact(bytes, NAME).problems);
const u32 = (value: number) => new Uint8Array(Uint32Array.of(value).buffer);
const u64 = (value: bigint) => new Uint8Array(BigUint64Array.of(value).buffer);
/** The good file with a field replaced. */
const withBytes = (field: string, bytes: Uint8Array, shift = 0) => patched(built.bytes, built.at(field) + shift, bytes);
const withKeys = (...keys: readonly GgufKey[]): GgufFile => ({ ...good, keys: [...good.keys, ...keys] });

describe('case 1: no magic', () => {
  test.each([
    ['GGEF', 'GGEF', '"GGEF"'],
    ['an older format', 'tjgg', 'before GGUF'],
    ['lower case', 'gguf', '"gguf"'],
    ['zeros', '\0\0\0\0', '0x00000000'],
  ])('%s', (_, magic, found) => {
    const { problems } = readArtifact(buildGguf({ ...good, magic }).bytes, NAME);
    expect(places(problems)).toEqual(['gguf_magic@0']);
    expect(problems[0]!.message).toContain(found);
  });
  test.each([0, 1, 3])('a file of %i bytes', (size) => {
    expect(inBytes(built.bytes.subarray(0, size))).toEqual(['gguf_magic@0']);
  });
});

describe('case 2: a version that is not read', () => {
  test.each([0, 1, 4, 99, 0xffffffff])('%i', (version) =>
    expect(deviations({ ...good, version }, 'gguf_version@4')).toEqual([]),
  );
  test.each([0x02000000, 0x03000000])('%i is of the other byte order, and that is said', (version) => {
    const { problems } = readArtifact(buildGguf({ ...good, version }).bytes, NAME);
    expect(places(problems)).toEqual(['gguf_byte_order@4']);
    expect(problems[0]!.message).toContain('byte order');
  });
});

describe('case 3: a count of tensors that cannot be', () => {
  test.each([2n ** 63n, 2n ** 32n, 2n ** 64n - 1n, 2n ** 64n / 48n + 1n, 1_000_001n])('%i', (tensorCount) =>
    expect(deviations({ ...good, tensorCount }, 'gguf_tensor_count@8')).toEqual([]),
  );
  test('one more than there are', () => {
    const [place] = inBytes(buildGguf({ ...good, tensorCount: 13n }).bytes);
    expect(place).toMatch(/^gguf_/);
  });
  test('one fewer than there are leaves data over', () => {
    const { problems } = readArtifact(buildGguf({ ...good, tensorCount: 11n }).bytes, NAME);
    expect(problems.length).toBeGreaterThan(0);
  });
  test('more than the budget', () => {
    const { problems } = readArtifact(built.bytes, NAME, {
      maxTensors: 11,
      maxHeldBytes: 1e8,
      maxInflatedBytes: 1,
      maxMembers: 1,
    });
    expect(places(problems)).toEqual(['gguf_tensor_count@8']);
  });
});

describe('case 4: a count of keys that cannot be', () => {
  test.each([2n ** 63n, 2n ** 32n, 2n ** 64n - 1n, 10_000n])('%i', (keyCount) =>
    expect(deviations({ ...good, keyCount }, 'gguf_key_count@16')).toEqual([]),
  );
});

describe('case 5: lengths that cannot be', () => {
  test.each([2n ** 64n - 1n, 2n ** 63n, 2n ** 30n + 1n, BigInt(built.bytes.length)])('a key of %i bytes', (keyLength) =>
    expect(deviations(withKeys({ ...scalar('a.b', 'u32', 1), keyLength }), 'gguf_key_length@{key:a.b}')).toEqual([]),
  );
  test.each([2n ** 64n - 1n, 2n ** 63n, 2n ** 32n, BigInt(built.bytes.length)])('a string of %i bytes', (length) =>
    expect(inBytes(withBytes('key:general.name:value', u64(length)))).toEqual([
      `gguf_string_length@${built.at('key:general.name:value')} general.name`,
    ]),
  );
  test('a string in a list past the end', () => {
    const at = built.at('key:tokenizer.ggml.tokens:value') + 12;
    expect(inBytes(patched(built.bytes, at, u64(2n ** 64n - 1n)))).toEqual([
      `gguf_string_length@${at} tokenizer.ggml.tokens`,
    ]);
  });
  test('a name of a tensor past the end', () => {
    expect(inBytes(withBytes('tensor:output.weight', u64(2n ** 62n)))).toEqual([
      `gguf_tensor_name_length@${built.at('tensor:output.weight')}`,
    ]);
  });
});

describe('case 7: types of values that there are not', () => {
  test.each([13, 99, 0xffffffff])('%i', (type) =>
    expect(
      deviations(withKeys({ key: 'a.b', type, bytes: new Uint8Array(8) }), 'gguf_value_type@{key:a.b:type} a.b'),
    ).toEqual([]),
  );
  test('as the type of a list', () =>
    expect(
      deviations(
        withKeys({ key: 'a.b', type: VALUE_TYPES.array, bytes: Uint8Array.from([...u32(99), ...u64(1n), 0]) }),
        'gguf_value_type@{key:a.b:value} a.b',
      ),
    ).toEqual([]));
  test('lists in lists, 20,000 deep', () => {
    const level = [...u32(VALUE_TYPES.array), ...u64(1n)];
    const bytes = Uint8Array.from(Array.from({ length: 20_000 }, () => level).flat());
    expect(
      deviations(withKeys({ key: 'a.b', type: VALUE_TYPES.array, bytes }), 'gguf_list_nested@{key:a.b:value} a.b'),
    ).toEqual([]);
  });
});

describe('case 8: lengths of lists that cannot be', () => {
  test.each([2n ** 61n, 2n ** 64n - 1n, 2n ** 32n, 40_000n])('%i numbers of 32 bits', (count) => {
    const { bytes, at } = buildGguf(withKeys(list('a.b', 'f32', [1, 2], count)));
    expect(inBytes(bytes)).toEqual([`gguf_list_length@${at('key:a.b:value') + 4} a.b`]);
  });
  test.each([2n ** 61n, 20_000n])('%i strings', (count) => {
    const { bytes, at } = buildGguf(withKeys(list('a.b', 'string', ['x'], count)));
    expect(inBytes(bytes)).toEqual([`gguf_list_length@${at('key:a.b:value') + 4} a.b`]);
  });
});

describe('case 9: keys that are none', () => {
  test('a key twice', () => {
    const { bytes, at } = buildGguf(withKeys(scalar('general.name', 'string', 'another')));
    expect(inBytes(bytes)).toEqual([`gguf_key_duplicate@${at('key:general.name')} general.name`]);
  });
  test('an empty key', () => expect(deviations(withKeys(scalar('', 'u32', 1)), 'gguf_key_empty@{key:} ')).toEqual([]));
  test('a key of 70,000 bytes', () => {
    const key = 'k'.repeat(70_000);
    const { bytes, at } = buildGguf(withKeys(scalar(key, 'u32', 1)));
    expect(inBytes(bytes)).toEqual([`gguf_key_too_long@${at(`key:${key}`)} ${'k'.repeat(200)}...`]);
  });
  test.each(['a\0b', 'a\nb', 'a b', 'ä', '\u202egpj'])('a key of %j', (key) =>
    expect(deviations(withKeys(scalar(key, 'u32', 1)), `gguf_key_characters@{key:${key}} ${key}`)).toEqual([]),
  );
  test('key names that real models have are fine', () => {
    const names = ['command-r.block_size', 'tokenizer.chat_template.tool_use', 'general.base_model.0.repo_url', 'T5.x'];
    expect(deviations(withKeys(...names.map((name) => scalar(name, 'string', 'x'))))).toEqual([]);
  });
});

describe('case 10: values that are none', () => {
  test('a string that is no UTF-8', () => {
    const { bytes, at } = buildGguf(withKey(good, scalar('general.name', 'string', Uint8Array.of(0x61, 0xff, 0xfe))));
    expect(inBytes(bytes)).toEqual([`gguf_string_utf8@${at('key:general.name:value') + 8} general.name`]);
  });
  test('a key that is no UTF-8', () => {
    const [place] = inBytes(buildGguf(withKeys(scalar(Uint8Array.of(0xc3, 0x28), 'u32', 1))).bytes);
    expect(place).toMatch(/^gguf_key_characters@/);
  });
  test('a token that is no UTF-8', () => {
    const { bytes, at } = buildGguf(withKeys(list('a.b', 'string', ['ok', Uint8Array.of(0xed, 0xa0, 0x80)])));
    expect(inBytes(bytes)).toEqual([`gguf_string_utf8@${at('key:a.b:value') + 12 + 8 + 2 + 8} a.b`]);
  });
  test('characters that windows of reading cut are characters', () => {
    const text = `a${'é'.repeat(400_000)}`;
    expect(deviations(withKeys(scalar('a.b', 'string', text), list('a.c', 'string', [text, text])))).toEqual([]);
  });
  test('a truth value of 2', () =>
    expect(
      deviations(
        withKeys({ key: 'a.b', type: VALUE_TYPES.bool, bytes: Uint8Array.of(2) }),
        'gguf_bool@{key:a.b:value} a.b',
      ),
    ).toEqual([]));
  test('a truth value of 2 in a list', () => {
    const bytes = Uint8Array.from([...u32(VALUE_TYPES.bool), ...u64(3n), 0, 1, 2]);
    const { bytes: file, at } = buildGguf(withKeys({ key: 'a.b', type: VALUE_TYPES.array, bytes }));
    expect(inBytes(file)).toEqual([`gguf_bool@${at('key:a.b:value') + 14} a.b`]);
  });
});

describe('case 11: an alignment that is none', () => {
  test.each([0, 1, 3, 4, 33, 2 ** 31, 2 ** 22])('%i', (alignment) =>
    expect(
      deviations(
        withKeys(scalar('general.alignment', 'u32', alignment)),
        'gguf_alignment@{key:general.alignment:value} general.alignment',
      ),
    ).toEqual([]),
  );
  test.each([
    scalar('general.alignment', 'string', '32'),
    scalar('general.alignment', 'i32', 32),
    scalar('general.alignment', 'u64', 32n),
    list('general.alignment', 'u32', [32]),
  ])('of another type', (key) =>
    expect(deviations(withKeys(key), 'gguf_alignment_type@{key:general.alignment:type} general.alignment')).toEqual([]),
  );
});

describe('case 12: names of tensors that are none', () => {
  test.each([64, 65, 5000])('%i bytes', (length) => {
    const { bytes, at } = buildGguf({
      ...good,
      tensors: [...good.tensors, { ...good.tensors.at(-1)!, name: 'n'.repeat(length) }],
    });
    const shown = length > 200 ? `${'n'.repeat(200)}...` : 'n'.repeat(length);
    expect(inBytes(bytes)).toEqual([`gguf_tensor_name_length@${at(`tensor:${'n'.repeat(length)}`)} ${shown}`]);
  });
  test('63 bytes are a name', () =>
    expect(
      deviations({ ...good, tensors: [...good.tensors, { ...good.tensors.at(-1)!, name: 'n'.repeat(63) }] }),
    ).toEqual([]));
  test('an empty one', () =>
    expect(
      deviations(
        { ...good, tensors: [...good.tensors, { ...good.tensors.at(-1)!, name: '' }] },
        'gguf_tensor_name_empty@{tensor:} ',
      ),
    ).toEqual([]));
  test('one twice', () =>
    expect(
      deviations(
        { ...good, tensors: [...good.tensors, good.tensors.find(({ name }) => name === NORM)!] },
        `gguf_tensor_duplicate@{tensor:${NORM}} ${NORM}`,
      ),
    ).toEqual([]));
  test('one that a zero ends early', () => {
    const name = `${NORM}\0x`;
    expect(
      deviations(
        { ...good, tensors: [...good.tensors, { ...good.tensors.at(-1)!, name }] },
        `gguf_tensor_name_characters@{tensor:${name}} ${name}`,
      ),
    ).toEqual([]);
  });
});

describe('case 13: dimensions that are none', () => {
  test('no dimension', () =>
    expect(
      deviations(withTensor(good, NORM, { dims: [] }), `gguf_tensor_dimensions@{tensor:${NORM}:dim_count} ${NORM}`),
    ).toEqual([]));
  test.each([5, 255, 0xffffffff])('%i dimensions', (dimCount) =>
    expect(
      deviations(withTensor(good, NORM, { dimCount }), `gguf_tensor_dimensions@{tensor:${NORM}:dim_count} ${NORM}`),
    ).toEqual([]),
  );
  test('a dimension of -32', () =>
    expect(
      deviations(
        withTensor(good, NORM, { dims: [2n ** 64n - 32n] }),
        `gguf_tensor_dimension@{tensor:${NORM}:dims} ${NORM}`,
      ),
    ).toEqual([]));
  test('a dimension of 0 is warned of', () => {
    const empty = { name: 'empty.weight', dims: [0], type: TENSOR_TYPES.F32.id, data: new Uint8Array(0) };
    const { problems, errors } = readArtifact(buildGguf({ ...good, tensors: [...good.tensors, empty] }).bytes, NAME);
    expect([problems.map(({ rule }) => rule), errors]).toEqual([['gguf_tensor_empty'], 0]);
  });
});

describe('case 14: dimensions whose product overflows', () => {
  test.each([
    ['2^33 x 2^33', [2n ** 33n, 2n ** 33n]],
    ['2^32 x 2^31 x 1 x 1', [2n ** 32n, 2n ** 31n]],
    ['(2^42 + 1) x 2^22', [2n ** 42n + 1n, 2n ** 22n]],
    ['2^21 four times', [2n ** 21n, 2n ** 21n, 2n ** 21n, 2n ** 21n]],
    ['2^62 x 0', [2n ** 62n, 0n]],
  ])('%s', (_, dims) => {
    const { bytes, at } = buildGguf(withTensor(good, NORM, { dims }));
    const [place] = inBytes(bytes);
    expect(place).toMatch(/^gguf_tensor_overflow@\d+ output_norm.weight$/);
    const byte = Number(/@(\d+)/.exec(place!)![1]);
    expect((byte - at(`tensor:${NORM}:dims`)) / 8).toBeLessThan(dims.length);
  });
  test('2^61 elements of 4 bytes, which wrap to nothing, lie past the end', () =>
    expect(
      deviations(
        withTensor(good, 'output.weight', { dims: [2n ** 31n, 2n ** 31n] }),
        `gguf_tensor_past_end@${built.bytes.length} output.weight`,
        'gguf_tensor_shape@{tensor:output.weight:dims} output.weight',
      ),
    ).toEqual([]));
});

describe('case 15: types of tensors that there are not', () => {
  test.each([4, 5, 31, 32, 33, 36, 37, 38])('%i was removed', (type) =>
    expect(
      deviations(withTensor(good, NORM, { type }), `gguf_tensor_type_removed@{tensor:${NORM}:type} ${NORM}`),
    ).toEqual([]),
  );
  test.each([43, 9999, 0xffffffff])('%i', (type) =>
    expect(deviations(withTensor(good, NORM, { type }), `gguf_tensor_type@{tensor:${NORM}:type} ${NORM}`)).toEqual([]),
  );
  test('of a type that may be newer, it is said that it cannot be checked', () => {
    const { problems } = readArtifact(buildGguf(withTensor(good, NORM, { type: 43 })).bytes, NAME);
    expect(problems[0]!.message).toContain('cannot be checked');
  });
  test('a row that is no whole number of blocks', () =>
    expect(
      deviations(
        {
          ...good,
          tensors: [
            ...good.tensors,
            { name: 'x', dims: [48, 2], type: TENSOR_TYPES.Q8_0.id, data: new Uint8Array(102) },
          ],
        },
        'gguf_tensor_row@{tensor:x:dims} x',
      ),
    ).toEqual([]));
});

describe('cases 16 and 17: offsets that are not where the one before ends', () => {
  const [first, second] = good.tensors;
  const end = BigInt(first!.data.length);
  test('one byte further', () =>
    expect(
      deviations(
        withTensor(good, String(second!.name), { offset: end + 1n }),
        `gguf_tensor_unaligned@{tensor:${String(second!.name)}:offset} ${String(second!.name)}`,
      ),
    ).toEqual([]));
  test('a gap', () =>
    expect(
      deviations(
        withTensor(good, String(second!.name), { offset: end + 32n }),
        `gguf_tensor_gap@{tensor:${String(second!.name)}:offset} ${String(second!.name)}`,
      ),
    ).toEqual([]));
  test('an overlap', () =>
    expect(
      deviations(
        withTensor(good, String(second!.name), { offset: end - 32n }),
        `gguf_tensor_overlap@{tensor:${String(second!.name)}:offset} ${String(second!.name)}`,
      ),
    ).toEqual([]));
  test('two at the same place', () =>
    expect(
      deviations(withTensor(good, NORM, { offset: 0n }), `gguf_tensor_overlap@{tensor:${NORM}:offset} ${NORM}`),
    ).toEqual([]));
  test('a first one that does not begin at 0', () => {
    const [place] = inBytes(buildGguf(withTensor(good, String(first!.name), { offset: 64n })).bytes);
    expect(place).toMatch(/^gguf_tensor_gap@/);
  });
  test.each([2n ** 63n, 2n ** 64n - 32n])('an offset of %i', (offset) => {
    const found = inBytes(buildGguf(withTensor(good, NORM, { offset })).bytes);
    expect(found).toEqual([
      `gguf_tensor_gap@${built.at(`tensor:${NORM}:offset`)} ${NORM}`,
      `gguf_tensor_past_end@${built.bytes.length} ${NORM}`,
    ]);
  });
});

describe('case 18: data past the end of the file', () => {
  test.each([1, 100, 4096, 38_272])('cut by %i bytes', (cut) => {
    const { problems } = readArtifact(built.bytes.subarray(0, built.bytes.length - cut), NAME);
    expect(places(problems)[0]).toMatch(new RegExp(`^gguf_tensor_past_end@${built.bytes.length - cut} output.weight$`));
    expect(problems).toHaveLength(1);
  });
  test('cut before the first tensor, with all of them named in one problem', () => {
    const { problems } = readArtifact(built.bytes.subarray(0, built.at('data')), NAME);
    expect(places(problems)).toEqual([`gguf_tensor_past_end@${built.at('data')} token_embd.weight`]);
    expect(problems[0]!.message).toContain('11 more tensors');
  });
});

describe('case 19: bytes behind the last tensor', () => {
  const end = built.bytes.length;
  test.each([
    ['MZ\x90\0', 'a Windows program'],
    ['\x7fELF\x02', 'a Linux program'],
    ['PK\x03\x04', 'a ZIP archive'],
    ['#!/bin/sh', 'a script'],
  ])('%j', (trailer, what) => {
    const bytes = Uint8Array.from([...built.bytes, ...Buffer.from(trailer, 'latin1'), ...new Uint8Array(4096)]);
    const { problems } = readArtifact(bytes, NAME);
    expect(places(problems)).toEqual([`gguf_trailing_content@${end}`]);
    expect(problems[0]).toMatchObject({ severity: 'error', concern: 'safety' });
    expect(problems[0]!.message).toContain(what);
  });
  test('a program behind zeros', () => {
    const trailer = Uint8Array.from([...new Uint8Array(300_000), 0x4d, 0x5a]);
    expect(deviations({ ...good, trailer }, `gguf_trailing_content@${end + 300_000}`)).toEqual([]);
  });
  test.each([1, 32, 5000])('%i bytes of something', (length) => {
    const { problems, errors } = readArtifact(
      buildGguf({ ...good, trailer: new Uint8Array(length).fill(7) }).bytes,
      NAME,
    );
    expect([places(problems), errors]).toEqual([[`gguf_trailing_bytes@${end}`], 0]);
  });
  test('something in the padding of a large alignment', () => {
    const file = { ...withKey(good, scalar('general.alignment', 'u32', 4096)), alignment: 4096 };
    const { bytes, at } = buildGguf(file);
    const hidden = at(`tensor:${NORM}:data`) + 200;
    expect(inBytes(patched(bytes, hidden, [0x4d, 0x5a]))).toEqual([`gguf_padding@${hidden}`]);
  });
});
