import { FAMILIES } from './families.js';
import type { Keys } from './key.js';
import type { Notes } from './notes.js';
import type { ValueType } from './value-types.js';

type Types = Readonly<Record<string, ValueType>>;

/** As llama.cpp asks for them, whatever the architecture (load_hparams of llama-model.cpp, 2026-09). */
const OF_MODELS: Types = {
  ...every(
    'u32',
    'context_length embedding_length embedding_length_out block_count nextn_predict_layers pooling_type expert_count',
  ),
  ...every('u32', 'expert_group_count expert_group_used_count attention.key_length attention.value_length'),
  ...every('u32', 'attention.key_length_swa attention.value_length_swa rope.dimension_count rope.dimension_count_swa'),
  ...every('u32', 'rope.scaling.original_context_length'),
  ...every('f32', 'rope.freq_base rope.scaling.factor rope.scaling.attn_factor rope.scaling.alpha'),
  ...every('bool', 'attention.causal rope.scaling.finetuned'),
  'rope.scaling.type': 'string',
};

/** A number for all layers, or a list with one for each. */
const PER_LAYER = ['expert_used_count', 'feed_forward_length', 'attention.head_count', 'attention.head_count_kv'];
/** What such a list may be of. */
const PER_LAYER_LISTS: readonly ValueType[] = ['u32', 'i32', 'bool'];

/** Asked for before it is known what the model is. */
const GENERAL: Types = { 'general.name': 'string', 'general.file_type': 'u32' };

/** Of the tokenizer, whatever its kind (llama-vocab.cpp). */
const OF_TOKENIZERS: Types = every(
  'bool',
  'add_bos_token add_eos_token add_sep_token add_space_prefix remove_extra_whitespaces normalizer.lowercase normalizer.strip_accents',
);
const TOKENIZER: Types = { model: 'string', pre: 'string', token_type_count: 'u32' };
/** Kinds of tokenizers of which nothing else is read. */
const WITHOUT_TOKENS = ['none', 'no_vocab'];

/** @param names - with a space between each two */
function every(type: ValueType, names: string): Types {
  return Object.fromEntries(names.split(' ').map((name) => [name, type]));
}

const RMS: Types = { 'attention.layer_norm_rms_epsilon': 'f32' };

const ASKED_BY: Readonly<Record<string, Types>> = {
  ...Object.fromEntries(Object.keys(FAMILIES).map((name) => [name, RMS])),
  llama: { ...RMS, vocab_size: 'u32' },
  mistral3: {
    ...RMS,
    'attention.temperature_scale': 'f32',
    'rope.scaling.yarn_beta_fast': 'f32',
    'rope.scaling.yarn_beta_slow': 'f32',
    'rope.scaling.yarn_log_multiplier': 'f32',
  },
  gemma2: {
    ...RMS,
    'attention.sliding_window': 'u32',
    'rope.freq_base_swa': 'f32',
    attn_logit_softcapping: 'f32',
    final_logit_softcapping: 'f32',
  },
  gemma3: { ...RMS, 'attention.sliding_window': 'u32', final_logit_softcapping: 'f32' },
  phi3: { ...RMS, 'attention.sliding_window': 'u32' },
};

/** Keys that llama.cpp asks such a model for beside those of every one (load_arch_hparams), by their types. */
function askedBy(architecture: string): Types {
  return Object.hasOwn(ASKED_BY, architecture) ? ASKED_BY[architecture]! : {};
}

/** Holds keys to the types by which llama.cpp asks for them: it refuses a model in which one is of another type. */
export function judgeAskedKeys(keys: Keys, architecture: string, notes: Notes): void {
  for (const [name, type] of Object.entries(GENERAL)) judge(keys, name, type, notes);
  for (const [name, type] of Object.entries({ ...OF_MODELS, ...askedBy(architecture) })) {
    judge(keys, `${architecture}.${name}`, type, notes);
  }
  // the name that the factor once had: asked for only where there is no factor
  if (!keys.has(`${architecture}.rope.scaling.factor`)) judge(keys, `${architecture}.rope.scale_linear`, 'f32', notes);
  for (const name of PER_LAYER) judgePerLayer(keys, `${architecture}.${name}`, notes);
  for (const [name, type] of Object.entries(TOKENIZER)) judge(keys, `tokenizer.ggml.${name}`, type, notes);
  const kind = keys.get('tokenizer.ggml.model')?.value;
  if (typeof kind === 'string' && WITHOUT_TOKENS.includes(kind)) return;
  for (const [name, type] of Object.entries(OF_TOKENIZERS)) judge(keys, `tokenizer.ggml.${name}`, type, notes);
}

function judge(keys: Keys, part: string, expected: ValueType, notes: Notes): void {
  const key = keys.get(part);
  if (!key || key.type === expected) return;
  const found = key.list ? `a list of ${key.list.type}` : key.type;
  notes.error('key_type', { offset: key.typeAt, part }, `Expected ${expected}, found ${found}`);
}

function judgePerLayer(keys: Keys, part: string, notes: Notes): void {
  const key = keys.get(part);
  if (!key || key.type === 'u32' || (key.list && PER_LAYER_LISTS.includes(key.list.type))) return;
  const found = key.list ? `a list of ${key.list.type}` : key.type;
  notes.error('key_type', { offset: key.typeAt, part }, `Expected u32, or a list of them, found ${found}`);
}
