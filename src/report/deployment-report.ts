import type { Json } from '../core/check.js';
import type { Verdict } from '../core/outcome.js';
import type { CheckOutcome, Report } from '../core/report.js';
import { checkModeText, doesCount } from './check-mode.js';
import { subjectName } from './summary.js';

/** One check, in the words of a deployment report. */
export interface DeploymentResult {
  readonly category: string;
  readonly check_name: string;
  readonly status: 'passed' | 'warning' | 'failed' | 'skipped';
  readonly message: string;
  readonly details: { readonly [key: string]: Json };
}

/** A validation as tools that deploy models know it: one summary, one result a check, what was asked and answered. */
export interface DeploymentReport {
  readonly model_path: string;
  readonly model_name: string | null;
  readonly version: string | null;
  /** What it was compared with; null: nothing. */
  readonly baseline_version: string | null;
  /** ISO 8601, UTC: when the validation began. */
  readonly timestamp: string;
  readonly summary: {
    /** Every result, also of checks that were not run: see `skipped`. */
    readonly total_checks: number;
    readonly passed: number;
    readonly warnings: number;
    readonly failed: number;
    readonly skipped: number;
    /** Of `failed`: those that could not be measured. */
    readonly inconclusive: number;
    /** `SKIPPED`: policy decided not to look. */
    readonly overall_status: 'PASSED' | 'WARNING' | 'FAILED' | 'SKIPPED';
  };
  readonly results: readonly DeploymentResult[];
  readonly test_queries: readonly string[];
  readonly test_responses: readonly string[];
}

/** Readers of this shape know no word for what could not be measured, and must not deploy it. */
const OVERALL: Readonly<Record<Verdict, DeploymentReport['summary']['overall_status']>> = {
  pass: 'PASSED',
  warn: 'WARNING',
  fail: 'FAILED',
  inconclusive: 'FAILED',
  skipped: 'SKIPPED',
};

/**
 * A report in the fields of the deployment report. What could not be measured is `failed` there, with its outcome in the
 * details: four statuses are known, and none of the others may stand for it.
 * @param versions - of the baseline, where its path is not what people call it
 */
export function toDeploymentReport(report: Report, versions: { readonly baseline?: string } = {}): DeploymentReport {
  const results = report.checks.map((check) => resultOf(check, report));
  const { verdict, reason, subject } = report;
  // a verdict that no check shows must not be an empty, green list
  if (results.length === 0) results.push(ofVerdict(verdict, reason ?? 'No check was run'));
  const count = (status: DeploymentResult['status']) => results.filter((result) => result.status === status).length;
  const baseline =
    versions.baseline ?? subject.baseline?.name ?? subject.baseline?.path ?? report.expectation['baseline'] ?? null;
  const asked = exchangesOf(report);
  return {
    model_path: subjectName(report),
    model_name: subject.name ?? null,
    version: subject.version ?? null,
    baseline_version: typeof baseline === 'string' ? baseline : null,
    timestamp: report.startedAt,
    summary: {
      total_checks: results.length,
      passed: count('passed'),
      warnings: count('warning'),
      failed: count('failed'),
      skipped: count('skipped'),
      inconclusive: results.filter(({ details }) => details['outcome'] === 'inconclusive').length,
      overall_status: OVERALL[verdict],
    },
    results,
    test_queries: asked.map(({ prompt }) => prompt),
    test_responses: asked.map(({ text }) => text),
  };
}

function resultOf(check: CheckOutcome, report: Report): DeploymentResult {
  const { id, category, outcome, message, expected, actual, details } = check;
  const evidence = {
    ...(expected !== undefined && { expected }),
    ...(actual !== undefined && { actual }),
    ...details,
  };
  const about = { category, check_name: id };
  if (!doesCount(check, report)) {
    const aside = `${checkModeText(check, report)}: ${outcome}, ${message}`;
    return { ...about, status: 'skipped', message: aside, details: evidence };
  }
  if (outcome === 'inconclusive') {
    const details = { ...evidence, outcome };
    return { ...about, status: 'failed', message: `Could not be measured: ${message}`, details };
  }
  return { ...about, status: outcome === 'warned' ? 'warning' : outcome, message, details: evidence };
}

function ofVerdict(verdict: Verdict, message: string): DeploymentResult {
  const status = verdict === 'skipped' ? 'skipped' : 'failed';
  const details: DeploymentResult['details'] = verdict === 'inconclusive' ? { outcome: verdict } : {};
  return { category: 'run', check_name: 'verdict', status, message, details };
}

interface Exchange {
  readonly prompt: string;
  readonly text: string;
}

/** What text models were really asked, and what they answered. */
function exchangesOf({ checks }: Report): Exchange[] {
  const models = checks.find(({ id }) => id === 'response_quality')?.details?.['models'];
  return listIn(models)
    .flatMap((model) => listIn((Object(model) as { readonly responses?: unknown }).responses))
    .filter(isExchange);
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isExchange(value: unknown): value is Exchange {
  const { prompt, text } = Object(value) as { readonly prompt?: unknown; readonly text?: unknown };
  return typeof prompt === 'string' && typeof text === 'string';
}
