import type { ByteSource } from '../../source/byte-source.js';
import type { ReadContext, Tensor } from '../format.js';
import { elementTypeOf } from '../npy/dtype.js';
import { namesOf } from './names.js';
import type { Value } from './values.js';
import type { Walk } from './walk.js';

/** Arrays of numpy in a pickle, named by the keys that lead to them; those of a broken one by their byte. */
export function arrayTensors(
  { arrays, result }: Walk,
  { name: file }: ByteSource,
  { budget, problems }: Pick<ReadContext, 'budget' | 'problems'>,
): Tensor[] {
  if (arrays.length === 0) return [];
  if (arrays.length > budget.maxTensors) {
    const message = `Expected at most ${budget.maxTensors} arrays, found ${arrays.length}: those behind are not looked at`;
    const place = { file, offset: arrays[budget.maxTensors]!.offset, part: null };
    problems.add({ rule: 'pickle_too_many_arrays', concern: 'format', severity: 'unread', ...place, message });
  }
  const names = result === null ? new Map<Value, string>() : namesOf(result);
  return arrays.slice(0, budget.maxTensors).map(({ made, element, shape, offset, bytes, encoding }) => {
    const name = names.get(made) || `array at byte ${offset}`;
    const dtype = elementTypeOf(element.descr)?.name ?? element.descr;
    return { name, dtype, shape, file, offset, bytes, ...(encoding && { encoding }) };
  });
}
