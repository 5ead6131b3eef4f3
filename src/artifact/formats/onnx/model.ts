/** Where the values of a tensor are. */
export interface TensorData {
  /**
   * `plain`: one behind the other, little-endian. `varints`: each a varint, one behind the other. `keyed`: each with a key
   * of one byte before it. `other`: e.g. with other fields between them. `external`: in another file. `none`: there are none.
   */
  readonly kind: 'plain' | 'varints' | 'keyed' | 'other' | 'external' | 'none';
  readonly offset: number;
  readonly bytes: number;
}

/** `external_data` of a tensor, as written: not to be trusted. */
export interface ExternalReference {
  readonly location: string;
  readonly offset: bigint;
  /** null: to the end of the file. */
  readonly length: bigint | null;
  /** Byte of the location. */
  readonly at: number;
}

/** A TensorProto. */
export interface DeclaredTensor {
  readonly name: string;
  readonly at: number;
  /** null where its type is none. */
  readonly dtype: string | null;
  /** null where its dimensions cannot be. */
  readonly shape: readonly number[] | null;
  /** That its data should have; null where that cannot be said: texts, or one of the above is null. */
  readonly bytes: number | null;
  readonly data: TensorData;
  readonly external: ExternalReference | null;
  /** Of a small tensor of integers or truth values, for what is computed from constants; null: not known. */
  readonly values: readonly number[] | null;
}

/** An input, an output or what is known of a value between. */
export interface Value {
  readonly name: string;
  readonly at: number;
  readonly dtype: string | null;
  /** A name, or null, for a dimension that is not known; null: no shape is given. */
  readonly shape: readonly (number | string | null)[] | null;
}

/** Numbers of an attribute, located and counted. */
export interface Floats {
  readonly shape: readonly number[];
  readonly data: TensorData;
}

export interface Attribute {
  readonly name: string;
  readonly at: number;
  /** Whether it says of which kind its value is. */
  readonly hasKind: boolean;
  readonly int: number | null;
  readonly ints: readonly number[] | null;
  /** A single one, or a list. */
  readonly floats: Floats | null;
  readonly tensors: readonly DeclaredTensor[];
  readonly graphs: readonly Graph[];
}

export interface Node {
  readonly op: string;
  readonly domain: string;
  /** May be empty. */
  readonly name: string;
  readonly at: number;
  /** Empty ones are left out by their author. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, Attribute>;
}

/** The body of a model, of a node such as If or Loop, or of a function. */
export interface Graph {
  readonly name: string;
  readonly at: number;
  readonly nodes: readonly Node[];
  /** Sparse ones by their values. */
  readonly initializers: readonly DeclaredTensor[];
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** What is known of values between. */
  readonly known: readonly Value[];
}

export interface Opset {
  /** Empty for ONNX's own, however it is written. */
  readonly domain: string;
  readonly version: number;
  readonly at: number;
}

/** A function that the model brings with it. */
export interface LocalFunction {
  readonly domain: string;
  readonly name: string;
  readonly at: number;
  readonly opsets: readonly Opset[];
  readonly body: Graph;
}

export interface Model {
  readonly irVersion: number | null;
  readonly producer: string;
  readonly opsets: readonly Opset[];
  readonly graph: Graph | null;
  readonly functions: readonly LocalFunction[];
  readonly metadata: ReadonlyMap<string, string>;
}

/** A node as its problems call it: its name, or what it makes. */
export function labelOf({ name, op, outputs }: Node): string {
  return name || outputs.find((output) => output !== '') || op;
}
