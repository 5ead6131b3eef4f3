import { createHash } from 'node:crypto';
import type { Verdict } from '../core/outcome.js';
import type { CheckOutcome, FileRef, Report } from '../core/report.js';
import { visible } from '../core/visible.js';
import { checkModeText, doesCount } from './check-mode.js';
import { NOWHERE, offsetOf, ruledProblems, type Place } from './problems.js';
import type { RenderInput, Rule } from './render.js';
import { judgedFile, location, uriOf } from './sarif-location.js';
import { doubtText, isWitnessed, whyVerdict } from './summary.js';
import { valueText } from './units.js';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

/** For verdicts without a check behind them (a worker that died, a subject that policy skipped), and for doubtful passes. */
const VERDICT_RULE: Rule = {
  id: 'verdict',
  category: 'run',
  docs: {
    summary: 'The subject was examined.',
    explain:
      'Reported when the verdict comes from no check, because the subject could not be examined or was not to be, and when what was not looked at could change a pass.',
    remedy: 'Read the reason; a subject that could not be measured, or not wholly, is not a subject that passed.',
  },
};

type Level = 'error' | 'warning' | 'note';

/** A finding that a reader of the log should see: passed checks and checks nobody asked for are left out. */
interface Finding {
  /** The check's. */
  readonly ruleId: string;
  /** That of the problem itself, within the check's; null: it has none. */
  readonly own: string | null;
  readonly level: Level;
  readonly outcome: string;
  readonly text: string;
  /** null: the report's. */
  readonly mode: { readonly mode: string; readonly modeSource: string | undefined } | null;
  readonly place: Place;
}

/**
 * SARIF 2.1.0, one run. `error` wherever the exit code would not be 0 (failed and inconclusive, told apart by
 * `properties.outcome`), `warning` for warned, `note` for a subject that policy skipped, for what a check in shadow found
 * and for a pass that may not stand.
 */
export function renderSarif({ reports, rules, labels }: RenderInput): string {
  const findings = reports.map(findingsOf);
  const known = [...rules, VERDICT_RULE];
  const unknown = new Set(findings.flat().map(({ ruleId }) => ruleId));
  for (const { id } of known) unknown.delete(id);
  const descriptors = [...known.map(descriptor), ...[...unknown].map((id) => ({ id }))];
  const ruleIndex = new Map(descriptors.map(({ id }, index) => [id, index]));

  // the standard wants each file once, however often it was judged
  const files = reports.map((report) => JSON.stringify(artifact(judgedFile(report))));
  const artifacts = [...new Set(files)];
  const results = reports.flatMap((report, index) =>
    (findings[index] ?? []).map((finding) => ({
      ruleId: fullRule(finding),
      ruleIndex: ruleIndex.get(finding.ruleId),
      level: finding.level,
      message: { text: finding.text },
      locations: [location(report, artifacts.indexOf(files[index] as string), finding.place)],
      partialFingerprints: { 'subjectAndCheck/v1': fingerprint(report, finding, labels?.[index]) },
      properties: propertiesOf(report, finding),
    })),
  );
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'pressproof', ...versionOf(reports), rules: descriptors } },
        columnKind: 'utf16CodeUnits',
        artifacts: artifacts.map((text): unknown => JSON.parse(text)),
        results,
      },
    ],
  };
  const text = JSON.stringify(log, (_, value: unknown) => (typeof value === 'string' ? visible(value) : value), 2);
  return `${text}\n`;
}

function findingsOf(report: Report): Finding[] {
  const findings = report.checks.flatMap((check): Finding[] => {
    const level = levelOf(check);
    if (level === null) return [];
    const { id: ruleId, outcome, mode, modeSource } = check;
    const ownMode = mode === undefined ? null : { mode, modeSource };
    const heard = (of: Level): Level => (doesCount(check, report) ? of : 'note');
    const about = { ruleId, outcome, mode: ownMode };
    const problems = ruledProblems(check);
    if (problems.length === 0) {
      const place = { ...NOWHERE, offset: offsetOf(check) };
      return [{ ...about, own: null, level: heard(level), text: evidence(check, report), place }];
    }
    return problems.map(({ rule, severity, message, ...place }) => ({
      ...about,
      own: rule,
      // as a check that could not be run
      level: heard(severity === 'unread' ? 'error' : severity),
      text: message,
      place,
    }));
  });
  const doubt = report.verdict === 'pass' ? doubtText(report) : null;
  if (doubt === null && (report.verdict === 'pass' || isWitnessed(report))) return findings;
  const text = doubt ?? whyVerdict(report);
  const level = VERDICT_LEVELS[report.verdict];
  const verdict = {
    ruleId: VERDICT_RULE.id,
    own: null,
    level,
    outcome: report.verdict,
    text,
    mode: null,
    place: NOWHERE,
  };
  return [...findings, verdict];
}

const VERDICT_LEVELS: Readonly<Record<Verdict, Level>> = {
  pass: 'note',
  skipped: 'note',
  warn: 'warning',
  fail: 'error',
  inconclusive: 'error',
};

/** By the names of the JSON report; a check's own mode beside the report's. */
function propertiesOf(report: Report, { outcome, mode: own }: Finding) {
  const { id, verdict, operation, mode, modeSource, coverage, experiment } = report;
  return {
    outcome,
    verdict,
    operation,
    mode,
    ...(modeSource !== undefined && { modeSource }),
    ...(own && { checkMode: own.mode, checkModeSource: own.modeSource }),
    coverage,
    ...(experiment && { experiment }),
    ...(id !== undefined && { decision: id }),
  };
}

function levelOf({ outcome }: CheckOutcome): Level | null {
  if (outcome === 'failed' || outcome === 'inconclusive') return 'error';
  return outcome === 'warned' ? 'warning' : null;
}

function evidence(check: CheckOutcome, report: Report): string {
  const { outcome, message, expected, actual } = check;
  const parts = [outcome === 'inconclusive' ? `Could not be measured: ${message}` : message];
  if (expected !== undefined) parts.push(`Expected: ${valueText(expected)}.`);
  if (actual !== undefined) parts.push(`Actual: ${valueText(actual)}.`);
  const mode = checkModeText(check, report);
  if (mode !== null) parts.push(`Mode: ${mode}.`);
  return parts.join(' ');
}

function descriptor({ id, category, docs }: Rule) {
  return {
    id,
    shortDescription: { text: docs.summary },
    fullDescription: { text: docs.explain },
    help: { text: docs.remedy },
    defaultConfiguration: { level: 'error' },
    properties: { category, tags: [category] },
  };
}

function versionOf(reports: readonly Report[]): { version?: string } {
  const version = reports[0]?.tool.version;
  return version === undefined ? {} : { version };
}

function artifact(file: FileRef | undefined) {
  const { path = null, bytes = null, sha256 = null } = file ?? {};
  return {
    ...(path === null ? { description: { text: 'Given as bytes, without a path' } } : { location: uriOf(path) }),
    ...(bytes === null ? {} : { length: bytes }),
    ...(sha256 === null ? {} : { hashes: { 'sha-256': sha256 } }),
  };
}

/** The same problem on the same path keeps its identity between runs, whatever the file's bytes or the numbers were. */
function fingerprint(report: Report, finding: Finding, label: string | undefined): string {
  const judged = judgedFile(report);
  const identity = [fullRule(finding), report.operation, label ?? '', judged?.path ?? judged?.sha256 ?? ''];
  const within = [finding.place.file, finding.place.part].filter((each) => each !== null);
  return createHash('sha256')
    .update(JSON.stringify([...identity, ...within]))
    .digest('hex');
}

/** Hierarchical, as 3.27.5 of the standard has it: the rule of the check, then that of the problem. */
function fullRule({ ruleId, own }: Finding): string {
  return own === null ? ruleId : `${ruleId}/${own}`;
}
