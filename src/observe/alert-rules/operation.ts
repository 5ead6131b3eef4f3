import type { HistogramDefinition } from '../metrics/definition.js';
import { METRICS, PROCESS_METRICS } from '../metrics/definitions.js';
import { countOf, countUpTo, increaseOf, maxOf, shareOf } from '../metrics/promql.js';
import { percent, windowOf, type AlertRule, type AlertThresholds } from './rule.js';

export function slowRate(thresholds: AlertThresholds): AlertRule[] {
  const { over, slowOverMs, severity } = thresholds.rules.slowRate;
  const edge = edgeFor(METRICS.validationDuration, slowOverMs / 1000);
  if (over === null || edge === null) return [];
  const by = ['job', 'suite'] as const;
  const all = countOf(METRICS.validationDuration, windowOf(thresholds), { by });
  const quick = countUpTo(METRICS.validationDuration, edge, windowOf(thresholds), { by });
  return [
    {
      alert: 'PressproofSlowRate',
      expr: `1 - ${shareOf(quick, all)} > ${over}\nand ${all} >= ${thresholds.minSubjects}`,
      labels: { severity },
      annotations: {
        summary:
          '{{ $value | humanizePercentage }} of the {{ $labels.suite }} validations of {{ $labels.job }} are slow',
        description:
          `More than ${percent(over)} of the validations within ${windowOf(thresholds)} took over ${edge} s, without ` +
          'the wait for a worker. Automatic degradation (degradation.enabled) removes work.',
      },
    },
  ];
}

/** A threshold between two buckets is the next above; null: over all of them, where nothing is told apart. */
function edgeFor({ buckets }: HistogramDefinition, seconds: number): number | null {
  return buckets.find((bucket) => bucket >= seconds) ?? null;
}

export function memory({ rules: { memoryMiB } }: AlertThresholds): AlertRule[] {
  const { over, severity } = memoryMiB;
  if (over === null) return [];
  const by = ['job', 'instance'] as const;
  // other programs have a metric of this name too
  const ours = maxOf(METRICS.buildInfo, { by });
  return [
    {
      alert: 'PressproofMemory',
      expr: `${maxOf(PROCESS_METRICS.residentMemory, { by })} > ${over * 2 ** 20}\nand ${ours} == 1`,
      // a large animation takes its memory for seconds
      for: '5m',
      labels: { severity },
      annotations: {
        summary: '{{ $labels.instance }} of {{ $labels.job }} holds {{ $value | humanize1024 }}B of memory',
        description: `The resident memory of the process has been over ${over} MiB for 5 minutes.`,
      },
    },
  ];
}

export function emergencyDisabled(): AlertRule {
  return {
    alert: 'PressproofEmergencyDisabled',
    expr: `${maxOf(METRICS.emergencyDisabled, { by: ['job', 'instance'] })} == 1`,
    for: '1h',
    labels: { severity: 'high' },
    annotations: {
      summary: '{{ $labels.instance }} of {{ $labels.job }} validates nothing: emergency disable',
      description:
        'Validation has been switched off for over an hour. `pressproof control status` says by whom and why, ' +
        '`pressproof control enable` switches it on.',
    },
  };
}

export function degraded(): AlertRule {
  return {
    alert: 'PressproofDegraded',
    expr: `${maxOf(METRICS.degradationLevel, { by: ['job', 'instance'] })} > 0`,
    for: '15m',
    labels: { severity: 'medium' },
    annotations: {
      summary: '{{ $labels.instance }} of {{ $labels.job }} is degraded (level {{ $value }})',
      description:
        'For over 15 minutes less was looked at than configured, because of load: 1 a sample of the frames, 2 ' +
        'structure alone, 3 nothing.',
    },
  };
}

export function dropped(thresholds: AlertThresholds): AlertRule {
  return {
    alert: 'PressproofDropped',
    expr: `${increaseOf(METRICS.dropped, windowOf(thresholds), { by: ['job', 'reason'] })} > 0`,
    labels: { severity: 'medium' },
    annotations: {
      summary: '{{ $labels.job }} dropped {{ printf "%.0f" $value }} subjects or records ({{ $labels.reason }})',
      description:
        `Within ${windowOf(thresholds)} a queue was full, or what is behind it did not answer; nobody was kept waiting ` +
        'for it. Figures of these minutes are incomplete.',
    },
  };
}

export function alertsUndelivered(thresholds: AlertThresholds): AlertRule {
  const failed = { by: ['job', 'channel'], where: { result: 'failed' } } as const;
  return {
    alert: 'PressproofAlertsUndelivered',
    expr: `${increaseOf(METRICS.alerts, windowOf(thresholds), failed)} > 0`,
    labels: { severity: 'medium' },
    annotations: {
      summary: 'Alerts of {{ $labels.job }} do not arrive over {{ $labels.channel }}',
      description: `Within ${windowOf(thresholds)} messages were given up after their retries. The log says why.`,
    },
  };
}

export function absent(): AlertRule {
  return {
    alert: 'PressproofAbsent',
    expr: `absent(${METRICS.buildInfo.name})`,
    // a deployment takes minutes
    for: '10m',
    labels: { severity: 'medium' },
    annotations: {
      summary: 'No process of pressproof is scraped',
      description: 'None has been seen for 10 minutes: it is down, or Prometheus no longer finds it.',
    },
  };
}
