/** What llama.cpp refuses or dies of, as mutants of good files showed that were given to it (test/artifact/differential). */
import { describe, expect, test } from 'vitest';
import {
  buildGguf,
  floats,
  list,
  scalar,
  TENSOR_TYPES,
  withKey,
  withTensor,
  type GgufFile,
  type GgufKey,
} from '../../../../fixtures/artifacts/gguf.js';
import { tinyLlama } from '../../../../fixtures/artifacts/gguf-llama.js';
import { deviations } from '../../../support/gguf-places.js';

const good = tinyLlama();
const withKeys = (...keys: readonly GgufKey[]): GgufFile => keys.reduce(withKey, good);
const number = (name: string, value: number): GgufKey => scalar(`llama.${name}`, 'u32', value);

describe('keys of another type than llama.cpp asks for', () => {
  test.each([
    scalar('general.name', 'u32', 1),
    scalar('general.file_type', 'i32', 1),
    scalar('llama.rope.freq_base', 'u8', 31),
    scalar('llama.rope.scaling.finetuned', 'f32', -1),
    scalar('llama.rope.scaling.type', 'u32', 1),
    scalar('llama.attention.causal', 'u32', 1),
    scalar('llama.pooling_type', 'i32', 1),
    scalar('llama.vocab_size', 'u64', 299n),
    scalar('llama.feed_forward_length', 'u64', 64n),
    list('llama.rope.freq_base', 'f32', [1]),
    list('llama.attention.head_count_kv', 'f32', [2]),
    scalar('tokenizer.ggml.pre', 'bool', true),
    scalar('tokenizer.ggml.add_bos_token', 'u8', 1),
    scalar('tokenizer.ggml.add_space_prefix', 'u32', 1),
  ])('$key', (key) => {
    const name = String(key.key);
    expect(deviations(withKey(good, key), `gguf_key_type@{key:${name}:type} ${name}`)).toEqual([]);
  });

  test('also where the architecture is one of which nothing else is known', () => {
    const unknown = withKey(good, scalar('general.architecture', 'string', 'hyena'));
    const key = 'hyena.rope.freq_base';
    const file = withKey(unknown, scalar(key, 'f64', 1));
    expect(deviations(file, `gguf_key_type@{key:${key}:type} ${key}`)).toEqual([]);
  });

  test('the old name of the factor counts where there is no new one', () => {
    const old = scalar('llama.rope.scale_linear', 'u32', 1);
    expect(
      deviations(withKey(good, old), 'gguf_key_type@{key:llama.rope.scale_linear:type} llama.rope.scale_linear'),
    ).toEqual([]);
    expect(deviations(withKeys(old, scalar('llama.rope.scaling.factor', 'f32', 1)))).toEqual([]);
  });

  test('those of the right type are fine', () => {
    const right = [
      scalar('general.file_type', 'u32', 1),
      scalar('llama.rope.freq_base', 'f32', 10_000),
      scalar('llama.attention.causal', 'bool', true),
      scalar('llama.rope.scaling.type', 'string', 'yarn'),
      list('llama.attention.head_count_kv', 'i32', [2]),
      scalar('tokenizer.ggml.add_bos_token', 'bool', true),
    ];
    expect(deviations(withKeys(...right))).toEqual([]);
  });
});

test('an architecture that is no text, also where JSON has no number for it', () =>
  expect(
    deviations(
      withKey(good, scalar('general.architecture', 'f64', Infinity)),
      'gguf_architecture_type@{key:general.architecture:type} general.architecture',
    ),
  ).toEqual([]));

test('what parts of a split model say is asked of parts alone', () => {
  const wrong = scalar('split.tensors.count', 'i8', 12);
  expect(deviations(withKey(good, wrong))).toEqual([]);
  const part = withKeys(scalar('split.no', 'u16', 0), scalar('split.count', 'u16', 2), wrong);
  expect(deviations(part, 'gguf_split_type@{key:split.tensors.count:type} split.tensors.count')).toEqual([]);
});

describe('widths that end llama.cpp', () => {
  /** A model of an architecture that has the tensors of the good one. */
  const as = (architecture: string, ...keys: readonly GgufKey[]): GgufFile => {
    const named = good.keys.map((key) => ({ ...key, key: String(key.key).replace(/^llama\./, `${architecture}.`) }));
    const renamed = withKey({ ...good, keys: named }, scalar('general.architecture', 'string', architecture));
    return keys.reduce(withKey, renamed);
  };
  test('a rotation of another width than the head', () => {
    const key = 'qwen2.rope.dimension_count';
    const file = as('qwen2', scalar(key, 'u32', 8));
    expect(deviations(file, `gguf_rope_dimensions@{key:${key}:value} ${key}`)).toEqual([]);
    // it turns a part of the head, but no more than all of it
    expect(deviations(as('gemma', scalar('gemma.rope.dimension_count', 'u32', 8)))).toEqual([]);
    const more = 'gemma.rope.dimension_count';
    expect(
      deviations(as('gemma', scalar(more, 'u32', 300)), `gguf_rope_dimensions@{key:${more}:value} ${more}`),
    ).toEqual([]);
  });
  test('values of another width than keys', () => {
    const key = 'llama.attention.value_length';
    const values = withTensor(good, 'blk.0.attn_v.weight', { dims: [32, 32] });
    const wide = withKey(values, scalar(key, 'u32', 8));
    expect(deviations(wide)).toContain(`found gguf_head_width@${buildGguf(wide).at(`key:${key}:value`)} ${key}`);
  });
  test('frequencies of another number than half of the head', () => {
    const name = 'rope_freqs.weight';
    const with_ = (count: number): GgufFile => {
      return { ...good, tensors: [...good.tensors, floats(name, [count], new Float32Array(count).fill(1))] };
    };
    expect(deviations(with_(8))).toEqual([]);
    expect(deviations(with_(16), `gguf_tensor_shape@{tensor:${name}:dims} ${name}`)).toEqual([]);
  });
});

describe('tokens as llama.cpp holds them: a zero ends one', () => {
  const tokens = (...texts: readonly string[]): GgufFile => {
    const all = Array.from({ length: 299 }, (_, id) => texts[id] ?? `token ${id}`);
    return withKey(good, list('tokenizer.ggml.tokens', 'string', all));
  };
  test('two of them that are the same then', () =>
    expect(deviations(tokens('one', 'two', 'one\0'))[0]).toMatch(/^found gguf_token_repeated@/));
  test('empty ones get names of their own', () => {
    const file = tokens('one', '', '', '\0');
    // none of them stands for a byte
    const types = list(
      'tokenizer.ggml.token_type',
      'i32',
      Array.from({ length: 299 }, () => 1),
    );
    expect(deviations(withKey(file, types))).toEqual([]);
  });
});

test('a tokenizer of merges without any', () => {
  const gpt2 = withKey(good, scalar('tokenizer.ggml.model', 'string', 'gpt2'));
  expect(deviations(gpt2, 'gguf_key_missing@16 tokenizer.ggml.merges')).toEqual([]);
  expect(deviations(withKey(gpt2, list('tokenizer.ggml.merges', 'string', ['a b'])))).toEqual([]);
  expect(deviations(withKey(gpt2, scalar('tokenizer.ggml.pre', 'string', 'kimi-k2')))).toEqual([]);
});

describe('numbers that end llama.cpp', () => {
  test.each([
    [
      'expert_count',
      [
        ['expert_count', 1025],
        ['expert_used_count', 1],
      ],
    ],
    ['expert_used_count', [['expert_used_count', 1]]],
    [
      'expert_used_count',
      [
        ['expert_count', 4],
        ['expert_used_count', 5],
      ],
    ],
    [
      'expert_used_count',
      [
        ['expert_count', 4],
        ['expert_used_count', 0],
      ],
    ],
    ['expert_group_count', [['expert_group_count', 1]]],
    [
      'expert_group_count',
      [
        ['expert_count', 4],
        ['expert_used_count', 2],
        ['expert_group_count', 4],
      ],
    ],
    [
      'expert_group_used_count',
      [
        ['expert_count', 4],
        ['expert_used_count', 2],
        ['expert_group_count', 2],
        ['expert_group_used_count', 2],
      ],
    ],
  ] as const)('%s of %j', (name, numbers) => {
    const file = withKeys(...numbers.map(([key, value]) => number(key, value)));
    expect(deviations(file, `gguf_experts@{key:llama.${name}:value} llama.${name}`)).toEqual([]);
  });
  test('a number of experts, and none of them in use', () =>
    expect(deviations(withKeys(number('expert_count', 4)), 'gguf_experts@16 llama.expert_used_count')).toEqual([]));
  test('one expert of a dense model is none', () => {
    const dense = withKey(good, scalar('general.architecture', 'string', 'hunyuan_vl'));
    const experts = (count: number): GgufFile => withKey(dense, scalar('hunyuan_vl.expert_count', 'u32', count));
    expect(deviations(experts(1))).toEqual([]);
    expect(deviations(experts(2), 'gguf_experts@16 hunyuan_vl.expert_used_count')).toEqual([]);
  });
  test('more layers that predict ahead than layers', () =>
    expect(
      deviations(
        withKeys(number('nextn_predict_layers', 2)),
        'gguf_key_value@{key:llama.nextn_predict_layers:value} llama.nextn_predict_layers',
      ),
    ).toEqual([]));
  test('a way of scaling that there is not, of any architecture', () => {
    const unknown = withKey(good, scalar('general.architecture', 'string', 'hyena'));
    const key = 'hyena.rope.scaling.type';
    const file = withKey(unknown, scalar(key, 'string', 'nonsense'));
    expect(deviations(file, `gguf_rope_scaling@{key:${key}:value} ${key}`)).toEqual([]);
  });
});

describe('tensors of types that nothing is multiplied with', () => {
  const norm = 'output_norm.weight';
  const use = `gguf_tensor_use@{tensor:${norm}:type} ${norm}`;
  test('a norm of halves', () =>
    expect(
      deviations(withTensor(good, norm, { type: TENSOR_TYPES.F16.id, data: new Uint8Array(64).fill(0x3c) }), use),
    ).toEqual([]));
  test('a norm in blocks', () =>
    expect(
      deviations(withTensor(good, norm, { type: TENSOR_TYPES.Q8_0.id, data: new Uint8Array(34).fill(1) }), use),
    ).toEqual([]));
  test.each([
    ['I32', 26, 4096],
    ['F64', 28, 8192],
    ['Q8_1', 9, 1152],
  ])('a matrix of %s', (_, type, bytes) => {
    const name = 'blk.0.attn_q.weight';
    const file = withTensor(good, name, { type, data: new Uint8Array(bytes).fill(1) });
    expect(deviations(file, `gguf_tensor_use@{tensor:${name}:type} ${name}`)).toEqual([]);
  });
  test('a matrix in blocks is fine', () => {
    const data = new Uint8Array(34 * 32).fill(1);
    expect(deviations(withTensor(good, 'blk.0.attn_q.weight', { type: TENSOR_TYPES.Q8_0.id, data }))).toEqual([]);
  });
});

describe('tokens that stand for bytes', () => {
  const TOKENS = 'tokenizer.ggml.tokens';
  const types = (of: number) =>
    list(
      'tokenizer.ggml.token_type',
      'i32',
      Array.from({ length: 299 }, (_, id) => (id === 7 ? of : 1)),
    );
  const tokens = Array.from({ length: 299 }, (_, id) => (id === 7 ? 'b' : `token ${id}`));
  const written = withKey(good, list(TOKENS, 'string', tokens));
  test('too short for the digits of one', () => {
    const file = withKey(written, types(6));
    const before = tokens.slice(0, 7).reduce((sum, { length }) => sum + 8 + length, 0);
    const offset = buildGguf(file).at(`key:${TOKENS}:value`) + 12 + before + 8;
    expect(deviations(file, `gguf_token_byte@${offset} ${TOKENS}`)).toEqual([]);
  });
  test('a normal token may be short', () => expect(deviations(withKey(written, types(1)))).toEqual([]));
  test('other tokenizers write bytes as letters', () =>
    expect(
      deviations(
        withKey(
          withKey(withKey(written, types(6)), scalar('tokenizer.ggml.model', 'string', 'gpt2')),
          list('tokenizer.ggml.merges', 'string', ['a b']),
        ),
      ),
    ).toEqual([]));
});
