import type * as Prom from 'prom-client';
import { onDemand } from '../../core/on-demand.js';
import type { CounterDefinition, GaugeDefinition, HistogramDefinition, LabelOf } from './definition.js';
import { METRICS } from './definitions.js';
import { LabelBounds, type Suites } from './labels.js';

export const promClient = onDemand<typeof Prom>('prom-client');

type Metrics = typeof METRICS;
type KeyOf<Kind> = { [Key in keyof Metrics]: Metrics[Key] extends Kind ? Key : never }[keyof Metrics];
export type CounterKey = KeyOf<CounterDefinition>;
export type HistogramKey = KeyOf<HistogramDefinition>;
export type GaugeKey = KeyOf<GaugeDefinition>;
type LabelsOf<Key extends keyof Metrics> = Readonly<Record<LabelOf<Metrics[Key]>, string>>;

/** A gauge's labels with what is now; none where that cannot be told. */
export type Readings = Readonly<Record<GaugeKey, () => readonly (readonly [Record<string, string>, number])[]>>;

/** prom-client's side of every metric of the list, with the bounds of its labels kept. */
export class Instruments {
  readonly #counters = new Map<CounterKey, Prom.Counter>();
  readonly #histograms = new Map<HistogramKey, Prom.Histogram>();
  readonly #bounds: LabelBounds;

  /** @throws Error when the registry has a metric of one of these names already */
  constructor(register: Prom.Registry, suites: Suites, readings: Readings) {
    this.#bounds = new LabelBounds(suites);
    const { Counter, Gauge, Histogram } = promClient();
    for (const key of Object.keys(METRICS) as (keyof Metrics)[]) {
      const definition = METRICS[key];
      const { name, help } = definition;
      const common = { name, help, labelNames: Object.keys(definition.labels), registers: [register] };
      if (definition.type === 'counter') {
        this.#counters.set(key as CounterKey, new Counter(common));
      } else if (definition.type === 'histogram') {
        this.#histograms.set(key as HistogramKey, new Histogram({ ...common, buckets: [...definition.buckets] }));
      } else {
        const { aggregator } = definition;
        const read = readings[key as GaugeKey];
        new Gauge({
          ...common,
          aggregator,
          collect() {
            this.reset();
            // a gauge without labels says 0 from its reset on
            if (common.labelNames.length === 0) this.remove();
            for (const [labels, value] of read()) this.set(labels, value);
          },
        });
      }
    }
    this.#beginAtZero();
  }

  count<Key extends CounterKey>(key: Key, labels: LabelsOf<Key>, by = 1): void {
    this.#counters.get(key)?.inc(this.#bounds.bounded(METRICS[key].labels, labels), by);
  }

  observe<Key extends HistogramKey>(key: Key, labels: LabelsOf<Key>, ms: number): void {
    this.#histograms.get(key)?.observe(this.#bounds.bounded(METRICS[key].labels, labels), ms / 1000);
  }

  /** Prometheus does not see the first step of a series that begins at 1. */
  #beginAtZero(): void {
    for (const [key, counter] of this.#counters) {
      for (const labels of this.#bounds.series(METRICS[key].labels)) counter.inc(labels, 0);
    }
    for (const [key, histogram] of this.#histograms) {
      for (const labels of this.#bounds.series(METRICS[key].labels)) histogram.zero(labels);
    }
  }
}
