/** What has to be refused or flagged in a GGUF file, by the numbers of the cases that this project was given: the model. */
import { workOf } from '../../../support/work.js';
import { describe, expect, test } from 'vitest';
import {
  buildGguf,
  floats,
  list,
  scalar,
  withKey,
  withTensor,
  withoutKey,
  type GgufFile,
  type GgufKey,
} from '../../../../fixtures/artifacts/gguf.js';
import { tinyLlama } from '../../../../fixtures/artifacts/gguf-llama.js';
import { deviations } from '../../../support/gguf-places.js';
import { places, readArtifact } from '../../../support/read-artifact.js';

const good = tinyLlama();
const read = (file: GgufFile) => readArtifact(buildGguf(file).bytes, 'model.gguf');

const number = (name: string, value: number): GgufKey => scalar(`llama.${name}`, 'u32', value);
/** The good file with an architecture of which nothing else is known. */
const unknown = (...keys: readonly GgufKey[]): GgufFile => {
  const file = withKey(good, scalar('general.architecture', 'string', 'hyena'));
  return { ...file, keys: [...file.keys, ...keys] };
};

describe('case 20: numbers of the metadata that end a loader', () => {
  test.each([0, 513, 1_000_000_000, 0xffffffff])('%i layers', (layers) => {
    expect(
      deviations(
        withKey(good, number('block_count', layers)),
        'gguf_block_count@{key:llama.block_count:value} llama.block_count',
      ),
    ).toEqual([]);
    const other = scalar('hyena.block_count', 'u32', layers);
    expect(deviations(unknown(other), 'gguf_block_count@{key:hyena.block_count:value} hyena.block_count')).toEqual([]);
  });
  test('no head', () =>
    expect(
      deviations(
        withKey(good, number('attention.head_count', 0)),
        'gguf_head_count@{key:llama.attention.head_count:value} llama.attention.head_count',
      ),
    ).toEqual([]));
  test('no head of keys and values', () =>
    expect(
      deviations(
        withKey(good, number('attention.head_count_kv', 0)),
        'gguf_head_count@{key:llama.attention.head_count_kv:value} llama.attention.head_count_kv',
      ),
    ).toEqual([]));
  test('an embedding that the heads do not divide', () =>
    expect(
      deviations(
        withKey(withKey(good, number('attention.head_count', 3)), number('attention.head_count_kv', 3)),
        'gguf_head_count@{key:llama.attention.head_count:value} llama.attention.head_count',
      ),
    ).toEqual([]));
  test('heads that those of keys and values do not divide', () =>
    expect(
      deviations(
        withKey(good, number('attention.head_count_kv', 3)),
        'gguf_head_count@{key:llama.attention.head_count_kv:value} llama.attention.head_count_kv',
      ),
    ).toEqual([]));
  test('a list of heads for another number of layers', () =>
    expect(
      deviations(
        withKey(good, list('llama.attention.head_count', 'u32', [2, 2])),
        'gguf_head_count@{key:llama.attention.head_count:value} llama.attention.head_count',
      ),
    ).toEqual([]));
  test('a list of heads with one for each layer is fine', () =>
    expect(deviations(withKey(good, list('llama.attention.head_count', 'u32', [2])))).toEqual([]));
  test.each(['context_length', 'embedding_length', 'block_count', 'feed_forward_length', 'attention.head_count'])(
    'no %s',
    (name) => expect(deviations(withoutKey(good, `llama.${name}`), `gguf_key_missing@16 llama.${name}`)).toEqual([]),
  );
  test('a number of another type', () =>
    expect(
      deviations(
        withKey(good, scalar('llama.block_count', 'u64', 1n)),
        'gguf_key_type@{key:llama.block_count:type} llama.block_count',
      ),
    ).toEqual([]));
  test('an epsilon that is no number', () =>
    expect(
      deviations(
        withKey(good, scalar('llama.attention.layer_norm_rms_epsilon', 'f32', Number.NaN)),
        'gguf_key_value@{key:llama.attention.layer_norm_rms_epsilon:value} llama.attention.layer_norm_rms_epsilon',
      ),
    ).toEqual([]));
  test('a rotation of another width than the head', () =>
    expect(
      deviations(
        withKey(good, number('rope.dimension_count', 8)),
        'gguf_rope_dimensions@{key:llama.rope.dimension_count:value} llama.rope.dimension_count',
      ),
    ).toEqual([]));
  test('no architecture', () =>
    expect(
      deviations(withoutKey(good, 'general.architecture'), 'gguf_architecture_missing@16 general.architecture'),
    ).toEqual([]));
  test('a way of scaling that there is not', () =>
    expect(
      deviations(
        { ...good, keys: [...good.keys, scalar('llama.rope.scaling.type', 'string', 'nonsense')] },
        'gguf_rope_scaling@{key:llama.rope.scaling.type:value} llama.rope.scaling.type',
      ),
    ).toEqual([]));
  test('an architecture that is no text', () =>
    expect(
      deviations(
        withKey(good, scalar('general.architecture', 'u32', 1)),
        'gguf_architecture_type@{key:general.architecture:type} general.architecture',
      ),
    ).toEqual([]));
  test('files of other kinds need no tensors of a model', () =>
    expect(
      deviations({
        ...good,
        keys: [...good.keys, scalar('general.type', 'string', 'adapter')],
        tensors: good.tensors.slice(1),
      }),
    ).toEqual([]));
});

describe('case 21: tensors that do not make the model', () => {
  const required = good.tensors.map(({ name }) => String(name)).filter((name) => name !== 'output.weight');
  test.each(required)('no %s', (name) =>
    expect(deviations(withTensor(good, name, null), `gguf_tensor_missing@8 ${name}`)).toEqual([]),
  );

  test.each(good.tensors.map(({ name }) => String(name)))('%s of another shape', (name) => {
    const tensor = good.tensors.find((one) => one.name === name)!;
    const count = tensor.data.length / 4;
    expect(
      deviations(withTensor(good, name, { dims: [2, count / 2] }), `gguf_tensor_shape@{tensor:${name}:dims} ${name}`),
    ).toEqual([]);
  });

  test('one of a layer that the metadata do not have', () => {
    const name = 'blk.1.attn_norm.weight';
    const beyond = floats(name, [32], new Float32Array(32).fill(1));
    const file = { ...good, tensors: [...good.tensors, beyond] };
    expect(deviations(file, `gguf_tensor_layer@{tensor:${name}:dims} ${name}`)).toEqual([]);
  });
  test('turned around', () =>
    expect(
      deviations(
        withTensor(good, 'blk.0.ffn_up.weight', { dims: [64, 32] }),
        'gguf_tensor_shape@{tensor:blk.0.ffn_up.weight:dims} blk.0.ffn_up.weight',
      ),
    ).toEqual([]));
  test('more layers by the metadata than there are', () => {
    const { problems } = read(withKey(good, number('block_count', 3)));
    expect(problems.every(({ rule }) => rule === 'gguf_tensor_missing')).toBe(true);
    expect(problems.map(({ part }) => part)).toContain('blk.2.ffn_down.weight');
  });
  test('of 512 layers without tensors, twenty are named', () => {
    expect(read(withKey(good, number('block_count', 512))).problems).toHaveLength(20);
  });
  test('a vocabulary of another length than the embedding', () => {
    const tokens = Array.from({ length: 300 }, (_, id) => `t${id}`);
    const file = withKey(
      withoutKey(withoutKey(good, 'tokenizer.ggml.scores'), 'tokenizer.ggml.token_type'),
      list('tokenizer.ggml.tokens', 'string', tokens),
    );
    expect(
      deviations(
        file,
        'gguf_tensor_shape@{tensor:token_embd.weight:dims} token_embd.weight',
        'gguf_tensor_shape@{tensor:output.weight:dims} output.weight',
      ),
    ).toEqual([]);
  });

  /** The llama under the name of another architecture, with some more tensors. */
  const as = (
    architecture: string,
    extra: readonly (readonly [string, number])[],
    without: readonly string[] = [],
  ): GgufFile => ({
    keys: good.keys.map((key) =>
      key.key === 'general.architecture'
        ? scalar('general.architecture', 'string', architecture)
        : { ...key, key: String(key.key).replace(/^llama\./, `${architecture}.`) },
    ),
    tensors: [
      ...good.tensors.filter(({ name }) => !without.includes(String(name))),
      ...extra.map(([name, width]) => floats(name, [width], new Float32Array(width).fill(1))),
    ],
  });
  const HEADS = [
    ['blk.0.attn_q_norm.weight', 16],
    ['blk.0.attn_k_norm.weight', 16],
  ] as const;
  const POST = [
    ['blk.0.post_attention_norm.weight', 32],
    ['blk.0.post_ffw_norm.weight', 32],
  ] as const;
  test.each(['llama', 'mistral3', 'qwen2', 'gemma', 'internlm2', 'smollm3', 'baichuan'])('%s is whole', (name) =>
    expect(deviations(as(name, []))).toEqual([]),
  );
  test('qwen3 has norms of heads', () => {
    expect(deviations(as('qwen3', HEADS))).toEqual([]);
    expect(deviations(as('qwen3', HEADS.slice(0, 1)), 'gguf_tensor_missing@8 blk.0.attn_k_norm.weight')).toEqual([]);
  });
  test('gemma 2 and 3 have norms behind', () => {
    expect(deviations(as('gemma2', POST))).toEqual([]);
    expect(deviations(as('gemma3', [...HEADS, ...POST]))).toEqual([]);
    expect(
      deviations(
        as('gemma3', POST),
        'gguf_tensor_missing@8 blk.0.attn_q_norm.weight',
        'gguf_tensor_missing@8 blk.0.attn_k_norm.weight',
      ),
    ).toEqual([]);
  });
  test('phi 3 has a gate within its way up', () => {
    const [down, gate] = ['blk.0.ffn_up.weight', 'blk.0.ffn_gate.weight'];
    const up = floats(down, [32, 128], new Float32Array(32 * 128).fill(1));
    const file = as('phi3', [], [down, gate]);
    expect(deviations({ ...file, tensors: [...file.tensors, up] })).toEqual([]);
    expect(deviations(file, `gguf_tensor_missing@8 ${down}`)).toEqual([]);
  });
});

describe('case 22: lists of the tokenizer that do not fit', () => {
  const TOKENS = 'tokenizer.ggml.tokens';
  test.each([
    ['tokenizer.ggml.scores', 'f32'],
    ['tokenizer.ggml.token_type', 'i32'],
  ] as const)('%s of another length', (name, type) => {
    for (const length of [0, 298, 300]) {
      const file = withKey(good, list(name, type, Array.from<number>({ length }).fill(1)));
      const at = buildGguf(file).at(`key:${name}:value`) + 4;
      expect(places(read(file).problems)).toEqual([`gguf_tokenizer_length@${at} ${name}`]);
    }
  });
  test.each([
    [TOKENS, 'u32'],
    ['tokenizer.ggml.scores', 'f64'],
    ['tokenizer.ggml.scores', 'u8'],
    ['tokenizer.ggml.token_type', 'i8'],
    ['tokenizer.ggml.token_type', 'f32'],
  ] as const)('%s of %s', (name, type) =>
    expect(
      deviations(
        withKey(good, list(name, type, Array.from<number>({ length: 299 }).fill(1))),
        `gguf_tokenizer_type@{key:${name}:value} ${name}`,
      ),
    ).toEqual([]),
  );
  test('scores that are no list', () =>
    expect(
      deviations(
        withKey(good, scalar('tokenizer.ggml.scores', 'f32', 1)),
        'gguf_tokenizer_type@{key:tokenizer.ggml.scores:type} tokenizer.ggml.scores',
      ),
    ).toEqual([]));
  test.each(['bos', 'eos', 'unknown', 'padding', 'fim_pre'])('an id of %s past the vocabulary', (name) => {
    const key = `tokenizer.ggml.${name}_token_id`;
    for (const id of [299, 0x7fffffff, 0xffffffff]) {
      expect(
        deviations(withKey(good, scalar(key, 'u32', id)), `gguf_special_token_id@{key:${key}:value} ${key}`),
      ).toEqual([]);
    }
  });
  test('a token twice', () => {
    const tokens = Array.from({ length: 299 }, (_, id) => (id === 200 ? 'tok7' : `tok${id}`));
    const file = withKey(good, list(TOKENS, 'string', tokens));
    const before = tokens.slice(0, 200).reduce((sum, { length }) => sum + 8 + length, 0);
    const at = buildGguf(file).at(`key:${TOKENS}:value`) + 12 + before + 8;
    const { problems } = read(file);
    expect(places(problems)).toEqual([`gguf_token_repeated@${at} ${TOKENS}`]);
    expect(problems[0]!.message).toContain('token 7 again as 200');
  });
  test('no kind of tokenizer', () =>
    expect(deviations(withoutKey(good, 'tokenizer.ggml.model'), 'gguf_key_missing@16 tokenizer.ggml.model')).toEqual(
      [],
    ));
  test('a tokenizer without tokens', () => {
    expect(places(read(withoutKey(good, TOKENS)).problems)).toContain(`gguf_key_missing@16 ${TOKENS}`);
  });
  test('no tokenizer by its own words', () => {
    const file = withKey(withoutKey(good, TOKENS), scalar('tokenizer.ggml.model', 'string', 'no_vocab'));
    expect(deviations(file)).toEqual([]);
  });
  test('an id of another type', () =>
    expect(
      deviations(
        withKey(good, scalar('tokenizer.ggml.bos_token_id', 'i32', -1)),
        'gguf_special_token_type@{key:tokenizer.ggml.bos_token_id:type} tokenizer.ggml.bos_token_id',
      ),
    ).toEqual([]));
});

describe('case 23: templates that do more than write a chat', () => {
  const KEY = 'tokenizer.chat_template';
  const templated = (template: string, key = KEY) => read(withKey(good, scalar(key, 'string', template))).problems;
  const CHATML =
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}{% endfor %}";

  test.each([
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ self.__init__.__globals__.__builtins__.__import__('os').popen('id').read() }}",
    "{% set x = ()|attr('__cl' ~ 'ass__') %}",
    '{% for x in ().__class__.__base__.__subclasses__() %}{% endfor %}',
    "{{ cycler.__init__.__globals__.os.popen('id') }}",
    "{%- import 'x' as y -%}",
    "{% from 'x' import y %}",
    "{% include '/etc/passwd' %}",
    "{{ ''['\\x5f\\x5fclass\\x5f\\x5f'] }}",
    '{{ messages.__globals__',
  ])('%s', (template) => {
    const { at } = buildGguf(withKey(good, scalar(KEY, 'string', template)));
    const [problem] = templated(template);
    expect(problem).toMatchObject({ rule: 'gguf_template_unsafe', concern: 'safety', severity: 'error', part: KEY });
    const within = problem!.offset! - at(`key:${KEY}:value`) - 8;
    expect(within >= 0 && within < template.length).toBe(true);
  });
  test('its place is the byte, not the character', () => {
    const template = 'äöü{{ x.__class__ }}';
    const { at } = buildGguf(withKey(good, scalar(KEY, 'string', template)));
    const offset = at(`key:${KEY}:value`) + 8 + Buffer.from(template).indexOf('__class__');
    expect(places(templated(template))).toEqual([`gguf_template_unsafe@${offset} ${KEY}`]);
  });
  test('one of several templates', () => {
    expect(templated('{{ x.__globals__ }}', `${KEY}.tool_use`)[0]).toMatchObject({ part: `${KEY}.tool_use` });
  });
  test('a very long one', () => {
    const { problems, errors } = read(withKey(good, scalar(KEY, 'string', 'x'.repeat(70_000))));
    expect([problems.map(({ rule, concern }) => [rule, concern]), errors]).toEqual([
      [['gguf_template_length', 'safety']],
      0,
    ]);
  });
  test('one that is too long to be judged', () => {
    expect(templated('x'.repeat(2_000_000))[0]).toMatchObject({ rule: 'gguf_template_length', severity: 'error' });
  });
  test.each([
    CHATML,
    'Environment: ipython. You may import os and use __class__ in the code you write.',
    "{{- 'Use import json first, from today on' -}}",
    '{% if tools is defined %}{{ tools | tojson(indent=4) }}{% endif %}',
    "{% set loop_messages = messages[1:] %}{{ raise_exception('Only user and assistant roles') }}",
    '',
  ])('an ordinary one is fine: %s', (template) => expect(templated(template)).toEqual([]));
  test.each(['{{', '{%', "'", '" ', "'~", '{{ }}', '_', '{{ os ', "{{ '\"' }}"])(
    'one made to be slow takes work by its length: %j again and again',
    async (piece) => {
      const ofLength = (length: number) => workOf(() => templated(piece.repeat(Math.floor(length / piece.length))));
      // what regular expressions do is not counted: one that goes back over all of these would not end in this test's time
      const [once, twice] = [await ofLength(125_000), await ofLength(250_000)];
      expect(twice).toBeLessThan(2.5 * once);
    },
  );
});
