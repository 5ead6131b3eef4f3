import type { Json } from '../../../core/check.js';
import type { Keys } from './key.js';
import type { Notes } from './notes.js';
import type { ValueType } from './value-types.js';

/** What one file says of the model that it is a part of. Plain data: it is told in the details of its structure. */
export interface SplitPart {
  /** From 0. */
  readonly no: number;
  /** At least 2. */
  readonly count: number;
  /** Tensors of all parts together; null: it does not say. */
  readonly tensors: number | null;
  /** Byte of the value of `split.count`, and of `split.tensors.count`. */
  readonly countAt: number;
  readonly tensorsAt: number | null;
}

const NO = 'split.no';
const COUNT = 'split.count';
const TENSORS = 'split.tensors.count';

/** Types by which llama.cpp asks for them; another ends its process. */
const TYPES: Readonly<Record<string, ValueType>> = { [NO]: 'u16', [COUNT]: 'u16', [TENSORS]: 'i32' };

/** null: it is whole. Tools that join parts leave a count of 0. */
export function splitOf(keys: Keys, notes: Notes): (SplitPart & Readonly<Record<string, Json>>) | null {
  const said = keys.get(COUNT)?.value;
  // those of a file that is whole are not asked for
  const isPart = typeof said === 'number' && said >= 2;
  for (const [part, expected] of Object.entries(TYPES)) {
    const key = keys.get(part);
    if (key && key.type !== expected && (isPart || part === COUNT)) {
      notes.error('split_type', { offset: key.typeAt, part }, `Expected ${expected}, found ${key.type}`);
    }
  }
  const count = keys.get(COUNT);
  if (!count || typeof count.value !== 'number' || count.value < 2) return null;
  const no = keys.get(NO);
  if (!no || typeof no.value !== 'number') {
    notes.error(
      'split_no',
      { offset: count.at, part: NO },
      `Expected the number of this part beside ${COUNT}, found none`,
    );
    return null;
  }
  if (no.value >= count.value) {
    const message = `Expected a part from 0 to ${count.value - 1}, found ${no.value}`;
    notes.error('split_no', { offset: no.valueAt, part: NO }, message);
  }
  const tensors = keys.get(TENSORS);
  const together = typeof tensors?.value === 'number' ? tensors.value : null;
  return {
    no: no.value,
    count: count.value,
    tensors: together,
    countAt: count.valueAt,
    tensorsAt: tensors?.valueAt ?? null,
  };
}
