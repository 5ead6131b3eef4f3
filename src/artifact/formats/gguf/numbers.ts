import type { Json } from '../../../core/check.js';
import type { Keys } from './key.js';
import type { Notes } from './notes.js';

/** LLAMA_MAX_EXPERTS (llama.cpp, 2026-09). */
const MOST = 1024;

/** Dense models, some of which say that they have one expert: llama.cpp takes it for none. */
const DENSE = ['hunyuan-dense', 'hunyuan_vl'];

/** Numbers that end llama.cpp's process, whatever the architecture (load_hparams of llama-model.cpp). */
export function judgeNumbers(keys: Keys, architecture: string, notes: Notes): void {
  judgeExperts(keys, architecture, notes);
  const part = `${architecture}.nextn_predict_layers`;
  const next = keys.get(part);
  const layers = keys.get(`${architecture}.block_count`)?.value;
  if (typeof next?.value !== 'number' || typeof layers !== 'number' || next.value <= layers) return;
  notes.error(
    'key_value',
    { offset: next.valueAt, part },
    `Expected at most the ${layers} layers, found ${next.value}`,
  );
}

function judgeExperts(keys: Keys, architecture: string, notes: Notes): void {
  const note = (name: string, message: string): void => {
    const part = `${architecture}.${name}`;
    notes.error('experts', { offset: keys.get(part)?.valueAt ?? KEYS_AT, part }, message);
  };
  const read = (name: string): number => largest(keys.get(`${architecture}.${name}`)?.value);
  const isDense = DENSE.includes(architecture) && read('expert_count') <= 1;
  const [experts, used] = isDense ? [0, 0] : [read('expert_count'), read('expert_used_count')];
  const groups = read('expert_group_count');
  if (experts > MOST) return note('expert_count', `Expected at most ${MOST} experts, found ${experts}`);
  if (used > experts) return note('expert_used_count', `Expected at most the ${experts} experts, found ${used}`);
  if (experts > 0 && used === 0)
    return note('expert_used_count', `Expected 1 to ${experts} experts in use, found none`);
  if (groups > 0 && groups >= experts) {
    return note('expert_group_count', `Expected fewer groups than the ${experts} experts, found ${groups}`);
  }
  if (groups <= 1) return;
  if (experts % groups !== 0)
    note('expert_group_count', `Expected a divisor of the ${experts} experts, found ${groups}`);
  const inUse = read('expert_group_used_count');
  if (inUse < 1 || inUse >= groups) {
    note('expert_group_used_count', `Expected 1 to ${groups - 1} groups in use, found ${inUse}`);
  }
}

/** Byte of the count of keys: where what is missing is missing. */
const KEYS_AT = 16;

/** Of a number, or of a list with one for each layer; 0 where there is none. */
function largest(value: Json | undefined): number {
  const numbers = Array.isArray(value) ? value : [value];
  return Math.max(0, ...numbers.map((one) => (typeof one === 'number' ? one : 0)));
}
