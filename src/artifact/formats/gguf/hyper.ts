import type { Json } from '../../../core/check.js';

/** Numbers that the shapes of a model's tensors follow from. */
export interface Hyper {
  readonly layers: number;
  readonly embd: number;
  /** Tokens of the vocabulary; null: the file has none. */
  readonly vocab: number | null;
  readonly experts: number;
  /** Of each layer. */
  readonly heads: (layer: number) => number;
  readonly headsKv: (layer: number) => number;
  readonly ff: (layer: number) => number;
  /** Widths of one head's key and value. */
  readonly key: number;
  readonly value: number;
  /** How much of a head is turned by its place. */
  readonly rot: number;
}

/** A key that is not what it has to be, without the architecture in front: `block_count`. */
export interface WrongKey {
  readonly key: string;
  readonly message: string;
}

export type Metadata = Readonly<Record<string, Json>>;

/** LLAMA_MAX_LAYERS: llama.cpp ends its process above. */
export const MAX_LAYERS = 512;

/** Keys without which no model of these families has a shape. */
const NEEDED = ['context_length', 'embedding_length', 'block_count', 'feed_forward_length', 'attention.head_count'];

/** By the metadata; or everything that is wrong with them. */
export function hyperOf(metadata: Metadata, architecture: string): Hyper | readonly WrongKey[] {
  const read = (key: string) => metadata[`${architecture}.${key}`];
  const missing = NEEDED.filter((key) => read(key) === undefined);
  if (missing.length > 0)
    return missing.map((key) => ({ key, message: 'Expected it for this architecture, found none' }));
  const layers = wholeOf(read('block_count'));
  const embd = wholeOf(read('embedding_length'));
  const wrong: WrongKey[] = [];
  if (layers === null || layers < 1 || layers > MAX_LAYERS)
    wrong.push({ key: 'block_count', message: expectedLayers(read('block_count')) });
  if (embd === null || embd < 1)
    wrong.push({ key: 'embedding_length', message: `Expected at least 1, found ${told(read('embedding_length'))}` });
  if (layers === null || embd === null || wrong.length > 0) return wrong;
  const lists = { heads: 'attention.head_count', headsKv: 'attention.head_count_kv', ff: 'feed_forward_length' };
  const heads = perLayer(read(lists.heads), layers);
  const headsKv = perLayer(read(lists.headsKv) ?? read(lists.heads)!, layers);
  const ff = perLayer(read(lists.ff), layers);
  for (const [values, key] of [
    [heads, lists.heads],
    [headsKv, lists.headsKv],
    [ff, lists.ff],
  ] as const) {
    if (!values)
      wrong.push({
        key,
        message: `Expected a number from 1, or one for each of ${layers} layers, found ${told(read(key))}`,
      });
  }
  if (!heads || !headsKv || !ff) return wrong;
  for (let layer = 0; layer < layers; layer += 1) {
    if (heads(layer) % headsKv(layer) === 0) continue;
    const message = `Expected a divisor of the ${heads(layer)} heads of layer ${layer}, found ${headsKv(layer)}`;
    return [{ key: lists.headsKv, message }];
  }
  const width = (key: string) => wholeOf(read(key)) ?? embd / heads(0);
  const key = width('attention.key_length');
  if (!Number.isInteger(key)) {
    return [{ key: lists.heads, message: `Expected a divisor of the embedding of ${embd}, found ${heads(0)}` }];
  }
  return {
    layers,
    embd,
    vocab: vocabOf(metadata, architecture),
    experts: wholeOf(read('expert_count')) ?? 0,
    heads,
    headsKv,
    ff,
    key,
    value: Math.floor(width('attention.value_length')),
    rot: wholeOf(read('rope.dimension_count')) ?? key,
  };
}

export function expectedLayers(found: Json | undefined): string {
  return `Expected 1 to ${MAX_LAYERS} layers, found ${told(found)}`;
}

/** One number for all layers, or a list with one for each; null: neither. */
function perLayer(value: Json | undefined, layers: number): ((layer: number) => number) | null {
  if (Array.isArray(value)) {
    const numbers = value.map((one: Json) => wholeOf(one));
    return numbers.length === layers && numbers.every((one) => one !== null && one > 0)
      ? (layer) => numbers[layer]!
      : null;
  }
  const number = wholeOf(value);
  return number !== null && number > 0 ? () => number : null;
}

function vocabOf(metadata: Metadata, architecture: string): number | null {
  const tokens = metadata['tokenizer.ggml.tokens'];
  if (tokens instanceof Object && 'length' in tokens) return wholeOf(tokens.length);
  return wholeOf(metadata[`${architecture}.vocab_size`]);
}

/** null: no whole number from 0. */
function wholeOf(value: Json | undefined): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function told(value: Json | undefined): string {
  return JSON.stringify(value ?? null).slice(0, 60);
}
