import { bytesText } from '../../core/bytes-text.js';
import type { CheckOutcome, Report } from '../../core/report.js';
import { checkModeText, doesCount, experimentText, modeText } from '../check-mode.js';
import { namedMetrics } from '../metrics.js';
import { FIRST_MISTAKES, mistakesOf } from '../mistakes.js';
import {
  aboutArtifact,
  baselineText,
  coverageText,
  doubtText,
  loneBytes,
  savedShare,
  sizesOf,
  subjectName,
} from '../summary.js';
import { OUTCOME_SYMBOLS, VERDICT_SYMBOLS } from '../symbols.js';
import { durationText, savedText, valueText } from '../units.js';
import type { Ink } from './ink.js';
import { beside, columns, padEnd, plain, wrap } from './text.js';

/** One subject: the verdict, every check with its finding, and how much was looked at. */
export function subjectLines(report: Report, label: string | undefined, ink: Ink, width: number): string[] {
  const doubt = doubtText(report);
  const idWidth = Math.max(0, ...report.checks.map(({ id }) => columns(plain(id))));
  return [
    ...headLines(report, ink, width),
    ...wrap(plain(factsOf(report, label)), width - 2).map((line) => `  ${ink.dim(line)}`),
    ...(report.reason === undefined ? [] : wrap(plain(report.reason), width - 2).map((line) => `  ${line}`)),
    '',
    ...(report.checks.length === 0 ? ['  No check was run'] : []),
    ...report.checks.flatMap((check, index) =>
      checkLines(shortened(check, report.checks[index - 1]), report, idWidth, ink, width),
    ),
    ...metricLines(report, ink, width),
    '',
    ...(doubt === null ? [] : wrap(plain(doubt), width - 2).map((line) => `  ${line}`)),
    ...footOf(report).flatMap((text) => wrap(plain(text), width - 2).map((line) => `  ${ink.dim(line)}`)),
  ];
}

/** Metrics that were asked for by name, under the checks. */
function metricLines(report: Report, ink: Ink, width: number): string[] {
  const metrics = namedMetrics(report);
  if (metrics.length === 0) return [];
  const nameWidth = Math.max(...metrics.map(({ name }) => columns(plain(name))));
  const lines = metrics.flatMap(({ name, text, scale }) => {
    const [first = '', ...rest] = wrap(plain(`${text} (${scale})`), width - nameWidth - 6);
    const margin = ' '.repeat(nameWidth + 6);
    return [`    ${padEnd(plain(name), nameWidth)}  ${first}`, ...rest.map((line) => margin + line)];
  });
  return ['', `  ${ink.dim('Metrics asked for')}`, ...lines];
}

function headLines(report: Report, ink: Ink, width: number): string[] {
  const verdict = `${VERDICT_SYMBOLS[report.verdict]} ${report.verdict}`;
  const indent = columns(verdict) + 2;
  const [first = '', ...rest] = wrap(plain(subjectName(report)), width - indent);
  return [
    `${ink.of(report.verdict, ink.bold(verdict))}  ${ink.bold(first)}`,
    ...rest.map((line) => `${' '.repeat(indent)}${ink.bold(line)}`),
  ];
}

function factsOf(report: Report, label: string | undefined): string {
  const sizes = sizesOf(report);
  const saved = sizes && savedShare(sizes);
  const bytes = loneBytes(report);
  return [
    report.operation,
    ...aboutArtifact(report),
    ...(label === undefined ? [] : [label]),
    ...(bytes === null ? [] : [bytesText(bytes)]),
    ...(sizes ? [`${bytesText(sizes.original)} → ${bytesText(sizes.output)}`] : []),
    ...(saved === null ? [] : [savedText(saved)]),
    ...baselineText(report),
  ].join(' · ');
}

function footOf(report: Report): string[] {
  const known = report.cached === true ? ' · from the cache' : '';
  const record = [experimentText(report), report.id === undefined ? null : `decision ${report.id}`];
  const said = record.filter((part) => part !== null).join(' · ');
  return [
    `${coverageText(report)} · ${modeText(report)} · ${durationText(report.durationMs)}${known}`,
    ...(said === '' ? [] : [said]),
  ];
}

/** Narrower columns than this make messages unreadable; they go below the check's name then. */
const NARROWEST_MESSAGE = 30;

/** What many checks have to say alike (the file is cut, time ran out) is read once. */
function shortened(check: CheckOutcome, before: CheckOutcome | undefined): CheckOutcome {
  const same = before?.outcome === check.outcome && before.message === check.message;
  return same ? { ...check, message: 'likewise' } : check;
}

function checkLines(check: CheckOutcome, report: Report, idWidth: number, ink: Ink, width: number): string[] {
  const counts = doesCount(check, report);
  const symbol = ink.of(counts ? check.outcome : 'skipped', OUTCOME_SYMBOLS[check.outcome]);
  const id = plain(check.id);
  const beside = width - idWidth - 6 >= NARROWEST_MESSAGE;
  const indent = beside ? idWidth + 6 : 4;
  const mode = checkModeText(check, report);
  const found = mode === null ? check.message : `[${mode}] ${check.message}`;
  const message = wrap(plain(found), width - indent);
  // a passed check's message already carries its numbers
  const isFine = check.outcome === 'passed' || check.outcome === 'skipped';
  const room = width - indent;
  const values = isFine ? [] : [...valueLines(check, room), ...mistakeLines(check, room)];
  const quiet = check.outcome === 'skipped' || !counts;
  const lines = [...message, ...values].map((line) => (quiet ? ink.dim(line) : line));
  const margin = ' '.repeat(indent);
  const head = `  ${symbol} ${beside ? padEnd(id, idWidth) : id}`;
  if (!beside) return [head, ...lines.map((line) => margin + line)];
  return [`${head}  ${lines[0] ?? ''}`, ...lines.slice(1).map((line) => margin + line)];
}

function valueLines({ expected, actual }: CheckOutcome, width: number): string[] {
  const line = (name: string, value: CheckOutcome['expected']) => {
    if (value === undefined) return [];
    const [first = '', ...rest] = wrap(plain(valueText(value)), width - 10);
    return [`${padEnd(name, 10)}${first}`, ...rest.map((more) => ' '.repeat(10) + more)];
  };
  return [...line('expected', expected), ...line('actual', actual)];
}

function mistakeLines(check: CheckOutcome, width: number): string[] {
  const mistakes = mistakesOf(check);
  const more = mistakes.length - FIRST_MISTAKES;
  const said = mistakes
    .slice(0, FIRST_MISTAKES)
    .map(({ line, input, expected, answer }) => `line ${line}: ${input}, expected ${expected}, got ${answer}`);
  const texts = more > 0 ? [...said, `… ${more} more: --json has them`] : said;
  return texts.flatMap((text, at) =>
    beside(at === 0 ? 'mistakes' : '', 10, plain(text), width - 10).map((parts) => parts.join('')),
  );
}
