import type { Registry } from 'prom-client';
import { DEGRADATION_LEVELS, type Decision, type Sink } from '../../core/decision.js';
import { invalidArgument } from '../../core/errors.js';
import { MODES } from '../../core/modes.js';
import type { CheckOutcome, Report } from '../../core/report.js';
import type { LiveState } from '../../core/state.js';
import type { Severity } from '../alerts/settings.js';
import { METRICS, type AlertResult, type DropReason } from './definitions.js';
import { Instruments, promClient } from './instruments.js';
import { REDUCED_COVERAGE, type Suites } from './labels.js';

export interface MetricsOptions {
  /** Of this package. */
  readonly version: string;
  /** Suites with the ids of their checks: the only values of labels `suite` and `check`, beside `other`. */
  readonly suites: Suites;
  /** Read at every scrape, for the gauges; null: it cannot be told now, and its gauges are left out. */
  readonly state: () => LiveState | null;
}

/** Gauges of prom-client that are called totals, which `promtool check metrics` refuses; others say the same by type. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/** Counts decisions for Prometheus. Loads prom-client when made, so it is made when somebody may scrape. */
export class Metrics implements Sink {
  readonly name = 'metrics';
  readonly #register: Registry;
  readonly #instruments: Instruments;
  #watchesProcess = false;

  constructor({ version, suites, state }: MetricsOptions) {
    this.#register = new (promClient().Registry)();
    const now = (read: (live: LiveState) => number) => () => {
      const live = state();
      return live === null ? [] : [[{}, read(live)] as const];
    };
    this.#instruments = new Instruments(this.#register, suites, {
      queueDepth: now((live) => live.queueDepth),
      degradationLevel: now((live) => DEGRADATION_LEVELS.indexOf(live.degradation)),
      emergencyDisabled: now(({ emergency }) => (emergency.disabled ? 1 : 0)),
      buildInfo: () => [[{ version }, 1]],
      modeInfo: () => {
        const live = state();
        return live === null ? [] : MODES.map((mode) => [{ mode }, mode === live.mode ? 1 : 0] as const);
      },
    });
  }

  accept(decision: Decision): void {
    const { report, compression, queueWaitMs } = decision;
    const { suite, mode, verdict, operation } = report;
    this.#instruments.count('validations', { suite, mode, verdict });
    for (const { id, outcome } of report.checks) this.#instruments.count('checks', { suite, check: id, outcome });
    this.#observeTimes(decision);
    if (queueWaitMs !== null) this.#instruments.observe('queueWait', {}, queueWaitMs);
    if (compression) {
      const { engine, durationMs } = compression;
      this.#instruments.observe('compressionDuration', { engine, operation }, durationMs);
    }
    this.#countBytes(decision);
    this.#countDraw(decision);
    if (decision.action === 'reject') this.#instruments.count('rejections', { suite, check: rejectedBy(report) });
    if (decision.skipped === 'queue_full') this.dropped('queue_full');
  }

  /** Something was given up. What a full queue of shadow mode drops is a decision, and counted as one. */
  dropped(reason: DropReason, count = 1): void {
    this.#instruments.count('dropped', { reason }, count);
  }

  /** @param channel - its type */
  alert(severity: Severity, channel: string, result: AlertResult): void {
    this.#instruments.count('alerts', { severity, channel, result });
  }

  /** What a scrape is answered with, under {@link contentType}; figures of the process itself among it. */
  async text(): Promise<string> {
    if (!this.#watchesProcess) {
      // from the first scrape on: it costs a timer and an observer of garbage collections
      watchProcess(this.#register);
      this.#watchesProcess = true;
    }
    return await this.#register.metrics();
  }

  get contentType(): string {
    return this.#register.contentType;
  }

  /**
   * Puts the metrics into a registry that an application scrapes already, with all that was counted so far. Whether to
   * tell of the process itself is left to the application.
   * @throws UsageError for one in OpenMetrics' format; Error when it has other metrics of these names
   */
  addTo(register: Registry): void {
    // prom-client renames the counters of such a registry for good
    if (register.contentType !== promClient().Registry.PROMETHEUS_CONTENT_TYPE) {
      throw invalidArgument('register', "a registry in Prometheus' text format", register.contentType);
    }
    for (const { name } of Object.values(METRICS)) {
      const metric = this.#register.getSingleMetric(name);
      if (metric) register.registerMetric(metric);
    }
  }

  /** Nothing waits: what was accepted is counted. */
  async flush(): Promise<void> {}

  async close(): Promise<void> {}

  #observeTimes({ report, skipped, validationMs, queueWaitMs }: Decision): void {
    if (skipped !== null) return;
    const { suite, coverage, checks, cached = false } = report;
    // of several outputs of one original the first waited for all
    const ms = Math.max(0, validationMs - (queueWaitMs ?? 0));
    this.#instruments.observe('validationDuration', { suite, coverage: coverage.level }, ms);
    // what a cache knew was measured when it was kept
    if (cached) return;
    for (const check of checks.filter(wasRun)) {
      this.#instruments.observe('checkDuration', { suite, check: check.id }, check.durationMs);
    }
  }

  #countBytes({ action, compression }: Decision): void {
    if (!compression || action === 'reject') return;
    const { inputBytes, outputBytes } = compression;
    // one without the other would tell of savings that are none
    if (inputBytes === null || outputBytes === null) return;
    this.#instruments.count('compressedBytes', { direction: 'in' }, inputBytes);
    this.#instruments.count('compressedBytes', { direction: 'out' }, outputBytes);
  }

  #countDraw({ arm, skipped }: Decision): void {
    if (arm) this.#instruments.count('sampled', { arm: arm.arm });
    else if (skipped === 'sampled_out') this.#instruments.count('sampled', { arm: 'sampled_out' });
    // what was dropped later had been drawn; for other reasons there was no draw
    else if (skipped === null || skipped === 'queue_full') this.#instruments.count('sampled', { arm: 'sampled_in' });
  }
}

function watchProcess(register: Registry): void {
  promClient().collectDefaultMetrics({ register });
  for (const name of MISNAMED) register.removeSingleMetric(name);
}

/** A check that was left out, or whose validator died, took no time that would tell anything. */
function wasRun({ outcome, durationMs }: CheckOutcome): boolean {
  return outcome !== 'skipped' && durationMs > 0;
}

/** One check for one file, so that the sum over checks is the number of files. */
function rejectedBy({ checks, mode }: Report): string {
  const enforced = checks.filter((check) => (check.mode ?? mode) === 'enforce');
  const decisive = (['failed', 'inconclusive'] as const)
    .map((outcome) => enforced.find((check) => check.outcome === outcome))
    .find((check) => check !== undefined);
  return decisive?.id ?? REDUCED_COVERAGE;
}
