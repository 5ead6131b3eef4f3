import type { Hyper } from './hyper.js';

type Measure = (hyper: Hyper, layer: number) => number | null;

const q = ({ heads, key }: Hyper, layer: number) => heads(layer) * key;
const k = ({ headsKv, key }: Hyper, layer: number) => headsKv(layer) * key;
const v = ({ headsKv, value }: Hyper, layer: number) => headsKv(layer) * value;

/** How wide things are in one layer; null: not known. */
export const WIDTHS = {
  embd: ({ embd }) => embd,
  vocab: ({ vocab }) => vocab,
  q,
  k,
  v,
  qkv: (hyper, layer) => q(hyper, layer) + k(hyper, layer) + v(hyper, layer),
  head: ({ key }) => key,
  ff: ({ ff }, layer) => ff(layer),
  ffTwice: ({ ff }, layer) => 2 * ff(layer),
  rotHalf: ({ rot }) => Math.floor(rot / 2),
} satisfies Record<string, Measure>;

/** A dimension by what it is the width of. */
export type Width = keyof typeof WIDTHS;

/** A tensor that a model has to have, or may have. */
export interface Rule {
  /** Of a layer without `blk.N.` in front. */
  readonly name: string;
  /** Innermost first. */
  readonly shape: readonly Width[];
  readonly isOptional?: boolean;
  /** With this tensor in the layer it is not needed. */
  readonly unless?: string;
}

export interface Family {
  readonly model: readonly Rule[];
  readonly layer: readonly Rule[];
}

const optional = (name: string, ...shape: readonly Width[]): Rule => ({ name, shape, isOptional: true });

const EMBEDDING: Rule = { name: 'token_embd.weight', shape: ['embd', 'vocab'] };
const NORM: Rule = { name: 'output_norm.weight', shape: ['embd'] };
const OUTPUT: Rule = { name: 'output.weight', shape: ['embd', 'vocab'] };
/** Where there is no output, the embedding is used. */
const MODEL = [EMBEDDING, NORM, { ...OUTPUT, isOptional: true }];
const FACTORS = ['long', 'short'].map((name) => optional(`rope_factors_${name}.weight`, 'rotHalf'));
const ROTATION = [optional('rope_freqs.weight', 'rotHalf'), ...FACTORS];

const FUSED = 'attn_qkv.weight';
const ATTENTION: readonly Rule[] = [
  { name: 'attn_norm.weight', shape: ['embd'] },
  optional(FUSED, 'embd', 'qkv'),
  { name: 'attn_q.weight', shape: ['embd', 'q'], unless: FUSED },
  { name: 'attn_k.weight', shape: ['embd', 'k'], unless: FUSED },
  { name: 'attn_v.weight', shape: ['embd', 'v'], unless: FUSED },
  optional('attn_qkv.bias', 'qkv'),
  optional('attn_q.bias', 'q'),
  optional('attn_k.bias', 'k'),
  optional('attn_v.bias', 'v'),
  { name: 'attn_output.weight', shape: ['q', 'embd'] },
];
const FEED_FORWARD: readonly Rule[] = [
  { name: 'ffn_norm.weight', shape: ['embd'] },
  { name: 'ffn_gate.weight', shape: ['embd', 'ff'] },
  { name: 'ffn_up.weight', shape: ['embd', 'ff'] },
  { name: 'ffn_down.weight', shape: ['ff', 'embd'] },
];
const BIASES: readonly Rule[] = [
  optional('attn_output.bias', 'embd'),
  optional('ffn_gate.bias', 'ff'),
  optional('ffn_up.bias', 'ff'),
  optional('ffn_down.bias', 'embd'),
];
const HEAD_NORMS: readonly Rule[] = [
  { name: 'attn_q_norm.weight', shape: ['head'] },
  { name: 'attn_k_norm.weight', shape: ['head'] },
];
const POST_NORMS: readonly Rule[] = [
  { name: 'post_attention_norm.weight', shape: ['embd'] },
  { name: 'post_ffw_norm.weight', shape: ['embd'] },
];

const PLAIN = [...ATTENTION, ...FEED_FORWARD];
const LLAMA: Family = { model: [...MODEL, ...ROTATION], layer: [...PLAIN, ...BIASES] };

/** Architectures whose tensors are known, as llama.cpp asks for them (src/models, 2026-09). */
export const FAMILIES: Readonly<Record<string, Family>> = {
  llama: LLAMA,
  mistral3: LLAMA,
  smollm3: { model: MODEL, layer: PLAIN },
  internlm2: { model: [EMBEDDING, NORM, OUTPUT], layer: PLAIN },
  baichuan: { model: [EMBEDDING, NORM, OUTPUT], layer: PLAIN },
  qwen2: { model: [...MODEL, optional('output.bias', 'vocab')], layer: PLAIN },
  gemma: { model: MODEL, layer: PLAIN },
  qwen3: { model: MODEL, layer: [...PLAIN, ...HEAD_NORMS] },
  gemma2: { model: MODEL, layer: [...PLAIN, ...POST_NORMS] },
  gemma3: { model: MODEL, layer: [...PLAIN, ...HEAD_NORMS, ...POST_NORMS] },
  phi3: {
    model: [...MODEL, ...FACTORS],
    layer: [
      ...ATTENTION,
      { name: 'ffn_norm.weight', shape: ['embd'] },
      { name: 'ffn_up.weight', shape: ['embd', 'ffTwice'] },
      { name: 'ffn_down.weight', shape: ['ff', 'embd'] },
    ],
  },
};

/** Those that end llama.cpp where keys and values are not of one width. */
export const ONE_WIDTH = ['llama', 'mistral3', 'qwen2', 'qwen3', 'smollm3', 'internlm2', 'baichuan', 'phi3'];
/** Those in which the whole head is turned. */
export const TURNED = ONE_WIDTH.filter((name) => name !== 'phi3');
