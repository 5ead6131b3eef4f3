import type { Outcome, Verdict } from '../core/outcome.js';
import type { CheckOutcome, Report } from '../core/report.js';
import { checkModeText, doesCount } from './check-mode.js';
import type { RenderInput } from './render.js';
import { doubtText, isWitnessed, subjectName, subjectPath, whyVerdict } from './summary.js';
import { valueText } from './units.js';
import { countsOf } from './units-looked-at.js';
import { element, xmlText } from './xml.js';

/**
 * JUnit XML by the strictest of its readers' schemas (junit-10.xsd of Jenkins' xunit plugin): a subject is a testsuite, a
 * check a testcase.
 * `failed` is a failure, `inconclusive` an error, `skipped` skipped, `warned` passes with a note in system-out. A check in
 * shadow is skipped with what it found, so that it reddens no build.
 */
export function renderJunit({ reports, title, labels }: RenderInput): string {
  const suites = reports.map((report, index) => ({ report, label: labels?.[index], cases: casesOf(report) }));
  const all = suites.flatMap(({ cases }) => cases);
  const { tests, failures, errors } = counts(all);
  const total = { name: title, tests, failures, errors, time: seconds(sum(reports)) };
  const body = suites.map(({ report, label, cases }) => testsuite(report, label, cases));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', total, '\n', ...body)}\n`;
}

interface Case {
  readonly id: string;
  readonly outcome: Outcome;
  readonly message: string;
  readonly text: string;
  readonly durationMs: number;
}

const OUTCOME_OF_VERDICT: Readonly<Record<Verdict, Outcome>> = {
  pass: 'passed',
  warn: 'warned',
  fail: 'failed',
  inconclusive: 'inconclusive',
  skipped: 'skipped',
};

/** One case a check, and one for a verdict that no check shows, so that an unexamined subject is never an empty, green suite. */
function casesOf(report: Report): Case[] {
  const cases = report.checks.map((check) => caseOf(check, report));
  if (isWitnessed(report)) return cases;
  const message = whyVerdict(report);
  const outcome = OUTCOME_OF_VERDICT[report.verdict];
  return [...cases, { id: 'verdict', outcome, message, text: message, durationMs: 0 }];
}

function caseOf(check: CheckOutcome, report: Report): Case {
  const mode = checkModeText(check, report);
  if (!doesCount(check, report))
    return { ...check, outcome: 'skipped', message: `${mode}: ${check.outcome}, ${check.message}`, text: '' };
  return { ...check, text: evidence(check, mode) };
}

function evidence({ message, expected, actual }: CheckOutcome, mode: string | null): string {
  const lines = [message];
  if (expected !== undefined) lines.push(`expected: ${valueText(expected)}`);
  if (actual !== undefined) lines.push(`actual: ${valueText(actual)}`);
  if (mode !== null) lines.push(`mode: ${mode}`);
  return lines.join('\n');
}

function testsuite(report: Report, label: string | undefined, cases: readonly Case[]): string {
  const name = subjectName(report);
  const attributes = {
    name,
    ...counts(cases),
    time: seconds(report.durationMs),
    // the schema's timestamp has neither fraction nor zone
    timestamp: new Date(report.startedAt).toISOString().slice(0, 19),
    file: subjectPath(report) ?? undefined,
  };
  const written = Object.entries({ ...propertiesOf(report), label }).flatMap(([key, value]) =>
    value === undefined ? [] : [element('property', { name: key, value })],
  );
  return `${element(
    'testsuite',
    attributes,
    '\n',
    `${element('properties', {}, ...written)}\n`,
    ...cases.map((each) => `${testcase(each, report, name)}\n`),
  )}\n`;
}

/** What of a report has no other place in the schema, by the names of the JSON report. */
function propertiesOf(report: Report): Readonly<Record<string, string | undefined>> {
  const { level, couldOverturn, limitedBy } = report.coverage;
  const counts = countsOf(report.coverage).map(([name, count]) => [`coverage.${name}`, String(count)] as const);
  return {
    id: report.id,
    operation: report.operation,
    mode: report.mode,
    modeSource: report.modeSource,
    verdict: report.verdict,
    coverage: level,
    ...Object.fromEntries<string>(counts),
    'coverage.couldOverturn': couldOverturn === undefined ? undefined : String(couldOverturn),
    'coverage.limitedBy': limitedBy,
    doubt: doubtText(report) ?? undefined,
    'experiment.name': report.experiment?.name,
    'experiment.arm': report.experiment?.arm,
  };
}

function testcase({ id, outcome, message, text, durationMs }: Case, report: Report, subject: string): string {
  const attributes = {
    name: id,
    // CI systems tell tests apart by class and name, and read dots in a class as packages
    classname: `${report.suite}.${subject.replaceAll('.', '_')}`,
    time: seconds(durationMs),
  };
  if (outcome === 'passed') return element('testcase', attributes);
  if (outcome === 'warned')
    return element('testcase', attributes, element('system-out', {}, xmlText(`warning: ${text}`)));
  if (outcome === 'skipped') return element('testcase', attributes, element('skipped', { message }));
  const [tag, type] = outcome === 'failed' ? ['failure', 'failed'] : ['error', 'inconclusive'];
  return element('testcase', attributes, element(tag as string, { message, type }, xmlText(text)));
}

function counts(cases: readonly Case[]): { tests: number; failures: number; errors: number; skipped: number } {
  const count = (outcome: Outcome) => cases.filter((each) => each.outcome === outcome).length;
  return {
    tests: cases.length,
    failures: count('failed'),
    errors: count('inconclusive'),
    skipped: count('skipped'),
  };
}

function sum(reports: readonly Report[]): number {
  return reports.reduce((total, { durationMs }) => total + durationMs, 0);
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
