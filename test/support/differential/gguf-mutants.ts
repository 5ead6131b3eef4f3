/** GGUF files with one to three fields that lie, miss or come twice, or with damage to their bytes. */
import fc from 'fast-check';
import {
  buildGguf,
  scalar,
  type GgufFile,
  type GgufKey,
  type Scalar,
  type ScalarType,
} from '../../../fixtures/artifacts/gguf.js';
import { modelMutations, mutate } from '../mutate.js';
import { GGUF_BASES } from './gguf-bases.js';
import { changedLists } from './gguf-list-changes.js';
import { changedTensors } from './gguf-tensor-changes.js';
import type { Change, Mutant } from './mutant.js';

/** Sizes of the tiny llama and those beside them, and where numbers of some width end. */
const NUMBERS = [
  ...Array.from({ length: 18 }, (_, number) => number),
  ...[32, 64, 256, 299, 512].flatMap((size) => [size - 1, size, size + 1]),
  48,
  96,
  ...[8, 16, 31].flatMap((bits) => [2 ** bits - 1, 2 ** bits]),
  2 ** 32 - 1,
];

type GgufChange = Change<GgufFile>;

const ARCHITECTURES =
  'llama mistral3 qwen2 qwen3 gemma gemma2 gemma3 phi3 smollm3 internlm2 baichuan phi2 gpt2 falcon bert mamba rwkv6 t5 clip deepseek2 olmo gptj';
const WORDS = 'none no_vocab plamo2 linear yarn longrope default llama-bpe adapter model mmproj nonsense';
const ODD = [
  '',
  '{{ messages }}',
  '\u0436',
  'x'.repeat(300),
  'llama\0x',
  Uint8Array.of(0xff, 0xfe),
  Uint8Array.of(0xc3),
];
const TEXTS: readonly (string | Uint8Array)[] = [...ARCHITECTURES.split(' '), ...WORDS.split(' '), ...ODD];

const FRACTIONS = [0, -1, 1, 0.5, 1e-5, 1e-38, 1e38, 10_000, NaN, Infinity, -Infinity];

const WHOLE: Readonly<Partial<Record<ScalarType, readonly [bits: number, signed: boolean]>>> = {
  u8: [8, false],
  i8: [8, true],
  u16: [16, false],
  i16: [16, true],
  u32: [32, false],
  i32: [32, true],
  u64: [64, false],
  i64: [64, true],
};

function valueOf(type: ScalarType): fc.Arbitrary<Scalar> {
  if (type === 'string') return fc.constantFrom(...TEXTS);
  if (type === 'bool') return fc.boolean();
  if (type === 'f32' || type === 'f64') return fc.constantFrom(...FRACTIONS);
  const [bits, isSigned] = WHOLE[type]!;
  const whole = fc.constantFrom(...NUMBERS).map(BigInt);
  return whole.map((value) => (isSigned ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value)));
}

const TYPES: readonly ScalarType[] = [
  'u32',
  'u8',
  'i8',
  'u16',
  'i16',
  'i32',
  'f32',
  'bool',
  'string',
  'u64',
  'i64',
  'f64',
];

/** Keys that a model may have beside its own, by the type that loaders ask for. */
const FURTHER: readonly (readonly [name: string, type: ScalarType])[] = [
  ...[
    'vocab_size expert_count expert_used_count expert_feed_forward_length expert_shared_count expert_group_count',
    'attention.key_length attention.value_length attention.sliding_window rope.scaling.original_context_length',
    'leading_dense_block_count pooling_type tensor_data_layout nextn_predict_layers attention.key_length_swa',
    'embedding_length_out decoder_start_token_id hash_layer_count expert_gating_func deepstack_layer_count',
  ]
    .join(' ')
    .split(' ')
    .map((name) => [`ARCH.${name}`, 'u32'] as const),
  ...'rope.freq_base rope.scale_linear rope.scaling.factor rope.scaling.attn_factor attention.scale logit_scale embedding_scale residual_scale attention.clamp_kqv attention.max_alibi_bias attention.layer_norm_epsilon attn_logit_softcapping final_logit_softcapping expert_weights_scale'
    .split(' ')
    .map((name) => [`ARCH.${name}`, 'f32'] as const),
  ['ARCH.rope.scaling.type', 'string'],
  ['ARCH.attention.causal', 'bool'],
  ['ARCH.use_parallel_residual', 'bool'],
  ['ARCH.rope.scaling.finetuned', 'bool'],
  ['ARCH.expert_weights_norm', 'bool'],
  ...'padding eot eom seperator mask cls fim_pre fim_suf fim_mid fim_pad fim_rep fim_sep prefix suffix middle'
    .split(' ')
    .map((name) => [`tokenizer.ggml.${name}_token_id`, 'u32'] as const),
  ...'add_bos_token add_eos_token add_sep_token add_space_prefix remove_extra_whitespaces'
    .split(' ')
    .map((name) => [`tokenizer.ggml.${name}`, 'bool'] as const),
  ['tokenizer.ggml.token_type_count', 'u32'],
  ['tokenizer.ggml.pre', 'string'],
  ['tokenizer.chat_template', 'string'],
  ['general.alignment', 'u32'],
  ['general.type', 'string'],
  ['general.file_type', 'u32'],
  ['general.quantization_version', 'u32'],
  ['split.count', 'u16'],
  ['split.no', 'u16'],
  ['split.tensors.count', 'i32'],
];

function architectureOf(file: GgufFile): string {
  const name = file.keys.map(({ key }) => /^(\w+)\.block_count$/.exec(String(key))?.[1]).find((one) => one);
  return name ?? 'llama';
}

function keyChange(how: string, at: number, change: (key: GgufKey) => readonly GgufKey[]): GgufChange {
  const apply = (file: GgufFile): GgufFile => {
    const index = at % Math.max(1, file.keys.length);
    return { ...file, keys: file.keys.flatMap((key, place) => (place === index ? change(key) : [key])) };
  };
  return { how: `${how} ${at}`, apply };
}

const which = fc.nat(1000);
const anyType = fc.constantFrom(...TYPES);
const typed = anyType.chain((type) => valueOf(type).map((value) => ({ type, value })));

/** Of keys as they are: gone, twice, of another type or value, or with a length that lies. */
const changedKeys: fc.Arbitrary<GgufChange> = fc.oneof(
  which.map((at) => keyChange('without key', at, () => [])),
  which.map((at) => keyChange('twice key', at, (key) => [key, key])),
  fc
    .tuple(which, typed)
    .map(([at, { type, value }]) =>
      keyChange(`${type} ${String(value).slice(0, 20)} as key`, at, ({ key }) => [scalar(key, type, value)]),
    ),
  fc
    .tuple(which, valueOf('u32'))
    .map(([at, value]) => keyChange(`${String(value)} as key`, at, (key) => [sameType(key, value)])),
  fc.tuple(which, fc.nat(14)).map(([at, type]) => keyChange(`type ${type} of key`, at, (key) => [{ ...key, type }])),
  fc
    .tuple(which, fc.constantFrom(0n, 1n, 5n, 65_536n, 2n ** 31n, 2n ** 62n))
    .map(([at, keyLength]) => keyChange(`length ${keyLength} of key`, at, (key) => [{ ...key, keyLength }])),
  fc
    .tuple(which, fc.constantFrom('', 'a', 'general.name', 'a b', 'k'.repeat(70_000), Uint8Array.of(0xff), 'a\0b'))
    .map(([at, name]) => keyChange('another name of key', at, (key) => [{ ...key, key: name }])),
);

/** A number in place of a number, a text in place of a text. */
function sameType({ key, type, bytes }: GgufKey, value: Scalar): GgufKey {
  if (type === 4) return scalar(key, 'u32', value);
  if (type === 6) return scalar(key, 'f32', Number(value));
  return { key, type, bytes };
}

const furtherKeys: fc.Arbitrary<GgufChange> = fc.constantFrom(...FURTHER).chain(([name, right]) => {
  // mostly of the type that is asked for: what loaders make of the value is the question
  const type = fc.oneof({ weight: 5, arbitrary: fc.constant(right) }, { weight: 1, arbitrary: anyType });
  return type.chain((own) =>
    valueOf(own).map((value) => ({
      how: `${name} as ${own} ${String(value).slice(0, 20)}`,
      apply: (file) => {
        const key = name.replace('ARCH', architectureOf(file));
        return { ...file, keys: [...file.keys.filter((one) => one.key !== key), scalar(key, own, value)] };
      },
    })),
  );
});

const COUNTS = [-2n, -1n, 1n, 2n, 2n ** 20n, 2n ** 62n, 2n ** 64n - 100n];

const changedFiles: fc.Arbitrary<GgufChange> = fc.oneof(
  fc.constantFrom(0, 1, 2, 4, 2 ** 24 * 3).map((version) => whole(`version ${version}`, { version })),
  fc.constantFrom('GGUX', 'ggml', 'FUGG').map((magic) => whole(`magic ${magic}`, { magic })),
  fc.constantFrom(...COUNTS).map((more) => ({
    how: `${more} tensors more`,
    apply: (file: GgufFile) => ({ ...file, tensorCount: BigInt.asUintN(64, BigInt(file.tensors.length) + more) }),
  })),
  fc.constantFrom(...COUNTS).map((more) => ({
    how: `${more} keys more`,
    apply: (file: GgufFile) => ({ ...file, keyCount: BigInt.asUintN(64, BigInt(file.keys.length) + more) }),
  })),
  fc.constantFrom(1, 2, 4, 8, 16, 32, 64, 128, 256, 4096, 65_536, 2 ** 21).chain((said) =>
    fc.constantFrom(said, said, 32, 64).map((alignment) => ({
      how: `alignment ${said}, really ${alignment}`,
      apply: (file: GgufFile) => ({
        ...file,
        alignment,
        keys: [...file.keys, scalar('general.alignment', 'u32', said)],
      }),
    })),
  ),
  fc.constantFrom('x', '\0'.repeat(64), 'y'.repeat(100)).map((trailer) => whole('a trailer', { trailer })),
  fc.constant(whole('no padding at its end', { paddedAtEnd: false })),
);

function whole(how: string, change: Partial<GgufFile>): GgufChange {
  return { how, apply: (file) => ({ ...file, ...change }) };
}

const change = fc.oneof(
  { weight: 4, arbitrary: changedKeys },
  { weight: 4, arbitrary: furtherKeys },
  { weight: 4, arbitrary: changedTensors },
  { weight: 3, arbitrary: changedLists },
  { weight: 1, arbitrary: changedFiles },
);

const bases = fc.constantFrom(...Object.keys(GGUF_BASES), 'llama', 'llama', 'llama');

const byFields: fc.Arbitrary<Mutant> = fc
  .tuple(bases, fc.array(change, { minLength: 1, maxLength: 3 }))
  .map(([base, changes]) => ({
    how: [base, ...changes.map(({ how }) => how)].join('; '),
    bytes: buildGguf(changes.reduce((file, { apply }) => apply(file), GGUF_BASES[base]!)).bytes,
  }));

const byBytes: fc.Arbitrary<Mutant> = fc.tuple(bases, modelMutations).map(([base, changes]) => ({
  how: `${base}; ${changes.map(({ kind, at }) => `${kind} at ${at}`).join('; ')}`,
  bytes: mutate(buildGguf(GGUF_BASES[base]!).bytes, changes),
}));

/** Two thirds by their fields: most damage to bytes falls on weights, or where every reader looks first. */
export const ggufMutants: fc.Arbitrary<Mutant> = fc.oneof(
  { weight: 2, arbitrary: byFields },
  { weight: 1, arbitrary: byBytes },
);
