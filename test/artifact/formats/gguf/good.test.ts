import { expect, test } from 'vitest';
import { buildGguf, list, scalar, TENSOR_TYPES, withKey, type GgufFile } from '../../../../fixtures/artifacts/gguf.js';
import { tinyLlama } from '../../../../fixtures/artifacts/gguf-llama.js';
import { places, readArtifact } from '../../../support/read-artifact.js';

const read = (file: GgufFile, name = 'model.gguf') => readArtifact(buildGguf(file).bytes, name);

test('a llama is read whole', () => {
  const { structure, problems } = read(tinyLlama());
  expect(places(problems)).toEqual([]);
  expect(structure).toMatchObject({ format: 'gguf', version: '3', architecture: 'llama', external: [] });
  expect(structure!.details).toEqual({ requiredTensors: 'judged' });
  expect(structure!.tensors).toHaveLength(12);
  const built = buildGguf(tinyLlama());
  expect(structure!.tensors[0]).toEqual({
    name: 'token_embd.weight',
    dtype: 'F32',
    shape: [32, 299],
    file: 'model.gguf',
    offset: built.at('tensor:token_embd.weight:data'),
    bytes: 4 * 32 * 299,
  });
  expect(structure!.metadata).toMatchObject({
    'llama.block_count': 1,
    'tokenizer.ggml.tokens': { array: 'string', length: 299 },
    'tokenizer.ggml.scores': { array: 'f32', length: 299 },
  });
});

test('version 2 is read as well', () => {
  expect(read({ ...tinyLlama(), version: 2 }).structure).toMatchObject({ version: '2' });
});

test('every kind of value is read as what it is', () => {
  const keys = [
    scalar('a.u8', 'u8', 255),
    scalar('a.i8', 'i8', -128),
    scalar('a.u16', 'u16', 65_535),
    scalar('a.i16', 'i16', -32_768),
    scalar('a.u32', 'u32', 4_294_967_295),
    scalar('a.i32', 'i32', -1),
    scalar('a.f32', 'f32', 0.5),
    scalar('a.nan', 'f32', Number.NaN),
    scalar('a.bool', 'bool', true),
    scalar('a.string', 'string', 'größe'),
    scalar('a.u64', 'u64', 2n ** 64n - 1n),
    scalar('a.i64', 'i64', -5n),
    scalar('a.f64', 'f64', 0.1),
    list('a.numbers', 'i32', [1, -2, 3]),
    list('a.none', 'string', []),
    list('a.bools', 'bool', [true, false]),
    list('a.long', 'u8', Array.from<number>({ length: 600 }).fill(7)),
  ];
  const { structure, problems } = read({ ...tinyLlama(), keys: [...tinyLlama().keys, ...keys] });
  expect(places(problems)).toEqual([]);
  expect(structure!.metadata).toMatchObject({
    'a.u8': 255,
    'a.i8': -128,
    'a.u16': 65_535,
    'a.i16': -32_768,
    'a.u32': 4_294_967_295,
    'a.i32': -1,
    'a.f32': 0.5,
    'a.nan': 'NaN',
    'a.bool': true,
    'a.string': 'größe',
    'a.u64': '18446744073709551615',
    'a.i64': -5,
    'a.f64': 0.1,
    'a.numbers': [1, -2, 3],
    'a.none': { array: 'string', length: 0 },
    'a.bools': { array: 'bool', length: 2 },
    'a.long': { array: 'u8', length: 600 },
  });
});

test('a key called __proto__ is a key', () => {
  const { structure } = read(withKey(tinyLlama(), scalar('__proto__', 'u32', 1)));
  expect(Object.hasOwn(structure!.metadata, '__proto__')).toBe(true);
});

test.each([8, 64, 4096, 65_536])('an alignment of %i is followed', (alignment) => {
  const file = { ...withKey(tinyLlama(), scalar('general.alignment', 'u32', alignment)), alignment };
  expect(places(read(file).problems)).toEqual([]);
});

test('the output may be the embedding, and biases are welcome', () => {
  const { keys, tensors } = tinyLlama();
  const bias = { name: 'blk.0.attn_q.bias', dims: [32], type: TENSOR_TYPES.F32.id, data: new Uint8Array(128).fill(1) };
  const file = { keys, tensors: [...tensors.filter(({ name }) => name !== 'output.weight'), bias] };
  expect(places(read(file).problems)).toEqual([]);
});

test('query, key and value may be one tensor', () => {
  const { keys, tensors } = tinyLlama();
  const rest = tensors.filter(({ name }) => !/attn_[qkv]\.weight/.test(String(name)));
  const fused = { name: 'blk.0.attn_qkv.weight', dims: [32, 96], type: 0, data: new Uint8Array(4 * 32 * 96).fill(1) };
  expect(places(read({ keys, tensors: [...rest, fused] }).problems)).toEqual([]);
});

test('of an architecture that is not known, nothing is claimed', () => {
  const { keys, tensors } = tinyLlama();
  const file = {
    tensors,
    keys: keys.map((key) => (key.key === 'general.architecture' ? scalar(key.key, 'string', 'hyena') : key)),
  };
  const { structure, problems } = read(file);
  expect(places(problems)).toEqual([]);
  expect(structure!.details['requiredTensors']).toBe(
    'not judged: the tensors of architecture hyena are not known here',
  );
});

test('a file without the padding at its end, as some writers leave it, is warned of', () => {
  const { keys, tensors } = tinyLlama();
  const odd = { name: 'odd.weight', dims: [3], type: TENSOR_TYPES.F32.id, data: new Uint8Array(12).fill(1) };
  const built = buildGguf({ keys, tensors: [...tensors, odd], paddedAtEnd: false });
  const { problems, errors } = readArtifact(built.bytes, 'model.gguf');
  expect(places(problems)).toEqual([`gguf_end_padding@${built.bytes.length}`]);
  expect(errors).toBe(0);
});

test('a vocabulary without tensors is warned of, padded or not', () => {
  const bytes = buildGguf({ keys: tinyLlama().keys, tensors: [] }).bytes;
  const padded = new Uint8Array(Math.ceil(bytes.length / 32) * 32);
  padded.set(bytes);
  for (const file of [bytes, padded]) {
    const { problems } = readArtifact(file, 'vocab.gguf');
    expect(problems.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual(['gguf_no_tensors warning']);
  }
});
