import type { Json } from '../../../core/check.js';
import type { ValueType } from './value-types.js';

/** A key as the file has it. */
export interface Key {
  readonly name: string;
  /** Byte where its entry begins, where its type is, and its value. */
  readonly at: number;
  readonly typeAt: number;
  readonly valueAt: number;
  readonly type: ValueType;
  /** Of a list: the type of its elements, and how many it has. */
  readonly list: { readonly type: ValueType; readonly length: number } | null;
  /** Of a list only where it is a short one of numbers, else what is said of it; a text is cut at KEPT_TEXT. */
  readonly value: Json;
}

export type Keys = ReadonlyMap<string, Key>;
