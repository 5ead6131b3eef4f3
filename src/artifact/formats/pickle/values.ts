/** What a pickle would make, as far as somebody has to know: nothing of it is ever made. */
export type Value = Plain | Whole | Text | GlobalValue | Tuple | List | Dict | Made | Stored;

/** A fraction, a boolean, None, bytes, a set: of which nothing is kept. */
export interface Plain {
  readonly kind: 'plain';
  /** Of bytes: how many, and where the first of them stands. */
  readonly bytes?: number;
  readonly start?: number;
}

export interface Whole {
  readonly kind: 'whole';
  /** null: written as text or with more than 4 bytes, and 2^53 or beyond. */
  readonly value: number | null;
}

export interface Text {
  readonly kind: 'text';
  /** null: too long to be kept, or not UTF-8. */
  readonly text: string | null;
  /** As written, where the text is not kept and they are counted. */
  readonly bytes?: number;
  /** Where a reader of arrays may look for numbers in it: of protocols before 3, which have no bytes. */
  readonly numbers?: SpelledNumbers;
}

/** Bytes that are spelled as a text: each a character in UTF-8, or, as Python 2 did, as they are. */
export interface SpelledNumbers {
  readonly start: number;
  readonly length: number;
  readonly isUtf8: boolean;
}

/** A function or class that the pickle names. */
export interface GlobalValue {
  readonly kind: 'global';
  readonly module: string;
  readonly name: string;
  /** Byte of the opcode that names it. */
  readonly at: number;
}

export interface Tuple {
  readonly kind: 'tuple';
  readonly items: readonly Value[];
}

/** Without its numbers and other plain values: a list may have millions of those. */
export interface List {
  readonly kind: 'list';
  readonly items: Value[];
}

export interface Dict {
  readonly kind: 'dict';
  readonly entries: [key: Value, value: Value][];
  /** A key of it that is the name of a method with underscores; null: there is none. */
  method: string | null;
}

/** What a call of a global, or of something unknown, would give. */
export interface Made {
  readonly kind: 'made';
  /** null: called was something that is not a global. */
  readonly by: GlobalValue | null;
  readonly args: readonly Value[];
  /** Byte of the opcode that calls. */
  readonly at: number;
  /** Set item by item afterwards. */
  readonly entries: [key: Value, value: Value][];
}

/** What a persistent id stands for: the storage of a tensor. */
export interface Stored {
  readonly kind: 'stored';
  readonly id: readonly Value[];
  readonly at: number;
}

/** Whether more is kept of a value than that it is there. */
export function isKept({ kind }: Value): boolean {
  return kind !== 'plain' && kind !== 'whole';
}

export const PLAIN: Plain = { kind: 'plain' };
/** None, where it is to be told from others of which nothing is kept. */
export const NONE: Plain = { kind: 'plain' };

/** As a person writes it. */
export function globalName({ module, name }: Pick<GlobalValue, 'module' | 'name'>): string {
  return `${module}.${name}`;
}

/** Whether a value is this very global; the parts are compared apart, for `a.b` of `c` is not `b.c` of `a`. */
export function isGlobal(value: Value | null | undefined, module: string, name: string): value is GlobalValue {
  return value?.kind === 'global' && value.module === module && value.name === name;
}

/** What a value is, for a sentence. */
export function spokenKind(value: Value): string {
  switch (value.kind) {
    case 'made':
      return 'what a call gives';
    case 'global':
      return `the global ${globalName(value)}`.slice(0, 200);
    case 'plain':
    case 'whole':
      return 'a plain value';
    case 'stored':
      return 'a storage';
    default:
      return `a ${value.kind}`;
  }
}
