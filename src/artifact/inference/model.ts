/** What a loaded model can be asked. It lives in a process of its own: every answer is measured there, and may not come. */
export type LoadedModel = TextModel | TensorModel;

/** How a model was loaded. */
export interface Loading {
  /** Package and version, e.g. `node-llama-cpp 3.22.1`. */
  readonly runtime: string;
  /** From asking for it until it was ready, without the start of the process and of the runtime, ms. */
  readonly ms: number;
  /** Start of the process and of the runtime, ms. */
  readonly startMs: number;
}

/** Continues texts: GGUF through llama.cpp on the CPU. */
export interface TextModel {
  readonly kind: 'text';
  readonly loading: Loading;
  /** Tokens that prompt and answer may have together: that of the limits, or of the model where that is less. */
  readonly contextTokens: number;
  /**
   * Continues a text at temperature 0: the same text gets the same answer.
   * @throws InferenceError
   */
  generate(prompt: string, options: GenerateOptions): Promise<Generation>;
  /**
   * How likely the model holds a text, token by token; the perplexity is exp(-mean).
   * @throws InferenceError
   */
  logprobs(text: string): Promise<Logprobs>;
}

/** Turns tensors into tensors: ONNX through onnxruntime on the CPU. */
export interface TensorModel {
  readonly kind: 'tensors';
  readonly loading: Loading;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /**
   * @param inputs - one for every declared input, by name
   * @throws InferenceError
   */
  infer(inputs: Tensors): Promise<Inference>;
}

export interface GenerateOptions {
  /** Tokens after which it is stopped. */
  readonly maxTokens: number;
}

export interface Generation {
  readonly text: string;
  /** Ids of the generated tokens, without an end of text. */
  readonly tokens: readonly number[];
  readonly promptTokens: number;
  /** `end`: the model ended it; `length`: maxTokens or the context did. */
  readonly stop: 'end' | 'length';
  /** From the prompt to the first token, ms. */
  readonly firstTokenMs: number;
  /** From each token to the next, ms; the end of the text is one too. */
  readonly tokenMs: readonly number[];
}

export interface Logprobs {
  /** Of the text, behind the begin of text where the model wants one. */
  readonly tokens: readonly number[];
  /** Natural logarithm of the probability of each token but the first, given those before it; null: it is no number. */
  readonly logprobs: readonly (number | null)[];
}

/** Element types, as onnxruntime calls them. float16 travels as its bits in a Uint16Array. */
export const TENSOR_ARRAYS = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  bool: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
} as const;
export type TensorType = keyof typeof TENSOR_ARRAYS;
export type TensorData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** A declared input or output. */
export interface Port {
  readonly name: string;
  /** null: of a type that cannot be handed over, such as texts or sequences. */
  readonly type: TensorType | null;
  /** A name, or '' where it has none, is a dimension that the caller chooses. */
  readonly shape: readonly (number | string)[];
}

export interface TensorValue {
  readonly type: TensorType;
  readonly dims: readonly number[];
  /** Row by row; as many elements as the product of `dims`. */
  readonly data: TensorData;
}

export type Tensors = Readonly<Record<string, TensorValue>>;

export interface Inference {
  readonly outputs: Tensors;
  /** Of the run alone, without handing tensors over, ms. */
  readonly ms: number;
}

/** Bounds of a loader's process. Whatever passes one ends it, and is an InferenceError. */
export interface InferenceLimits {
  /** Memory of its own (not pages of the mapped file), MiB. */
  readonly memoryMb: number;
  /** Until the model is loaded, ms. */
  readonly loadMs: number;
  /** Of one request, ms. */
  readonly requestMs: number;
  /** Of loading and all requests together, ms. Default: nothing but the two above. */
  readonly totalMs?: number | undefined;
  /** Tokens of a text model's context, which takes memory by its length. */
  readonly contextTokens: number;
}
