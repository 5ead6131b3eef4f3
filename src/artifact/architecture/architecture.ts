import type { Json } from '../../core/check.js';

/** What a tensor is, without what it holds. */
export interface TensorShape {
  readonly dtype: string;
  readonly shape: readonly number[];
}

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

/** What a model is, and what changed against its baseline. */
export interface Architecture {
  readonly sha256: string;
  readonly tensors: number;
  /** null: no baseline was named. */
  readonly difference: ArchitectureDifference | null;
}
