/**
 * A holdout file: examples that the model never saw, each with the right answer. JSON Lines, UTF-8, one example a line,
 * blank lines ignored.
 *
 * Text models: `{"input": "one two", "expected": " three"}`, or several right answers, `"expected": ["a", "b"]`; without
 * `expected` only perplexity can be measured, of the text itself. Models of tensors: `{"values": [0.1, ...], "label": 3}`,
 * or `{"image": "cat.png", "label": 3}`, its path relative to the holdout file; `label` is the place of the right class in
 * the output.
 *
 * The first line may be a header: `{"holdout": 1, ...}` with any of the fields below.
 */
export interface HoldoutHeader {
  readonly holdout: 1;
  /** By which it is judged; default: by what the examples have. */
  readonly metric?: MetricName | undefined;
  /** Of top_k; default 5. */
  readonly k?: number | undefined;
  /** Tokens after which an answer is stopped; default 64. */
  readonly maxTokens?: number | undefined;
  /** Texts at which an answer ends, e.g. a line break. */
  readonly stop?: readonly string[] | undefined;
  /** Name of the input that gets the values, where the model has several. */
  readonly input?: string | undefined;
  /** Name of the output with a number for each class; default: the first. */
  readonly output?: string | undefined;
  /** Of one example, where the model leaves it open: `[1, 3, 48, 192]`. */
  readonly shape?: readonly number[] | undefined;
  /** How a pixel from 0 to 255 becomes a number: (pixel x scale - mean) / std, each channel its own. */
  readonly normalise?: Normalise | undefined;
  /** Order of the colours; default rgb. */
  readonly channels?: 'rgb' | 'bgr' | undefined;
}

export interface Normalise {
  /** Default 1 / 255 for floating point inputs, 1 for whole numbers. */
  readonly scale?: number | undefined;
  /** Default 0. */
  readonly mean?: readonly number[] | undefined;
  /** Default 1. */
  readonly std?: readonly number[] | undefined;
}

export type Example = TextExample | ClassExample;

export interface TextExample {
  readonly kind: 'text';
  /** In the file, from 1. */
  readonly line: number;
  readonly input: string;
  /** Any of them is right; null: none is stated. */
  readonly expected: readonly string[] | null;
}

export interface ClassExample {
  readonly kind: 'class';
  readonly line: number;
  /** Numbers as the model takes them, or the path of an image. */
  readonly values: readonly number[] | string;
  readonly label: number;
}

export interface Holdout {
  readonly path: string;
  readonly header: HoldoutHeader;
  readonly examples: readonly Example[];
}

/** What is asked of a model on a holdout. Plain data. */
export interface HoldoutExpectation {
  /** Of the file. */
  readonly path: string;
  /** Default: the header's, or by what the examples have: accuracy, exact_match, perplexity. */
  readonly metric?: MetricName | undefined;
  /** The least that a metric of which more is better has to reach. Default for shares of right answers: the environment's. */
  readonly minimum?: number | undefined;
  /** The most that a metric of which less is better may be. */
  readonly maximum?: number | undefined;
  /** Program and arguments of the metric `command`, see command.ts. */
  readonly command?: readonly string[] | undefined;
  /** Whether less is better of what `command` prints. Default false. */
  readonly commandLowerIsBetter?: boolean | undefined;
}

export const METRIC_NAMES = ['exact_match', 'f1', 'accuracy', 'top_k', 'perplexity', 'command'] as const;
export type MetricName = (typeof METRIC_NAMES)[number];
