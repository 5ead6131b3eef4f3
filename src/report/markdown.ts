import { bytesText } from '../core/bytes-text.js';
import type { CheckOutcome, Report } from '../core/report.js';
import { visibleLine } from '../core/visible.js';
import { checkModeText, experimentText, modeText } from './check-mode.js';
import { namedMetrics } from './metrics.js';
import { FIRST_MISTAKES, mistakesOf } from './mistakes.js';
import type { RenderInput } from './render.js';
import {
  aboutArtifact,
  baselineText,
  coverageText,
  doubtText,
  savedShare,
  sizesOf,
  subjectName,
  summarize,
  verdictCounts,
  whyVerdict,
} from './summary.js';
import { OUTCOME_SYMBOLS, VERDICT_SYMBOLS } from './symbols.js';
import { percentText, savedText, valueText } from './units.js';

/** GitHub-flavoured Markdown, as pull request comments and job summaries take it. */
export function renderMarkdown(input: RenderInput): string {
  const { reports, title } = input;
  if (reports.length === 1) return `${reports.map((report) => oneSubject(report, '#', input.labels?.[0])).join('')}\n`;
  const attention = reports.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'skipped');
  return (
    [`# ${text(title)}\n`, overview(input), ...attention.map((report) => oneSubject(report, '##'))].join('\n') + '\n'
  );
}

function overview({ reports, labels }: RenderInput): string {
  if (reports.length === 0) return 'No subject was examined.\n';
  const summary = summarize(reports);
  const { kept } = summary;
  const share = savedShare(kept);
  const total = share === null ? '' : ` Fit outputs: ${sizeText(kept.original, kept.output)}, ${savedText(share)}.`;
  const rows = reports.map((report, index) => {
    const sizes = sizesOf(report);
    const saved = sizes && savedShare(sizes);
    return [
      `${VERDICT_SYMBOLS[report.verdict]} ${report.verdict}`,
      code(subjectName(report)),
      text(labels?.[index] ?? [report.operation, ...aboutArtifact(report)].join(' ')),
      sizes ? sizeText(sizes.original, sizes.output) : '',
      saved === null ? '' : percentText(saved),
      text(whyVerdict(report)),
    ];
  });
  return [
    `${reports.length} subjects: ${verdictCounts(summary)}.${total}\n`,
    table(['Verdict', 'Subject', 'Made by', 'Bytes', 'Saved', 'Why'], rows),
  ].join('\n');
}

function oneSubject(report: Report, level: string, label?: string): string {
  const sizes = sizesOf(report);
  const doubt = doubtText(report);
  const facts = [
    `operation ${text(report.operation)}`,
    ...[...aboutArtifact(report), ...baselineText(report)].map(text),
    label === undefined ? '' : text(label),
    sizes ? sizeText(sizes.original, sizes.output) : '',
    text(modeText(report)),
    text(coverageText(report)),
    text(experimentText(report) ?? ''),
    report.id === undefined ? '' : `decision ${code(report.id)}`,
  ];
  return [
    `${level} ${VERDICT_SYMBOLS[report.verdict]} ${report.verdict}: ${code(subjectName(report))}\n`,
    `${facts.filter((fact) => fact !== '').join(' · ')}\n`,
    ...(report.reason === undefined ? [] : [`Reason: ${text(report.reason)}\n`]),
    ...(doubt === null ? [] : [`${text(doubt)}.\n`]),
    report.checks.length === 0
      ? 'No check was run.\n'
      : table(
          ['Check', 'Outcome', 'Finding', 'Expected', 'Actual'],
          report.checks.map((check) => checkRow(check, report)),
        ),
    ...mistakeTable(report),
    ...metricTable(report),
  ].join('\n');
}

/** The first wrong answers that checks complain of. */
function mistakeTable({ checks }: Report): string[] {
  const rows = checks.flatMap((check) =>
    mistakesOf(check)
      .slice(0, FIRST_MISTAKES)
      .map(({ line, input, expected, answer }) => [String(line), text(input), text(expected), text(answer)]),
  );
  return rows.length === 0 ? [] : [table(['Line', 'Input', 'Expected', 'Answer'], rows)];
}

function metricTable(report: Report): string[] {
  const rows = namedMetrics(report).map((metric) => [code(metric.name), text(metric.text), text(metric.scale)]);
  return rows.length === 0 ? [] : [table(['Metric', 'Measured', 'Scale'], rows)];
}

function checkRow(check: CheckOutcome, report: Report): string[] {
  const mode = checkModeText(check, report);
  return [
    code(check.id),
    `${OUTCOME_SYMBOLS[check.outcome]} ${check.outcome}${mode === null ? '' : `, ${text(mode)}`}`,
    text(check.message),
    check.expected === undefined ? '' : text(valueText(check.expected)),
    check.actual === undefined ? '' : text(valueText(check.actual)),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return `${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}\n`;
}

function sizeText(original: number, output: number): string {
  return `${bytesText(original)} → ${bytesText(output)}`;
}

/** Plain text: nothing in it becomes markup, a link, a mention or a new table cell. */
function text(value: string): string {
  return visibleLine(value)
    .replace(/[\\`*_[\]#|~]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/@/g, '&#64;')
    .replace(/:\/\//g, '&#58;//')
    .replace(/www\./gi, (www) => `${www.slice(0, -1)}&#46;`);
}

/** As inline code; HTML is used because backticks cannot hold a pipe inside a table everywhere. */
function code(value: string): string {
  return `<code>${text(value)}</code>`;
}
