/**
 * What a label can say. Every one is bounded, because a series lives as long as its process: a list of all values,
 * names that the suites bring, or the first so many names that users chose (then `other`).
 */
export type LabelValues = readonly string[] | 'suite' | 'check' | { readonly names: number };

export type LabelSet = Readonly<Record<string, LabelValues>>;

interface Common<Labels extends LabelSet> {
  readonly name: string;
  /** One sentence. */
  readonly help: string;
  /** Of a value: what a dashboard writes behind it. */
  readonly unit: 'seconds' | 'bytes' | 'count';
  readonly labels: Labels;
}

/** Only ever goes up; asked by its increase over a window. */
export interface CounterDefinition<Labels extends LabelSet = LabelSet> extends Common<Labels> {
  readonly type: 'counter';
}

/** What is now, read when it is asked for. */
export interface GaugeDefinition<Labels extends LabelSet = LabelSet> extends Common<Labels> {
  readonly type: 'gauge';
  /** What becomes of it where several processes are added up. */
  readonly aggregator: 'sum' | 'max';
}

/** How often a value was at most so much. */
export interface HistogramDefinition<Labels extends LabelSet = LabelSet> extends Common<Labels> {
  readonly type: 'histogram';
  /** Upper bounds, ascending; infinity is added. */
  readonly buckets: readonly number[];
}

export type MetricDefinition<Labels extends LabelSet = LabelSet> =
  CounterDefinition<Labels> | GaugeDefinition<Labels> | HistogramDefinition<Labels>;

/** Names of a definition's labels. */
export type LabelOf<Definition extends MetricDefinition> = keyof Definition['labels'] & string;

type Without<Definition> = Omit<Definition, 'type'>;

export function counter<const Labels extends LabelSet>(
  definition: Without<CounterDefinition<Labels>>,
): CounterDefinition<Labels> {
  return { type: 'counter', ...definition };
}

export function gauge<const Labels extends LabelSet>(
  definition: Without<GaugeDefinition<Labels>>,
): GaugeDefinition<Labels> {
  return { type: 'gauge', ...definition };
}

export function histogram<const Labels extends LabelSet>(
  definition: Without<HistogramDefinition<Labels>>,
): HistogramDefinition<Labels> {
  return { type: 'histogram', ...definition };
}
