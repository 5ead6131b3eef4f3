import type { Json } from '../../core/check.js';
import type { FileStructure, Tensor } from '../formats/format.js';
import type { Sequence, Work } from './size.js';

/** Keys that say of an architecture that it keeps a state of fixed size instead of, or beside, keys and values. */
const STATE_KEYS = ['ssm.state_size', 'wkv.head_size'];

/**
 * What llama.cpp keeps of each token, by the model's metadata: for each layer head_count_kv keys of key_length and values
 * of value_length. Where head_count_kv differs from layer to layer, by the widths of the layers' own key and value weights.
 * Windows that forget old tokens are not taken off: the whole context is an upper bound.
 */
export function ggufSequence(files: readonly FileStructure[]): Work {
  const metadata = files.find((file) => file.architecture !== null)?.metadata ?? {};
  const architecture = textOf(metadata['general.architecture']);
  const tensors = files.flatMap((file) => file.tensors);
  const numberOf = (key: string) => countOf(metadata[`${architecture}.${key}`]);
  if (STATE_KEYS.some((key) => metadata[`${architecture}.${key}`] !== undefined)) {
    return { sequence: null, unknown: [`the state that ${architecture} models keep instead of keys and values`] };
  }
  if (metadata[`${architecture}.attention.causal`] === false) return { sequence: null, unknown: [] };
  const layers = numberOf('block_count');
  const heads = numberOf('attention.head_count');
  const embedding = numberOf('embedding_length');
  const kept = layers === null ? null : keptOf({ layers, heads, embedding, numberOf, tensors, metadata, architecture });
  if (layers === null || kept === null) {
    return { sequence: null, unknown: ['its key-value cache: the metadata do not say its layers and heads'] };
  }
  const sequence: Sequence = {
    layers,
    ...kept,
    contextLength: numberOf('context_length'),
    vocabulary: vocabularyOf(metadata, tensors),
    from: 'the metadata of the GGUF file',
  };
  return { sequence, unknown: [] };
}

interface Said {
  readonly layers: number;
  readonly heads: number | null;
  readonly embedding: number | null;
  readonly numberOf: (key: string) => number | null;
  readonly tensors: readonly Tensor[];
  readonly metadata: FileStructure['metadata'];
  readonly architecture: string;
}

function keptOf({ layers, heads, embedding, numberOf, tensors, metadata, architecture }: Said) {
  const perHead = heads === null || embedding === null || heads === 0 ? null : Math.floor(embedding / heads);
  const key = numberOf('attention.key_length') ?? perHead;
  const value = numberOf('attention.value_length') ?? perHead;
  const isList = metadata[`${architecture}.attention.head_count_kv`] instanceof Object;
  const kept = numberOf('attention.head_count_kv') ?? (isList ? null : heads);
  if (kept === null || key === null || value === null) return widthsOf(tensors);
  return {
    keptPerToken: layers * kept * (key + value),
    arithmetic: `${layers} layers x ${kept} heads x (${key} + ${value})`,
  };
}

/** By the layers' own weights, whose last dimension is as wide as what they make of each token. */
function widthsOf(tensors: readonly Tensor[]) {
  const makers = tensors.filter(({ name }) => /^blk\.\d+\.attn_[kv]\.weight$/.test(name));
  if (makers.length === 0) return null;
  const keptPerToken = makers.reduce((sum, { shape }) => sum + (shape.at(-1) ?? 0), 0);
  return { keptPerToken, arithmetic: `the widths of ${makers.length} key and value weights` };
}

function vocabularyOf(metadata: FileStructure['metadata'], tensors: readonly Tensor[]): number | null {
  const tokens = metadata['tokenizer.ggml.tokens'];
  const listed = tokens instanceof Object && 'length' in tokens ? countOf(tokens.length) : null;
  return listed ?? tensors.find(({ name }) => name === 'token_embd.weight')?.shape.at(-1) ?? null;
}

function countOf(value: Json | undefined): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
