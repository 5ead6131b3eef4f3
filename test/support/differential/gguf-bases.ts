/** Models that loaders take, to be changed: the tiny llama, and what else of it there could be. */
import {
  floats,
  list,
  scalar,
  withKey,
  type GgufFile,
  type GgufKey,
  type GgufTensor,
} from '../../../fixtures/artifacts/gguf.js';
import { tinyLlama } from '../../../fixtures/artifacts/gguf-llama.js';

const LLAMA = tinyLlama();
const WIDTH = 32;
const HEAD = 16;

/** By name; each is loaded as it is. */
export const GGUF_BASES: Readonly<Record<string, GgufFile>> = {
  llama: LLAMA,
  'two layers': twoLayers(),
  'byte pairs': bytePairs(),
  'a fused projection': fused(),
  qwen2: renamed('qwen2'),
  qwen3: renamed(
    'qwen3',
    ['attn_q_norm', 'attn_k_norm'].map((name) => ones(`blk.0.${name}.weight`, HEAD)),
  ),
  gemma: { ...renamed('gemma'), tensors: LLAMA.tensors.filter(({ name }) => name !== 'output.weight') },
  // an architecture that our reader knows no tensors of
  olmo: olmo(),
};

/** The same tensors under the name of an architecture that has them, and some more. */
function renamed(architecture: string, more: readonly GgufTensor[] = []): GgufFile {
  const keys = LLAMA.keys.map((key): GgufKey => {
    return { ...key, key: String(key.key).replace(/^llama\./, `${architecture}.`) };
  });
  const named = withKey({ ...LLAMA, keys }, scalar('general.architecture', 'string', architecture));
  return { ...named, tensors: [...LLAMA.tensors, ...more] };
}

function twoLayers(): GgufFile {
  const second = LLAMA.tensors.filter(({ name }) => String(name).startsWith('blk.0.'));
  const tensors = [
    ...LLAMA.tensors,
    ...second.map((tensor) => ({ ...tensor, name: String(tensor.name).replace('.0.', '.1.') })),
  ];
  const heads = withKey({ ...LLAMA, tensors }, list('llama.attention.head_count_kv', 'u32', [2, 2]));
  return withKey(heads, scalar('llama.block_count', 'u32', 2));
}

/** Its norms have no weights. */
function olmo(): GgufFile {
  const named = withKey(renamed('olmo'), scalar('olmo.attention.layer_norm_epsilon', 'f32', 1e-5));
  return { ...named, tensors: LLAMA.tensors.filter(({ name }) => !String(name).includes('norm')) };
}

/** A tokenizer of merges, as GPT-2 had it: a letter of its own for every byte. */
function bytePairs(): GgufFile {
  const printable = (byte: number) => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
  let next = 256;
  const letters = Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(printable(byte) ? byte : next++));
  const pairs = Array.from({ length: 40 }, (_, index) => ['a', String.fromCodePoint(0x61 + (index % 26))] as const);
  const merges = [...new Set(pairs.map((pair) => pair.join(' ')))];
  const made = merges.map((merge) => merge.replace(' ', ''));
  const rest = Array.from({ length: 299 - 256 - made.length }, (_, index) => `<|${index}|>`);
  const keys = [
    scalar('tokenizer.ggml.model', 'string', 'gpt2'),
    scalar('tokenizer.ggml.pre', 'string', 'default'),
    list('tokenizer.ggml.tokens', 'string', [...letters, ...made, ...rest]),
    list('tokenizer.ggml.merges', 'string', merges),
    list('tokenizer.ggml.token_type', 'i32', [...letters, ...made].map(() => 1).concat(rest.map(() => 3))),
  ];
  return keys.reduce(withKey, LLAMA);
}

function fused(): GgufFile {
  const others = LLAMA.tensors.filter(({ name }) => !/attn_[qkv]\./.test(String(name)));
  return { ...LLAMA, tensors: [...others, ones('blk.0.attn_qkv.weight', WIDTH, 3 * WIDTH)] };
}

function ones(name: string, ...dims: number[]): GgufTensor {
  return floats(name, dims, new Float32Array(dims.reduce((product, size) => product * size, 1)).fill(1));
}
