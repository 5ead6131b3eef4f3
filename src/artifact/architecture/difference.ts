import type { Json } from '../../core/check.js';
import type { Structure } from '../facts.js';
import { architectureSignature, type TensorShape } from './signature.js';

export interface NamedTensor extends TensorShape {
  readonly name: string;
}

/** Something that both have, and not alike. */
export interface Change<T> {
  readonly name: string;
  readonly from: T;
  readonly to: T;
}

/** What changed from one model to another, beside their weights. In the order of names; plain data. */
export interface ArchitectureDifference {
  /** Signatures of both; the same where nothing below is. */
  readonly from: string;
  readonly to: string;
  readonly added: readonly NamedTensor[];
  readonly removed: readonly NamedTensor[];
  readonly reshaped: readonly Change<readonly number[]>[];
  /** Of another element type, which is what quantisation does. */
  readonly retyped: readonly Change<string>[];
  /** null: one of them does not have it. */
  readonly keys: readonly Change<Json>[];
  /** Tensors that are the same in both. */
  readonly same: number;
}

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
