import type { Json } from '../../core/check.js';
import type { ProblemList } from '../problem.js';
import type { ByteSource } from '../source/byte-source.js';

const FORMAT_NAMES = ['gguf', 'safetensors', 'onnx', 'pytorch', 'pickle', 'npy'] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

/** One tensor as a file declares it. */
export interface Tensor {
  readonly name: string;
  /** As the format spells it: F32, Q4_K, float16, ... */
  readonly dtype: string;
  /** In the format's own order; every dimension below 2^53. */
  readonly shape: readonly number[];
  /** File that holds its data, relative to the artifact; archive members behind `!`. */
  readonly file: string;
  /** First byte of its data in that file, and how many there are. */
  readonly offset: number;
  readonly bytes: number;
  /** Where its values are not laid out as its type says: how they are spelled. */
  readonly encoding?: Encoding;
  /** A number, or a list of them, that a node of a graph makes: no weight, but counted with. */
  readonly isConstant?: true;
}

/** `latin1`: each byte a character, in UTF-8. `varints`: each value one. `keyed`: each with a byte before it. */
export type Encoding = 'latin1' | 'varints' | 'keyed' | 'other';

/** Data of a tensor that another file holds: the layout opens it within the artifact. */
export interface ExternalData {
  readonly tensor: string;
  /** As written, so not to be trusted. */
  readonly location: string;
  readonly offset: number;
  /** null: to the end of that file. */
  readonly bytes: number | null;
  /** Where it is written: byte in the file that refers to it. */
  readonly at: number;
}

/** What the structure of one file says. */
export interface FileStructure {
  readonly format: FormatName;
  /** Of the format. */
  readonly version: string | null;
  readonly file: string;
  readonly tensors: readonly Tensor[];
  readonly external: readonly ExternalData[];
  /** e.g. `llama`; null where the format does not say. */
  readonly architecture: string | null;
  /** Keys and values; long lists only by their length and type: `{"array":"f32","length":32000}`. */
  readonly metadata: Readonly<Record<string, Json>>;
  /** Further facts for people, e.g. opsets, imported globals. */
  readonly details: Readonly<Record<string, Json>>;
}

/** Bounds that hold before anything is allocated. */
export interface ReadBudget {
  /** Tensors of one file. */
  readonly maxTensors: number;
  /** Bytes of one header, text or member that are held at once. */
  readonly maxHeldBytes: number;
  /** Bytes that compressed members may become, together. */
  readonly maxInflatedBytes: number;
}

export interface ReadContext {
  readonly problems: ProblemList;
  readonly budget: ReadBudget;
  readonly signal?: AbortSignal | undefined;
}

/** A format of artifacts. A new one is one folder and one line in index.ts. */
export interface ArtifactFormat {
  readonly name: FormatName;
  readonly title: string;
  /** Lower case, with the dot; what a name promises. */
  readonly extensions: readonly string[];
  /** Whether the content says that it is this; `head` are its first bytes, up to HEAD_BYTES. */
  matches(head: Uint8Array, source: ByteSource): boolean;
  /**
   * Reads the structure strictly and notes every problem.
   * @returns what could be read; null where not even the beginning could be
   * @throws FormatError where it cannot go on: the caller notes it as an error of concern `format`
   */
  read(source: ByteSource, context: ReadContext): FileStructure | null;
}

/** Bytes of a file's beginning that formats are told apart by. */
export const HEAD_BYTES = 64;
