import { COVERAGE_LEVELS } from '../../core/coverage.js';
import { MODES } from '../../core/modes.js';
import { OUTCOMES, VERDICTS } from '../../core/outcome.js';
import { SEVERITIES, type ChannelSettings } from '../alerts/settings.js';
import { counter, gauge, histogram } from './definition.js';

/** More distinct names than an operator reads in a legend; each costs a few hundred bytes for good. */
const NAMES = { names: 50 } as const;

/** Operations are a handful; the bound only keeps engines x operations small. */
const OPERATIONS = { names: 10 } as const;

/**
 * Seconds. A cached verdict takes 1 ms, an animation of the benchmark 5 to 100, a large one seconds. 0.1 and 0.2 are where
 * the operations guide calls validation slow and very slow, so rules can ask for them exactly; the time limit is 120 s.
 */
const VALIDATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Seconds. A header is judged within 0.1 ms, all frames within minutes: half decades, as there are many checks. */
const CHECK_BUCKETS = [0.0001, 0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60];

/** Seconds. Starting a program takes 5 ms, a strong optimisation of a long animation minutes. */
const COMPRESSION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/** Seconds. A free worker takes a subject within 1 ms; 1 and 5 are where degradation acts by default. */
const QUEUE_BUCKETS = [0.001, 0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60];

/** A subject that the full queue of shadow mode did not take; decisions that could not be recorded. */
const DROP_REASONS = ['queue_full', 'store_full', 'store_failed'] as const;
export type DropReason = (typeof DROP_REASONS)[number];

const CHANNELS = ['log', 'webhook', 'slack', 'teams', 'email'] as const satisfies readonly ChannelSettings['type'][];

const ALERT_RESULTS = ['sent', 'failed', 'dropped', 'suppressed'] as const;
export type AlertResult = (typeof ALERT_RESULTS)[number];

/** Every metric there is. Dashboards, alert rules and the scrape are all made from this list. */
export const METRICS = {
  validations: counter({
    name: 'pressproof_validations_total',
    help: 'Subjects by verdict; skipped are those that policy decided not to look at.',
    unit: 'count',
    labels: { suite: 'suite', mode: MODES, verdict: VERDICTS },
  }),
  checks: counter({
    name: 'pressproof_checks_total',
    help: 'Checks by outcome.',
    unit: 'count',
    labels: { suite: 'suite', check: 'check', outcome: OUTCOMES },
  }),
  validationDuration: histogram({
    name: 'pressproof_validation_duration_seconds',
    help: 'Time from the admission of a subject to its verdict, without the wait for a worker.',
    unit: 'seconds',
    labels: { suite: 'suite', coverage: COVERAGE_LEVELS },
    buckets: VALIDATION_BUCKETS,
  }),
  checkDuration: histogram({
    name: 'pressproof_check_duration_seconds',
    help: 'Time of a check in its worker, with the facts that it was the first to need.',
    unit: 'seconds',
    labels: { suite: 'suite', check: 'check' },
    buckets: CHECK_BUCKETS,
  }),
  compressionDuration: histogram({
    name: 'pressproof_compression_duration_seconds',
    help: 'Time that the compressor itself took.',
    unit: 'seconds',
    labels: { engine: NAMES, operation: OPERATIONS },
    buckets: COMPRESSION_BUCKETS,
  }),
  compressedBytes: counter({
    name: 'pressproof_compressed_bytes_total',
    help: 'Bytes of files that were published, before (in) and after (out) their compression.',
    unit: 'bytes',
    labels: { direction: ['in', 'out'] },
  }),
  queueDepth: gauge({
    name: 'pressproof_queue_depth',
    help: 'Subjects that wait for a worker now.',
    unit: 'count',
    labels: {},
    aggregator: 'sum',
  }),
  queueWait: histogram({
    name: 'pressproof_queue_wait_seconds',
    help: 'Time that a subject waited for a worker.',
    unit: 'seconds',
    labels: {},
    buckets: QUEUE_BUCKETS,
  }),
  dropped: counter({
    name: 'pressproof_dropped_total',
    help: 'What was given up rather than waited for: subjects of shadow mode, records in the store.',
    unit: 'count',
    labels: { reason: DROP_REASONS },
  }),
  sampled: counter({
    name: 'pressproof_sampled_total',
    help: 'Subjects by where the draw put them: an arm of an experiment, or sampled_in or sampled_out.',
    unit: 'count',
    labels: { arm: NAMES },
  }),
  modeInfo: gauge({
    name: 'pressproof_mode_info',
    help: '1 for the mode in force, 0 for the others.',
    unit: 'count',
    labels: { mode: MODES },
    aggregator: 'max',
  }),
  degradationLevel: gauge({
    name: 'pressproof_degradation_level',
    help: 'Work removed because of load: 0 none, 1 a sample is compared, 2 structure alone, 3 nothing is looked at.',
    unit: 'count',
    labels: {},
    aggregator: 'max',
  }),
  emergencyDisabled: gauge({
    name: 'pressproof_emergency_disabled',
    help: '1 while validation is switched off in an emergency.',
    unit: 'count',
    labels: {},
    aggregator: 'max',
  }),
  rejections: counter({
    name: 'pressproof_rejections_total',
    help: 'Files that were not published, each by the first check that it did not satisfy, or reduced_coverage.',
    unit: 'count',
    labels: { suite: 'suite', check: 'check' },
  }),
  alerts: counter({
    name: 'pressproof_alerts_total',
    help: 'Messages of alerts by what became of them; failed: given up after its retries.',
    unit: 'count',
    labels: { severity: SEVERITIES, channel: CHANNELS, result: ALERT_RESULTS },
  }),
  buildInfo: gauge({
    name: 'pressproof_build_info',
    help: 'Always 1; the version is in the label.',
    unit: 'count',
    labels: { version: { names: 1 } },
    aggregator: 'max',
  }),
} as const;

/** Of prom-client's default metrics those that dashboards and rules use; they come with a registry of our own. */
export const PROCESS_METRICS = {
  residentMemory: gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory size in bytes.',
    unit: 'bytes',
    labels: {},
    aggregator: 'sum',
  }),
} as const;
