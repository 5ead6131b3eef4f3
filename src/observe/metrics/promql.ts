import type {
  CounterDefinition,
  GaugeDefinition,
  HistogramDefinition,
  LabelOf,
  MetricDefinition,
} from './definition.js';

/** Labels that Prometheus adds to every series it scrapes. */
type TargetLabel = 'job' | 'instance';

/** A label is this, one of these, not this, or matches this expression. */
type Match = string | readonly string[] | { readonly not: string } | { readonly like: string };

/** What is asked of a metric. Labels are those of its definition: one that is renamed does not compile. */
export interface Slice<Definition extends MetricDefinition> {
  /** One result for each combination of these; none: one for all. */
  readonly by?: readonly (LabelOf<Definition> | TargetLabel)[] | undefined;
  readonly where?: Readonly<Partial<Record<LabelOf<Definition> | TargetLabel, Match>>> | undefined;
}

/** How far back, e.g. `10m`; with `offset`, from when. */
export type Window = string | { readonly range: string; readonly offset: string };

/** Steps of a counter within a window. */
export function increaseOf<D extends CounterDefinition>(counter: D, window: Window, slice: Slice<D> = {}): string {
  return aggregated('sum', slice.by, `increase(${series(counter.name, slice.where)}${within(window)})`);
}

/** Steps of a counter in a second, over a window. */
export function rateOf<D extends CounterDefinition>(counter: D, window: Window, slice: Slice<D> = {}): string {
  return aggregated('sum', slice.by, `rate(${series(counter.name, slice.where)}${within(window)})`);
}

/** What a gauge says now; of several series the largest. */
export function maxOf<D extends GaugeDefinition>(gauge: D, slice: Slice<D> = {}): string {
  return aggregated('max', slice.by, series(gauge.name, slice.where));
}

/** What a gauge says now, added up. */
export function sumOf<D extends GaugeDefinition>(gauge: D, slice: Slice<D> = {}): string {
  return aggregated('sum', slice.by, series(gauge.name, slice.where));
}

/** Observations of a histogram within a window. */
export function countOf<D extends HistogramDefinition>(histogram: D, window: Window, slice: Slice<D> = {}): string {
  return aggregated('sum', slice.by, `increase(${series(`${histogram.name}_count`, slice.where)}${within(window)})`);
}

/**
 * Those of at most `edge`.
 * @throws RangeError where `edge` is none of the buckets: nothing was counted there
 */
export function countUpTo<D extends HistogramDefinition>(
  histogram: D,
  edge: number,
  window: Window,
  slice: Slice<D> = {},
): string {
  if (!histogram.buckets.includes(edge)) throw new RangeError(`${histogram.name} has no bucket at ${edge}`);
  // Prometheus 3 writes whole bounds with a fraction, earlier ones as they were scraped
  const le: Match = Number.isInteger(edge) ? { like: `${edge}(\\.0)?` } : String(edge);
  const buckets = series(`${histogram.name}_bucket`, { ...slice.where, le });
  return aggregated('sum', slice.by, `increase(${buckets}${within(window)})`);
}

/** A quantile of a histogram over a window. NaN where nothing was observed. */
export function quantileOf<D extends HistogramDefinition>(
  q: number,
  histogram: D,
  window: Window,
  { by = [], where }: Slice<D> = {},
): string {
  const buckets = `rate(${series(`${histogram.name}_bucket`, where)}${within(window)})`;
  return `histogram_quantile(${q}, ${aggregated('sum', ['le', ...by], buckets)})`;
}

/** `part / whole`, NaN where there is no whole. */
export function shareOf(part: string, whole: string): string {
  return `${part} / ${whole}`;
}

function aggregated(how: 'sum' | 'max', by: readonly string[] = [], expression: string): string {
  return by.length === 0 ? `${how}(${expression})` : `${how} by (${by.join(', ')}) (${expression})`;
}

function within(window: Window): string {
  return typeof window === 'string' ? `[${window}]` : `[${window.range}] offset ${window.offset}`;
}

function series(name: string, where: Readonly<Record<string, Match | undefined>> = {}): string {
  const matchers = Object.entries(where).flatMap(([label, match]) =>
    match === undefined ? [] : [`${label}${matcher(match)}`],
  );
  return matchers.length === 0 ? name : `${name}{${matchers.join(',')}}`;
}

function matcher(match: Match): string {
  if (typeof match === 'string') return `=${JSON.stringify(match)}`;
  if ('not' in match) return `!=${JSON.stringify(match.not)}`;
  return `=~${JSON.stringify('like' in match ? match.like : match.join('|'))}`;
}
