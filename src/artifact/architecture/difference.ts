import type { Json } from '../../core/check.js';
import type { Structure } from '../contents.js';
import type { ArchitectureDifference, Change, NamedTensor, TensorShape } from './architecture.js';
import { architectureSignature } from './signature.js';

/** What is otherwise in `b` than in `a`. */
export function differenceOf(a: Structure, b: Structure): ArchitectureDifference {
  const from = architectureSignature(a);
  const to = architectureSignature(b);
  const reshaped: Change<readonly number[]>[] = [];
  const retyped: Change<string>[] = [];
  let same = 0;
  for (const [name, before] of from.tensors) {
    const now = to.tensors.get(name);
    if (!now) continue;
    const isReshaped = before.shape.join() !== now.shape.join();
    const isRetyped = before.dtype !== now.dtype;
    if (isReshaped) reshaped.push({ name, from: before.shape, to: now.shape });
    if (isRetyped) retyped.push({ name, from: before.dtype, to: now.dtype });
    if (!isReshaped && !isRetyped) same += 1;
  }
  return {
    from: from.sha256,
    to: to.sha256,
    added: missingIn(from.tensors, to.tensors),
    removed: missingIn(to.tensors, from.tensors),
    reshaped,
    retyped,
    keys: changedKeys(from.keys, to.keys),
    same,
  };
}

function missingIn(
  there: ReadonlyMap<string, TensorShape>,
  here: ReadonlyMap<string, TensorShape>,
): readonly NamedTensor[] {
  return [...here].filter(([name]) => !there.has(name)).map(([name, tensor]) => ({ name, ...tensor }));
}

function changedKeys(from: ReadonlyMap<string, Json>, to: ReadonlyMap<string, Json>): Change<Json>[] {
  const names = [...new Set([...from.keys(), ...to.keys()])].sort();
  return names.flatMap((name) => {
    const change = { name, from: from.get(name) ?? null, to: to.get(name) ?? null };
    return JSON.stringify(change.from) === JSON.stringify(change.to) ? [] : [change];
  });
}
