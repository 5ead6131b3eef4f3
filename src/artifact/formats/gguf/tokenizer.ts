import { TOKENS } from './key-values.js';
import type { Key, Keys } from './key.js';
import type { Notes } from './notes.js';
import type { ValueType } from './value-types.js';

const MERGES = 'tokenizer.ggml.merges';

/** Lists of the tokenizer, the types of elements that llama.cpp reads them as, and whether they have one for each token. */
const LISTS: readonly (readonly [name: string, types: readonly ValueType[], isPerToken: boolean])[] = [
  [TOKENS, ['string'], true],
  ['tokenizer.ggml.scores', ['f32', 'i32'], true],
  ['tokenizer.ggml.token_type', ['i32'], true],
  [MERGES, ['string'], false],
];

const MODEL = 'tokenizer.ggml.model';
/** Kinds of tokenizers that have no tokens. */
const WITHOUT_TOKENS = ['none', 'no_vocab'];
/** Byte of the count of keys: where what is missing is missing. */
const KEYS_AT = 16;

const SPECIAL = /^tokenizer\.ggml\.[a-z0-9_]+_token_id$/;

/**
 * Holds the lists of the tokenizer to each other: loaders read them by the index of the token, past their ends too
 * (llama.cpp 26690).
 */
export function judgeTokenizer(keys: Keys, notes: Notes): void {
  const tokens = keys.get(TOKENS)?.list?.length ?? null;
  const model = keys.get(MODEL)?.value;
  if (!keys.has(TOKENS) && typeof model === 'string' && !WITHOUT_TOKENS.includes(model)) {
    const message = `Expected the tokens of the ${model.slice(0, 60)} tokenizer, found none`;
    notes.error('key_missing', { offset: KEYS_AT, part: TOKENS }, message);
  }
  // of its kind, one does without
  if (model === 'gpt2' && !keys.has(MERGES) && keys.get('tokenizer.ggml.pre')?.value !== 'kimi-k2') {
    const message = 'Expected the merges of the gpt2 tokenizer, found none';
    notes.error('key_missing', { offset: KEYS_AT, part: MERGES }, message);
  }
  for (const [name, types, isPerToken] of LISTS) {
    const key = keys.get(name);
    if (!key) continue;
    judgeList(key, types, notes);
    const { list, valueAt } = key;
    if (isPerToken && list && tokens !== null && list.length !== tokens) {
      // behind the type of the elements
      const place = { offset: valueAt + 4, part: name };
      notes.error('tokenizer_length', place, `Expected one for each of the ${tokens} tokens, found ${list.length}`);
    }
  }
  for (const [name, key] of keys) {
    if (SPECIAL.test(name)) judgeSpecial(key, tokens, notes);
  }
}

function judgeList({ name, type, list, typeAt, valueAt }: Key, types: readonly ValueType[], notes: Notes): void {
  if (list && types.includes(list.type)) return;
  const expected = `Expected a list of ${types.join(' or ')}`;
  if (list) {
    notes.error('tokenizer_type', { offset: valueAt, part: name }, `${expected}, found one of ${list.type}`);
  } else notes.error('tokenizer_type', { offset: typeAt, part: name }, `${expected}, found ${type}`);
}

function judgeSpecial({ name, type, list, typeAt, valueAt, value }: Key, tokens: number | null, notes: Notes): void {
  if (type !== 'u32') {
    const found = list ? `a list of ${list.type}` : type;
    notes.error(
      'special_token_type',
      { offset: typeAt, part: name },
      `Expected the id of a token as u32, found ${found}`,
    );
  } else if (tokens !== null && Number(value) >= tokens) {
    const message = `Expected the id of one of the ${tokens} tokens, found ${Number(value)}`;
    notes.error('special_token_id', { offset: valueAt, part: name }, message);
  }
}
