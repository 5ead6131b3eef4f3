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

const EMBEDDING: Rule = { name: 'token_embd.weight', shape: ['embd', 'vocab'] };
const NORM: Rule = { name: 'output_norm.weight', shape: ['embd'] };
/** Where it is not there, the embedding is used. */
const OUTPUT: Rule = { name: 'output.weight', shape: ['embd', 'vocab'], isOptional: true };
const MODEL = [EMBEDDING, NORM, OUTPUT];

const FUSED = 'attn_qkv.weight';
const ATTENTION: readonly Rule[] = [
  { name: 'attn_norm.weight', shape: ['embd'] },
  { name: FUSED, shape: ['embd', 'qkv'], isOptional: true },
  { name: 'attn_q.weight', shape: ['embd', 'q'], unless: FUSED },
  { name: 'attn_k.weight', shape: ['embd', 'k'], unless: FUSED },
  { name: 'attn_v.weight', shape: ['embd', 'v'], unless: FUSED },
  { name: 'attn_q.bias', shape: ['q'], isOptional: true },
  { name: 'attn_k.bias', shape: ['k'], isOptional: true },
  { name: 'attn_v.bias', shape: ['v'], isOptional: true },
  { name: 'attn_output.weight', shape: ['q', 'embd'] },
];
const FEED_FORWARD: readonly Rule[] = [
  { name: 'ffn_norm.weight', shape: ['embd'] },
  { name: 'ffn_gate.weight', shape: ['embd', 'ff'] },
  { name: 'ffn_up.weight', shape: ['embd', 'ff'] },
  { name: 'ffn_down.weight', shape: ['ff', 'embd'] },
];
const HEAD_NORMS: readonly Rule[] = [
  { name: 'attn_q_norm.weight', shape: ['head'] },
  { name: 'attn_k_norm.weight', shape: ['head'] },
];
const POST_NORMS: readonly Rule[] = [
  { name: 'post_attention_norm.weight', shape: ['embd'] },
  { name: 'post_ffw_norm.weight', shape: ['embd'] },
];

const LLAMA: Family = { model: MODEL, layer: [...ATTENTION, ...FEED_FORWARD] };

/** Architectures whose tensors are known, as llama.cpp asks for them (src/models, 2026-09). */
export const FAMILIES: Readonly<Record<string, Family>> = {
  llama: LLAMA,
  mistral3: LLAMA,
  smollm3: LLAMA,
  internlm2: LLAMA,
  baichuan: LLAMA,
  qwen2: LLAMA,
  gemma: LLAMA,
  qwen3: { model: MODEL, layer: [...ATTENTION, ...HEAD_NORMS, ...FEED_FORWARD] },
  gemma2: { model: MODEL, layer: [...ATTENTION, ...FEED_FORWARD, ...POST_NORMS] },
  gemma3: { model: MODEL, layer: [...ATTENTION, ...HEAD_NORMS, ...FEED_FORWARD, ...POST_NORMS] },
  phi3: {
    model: MODEL,
    layer: [
      ...ATTENTION,
      { name: 'ffn_norm.weight', shape: ['embd'] },
      { name: 'ffn_up.weight', shape: ['embd', 'ffTwice'] },
      { name: 'ffn_down.weight', shape: ['ff', 'embd'] },
    ],
  },
};
