import type { ArmReport, ExperimentReport, Mean, Quantile, Share } from '../../observe/experiment/index.js';
import { bytesText } from '../../core/bytes-text.js';
import type { Verdict } from '../../core/outcome.js';
import { inkOf, type Ink } from '../../report/terminal/ink.js';
import { beside, columns, padEnd, wrap } from '../../report/terminal/text.js';
import { countText, durationText, percentText, savedText } from '../../report/units.js';
import { minuteText } from '../../report/times.js';

export interface ExperimentText {
  readonly report: ExperimentReport;
  readonly since: number | null;
  readonly color: boolean;
  readonly width: number;
}

type Status = ExperimentReport['conclusion']['status'];

const TITLES: Readonly<Record<Status, readonly [Verdict, string]>> = {
  empty: ['inconclusive', 'no subject yet'],
  changed: ['fail', 'arms were changed: nothing is concluded'],
  mismatch: ['fail', 'divided wrongly: nothing is concluded'],
  difference: ['pass', 'a difference is shown'],
  too_few: ['inconclusive', 'too few subjects to conclude from'],
  no_difference_shown: ['pass', 'no difference is shown'],
  measured: ['pass', 'measured'],
};

/** What a person sees: the conclusion first, then what it rests on. Ends with a newline. */
export function experimentText({ report, since, color, width }: ExperimentText): string {
  const ink = inkOf(color);
  const { experiment, subjects, arms, conclusion } = report;
  const [verdict, title] = TITLES[conclusion.status];
  const from = since === null ? '' : ` since ${minuteText(since)} UTC`;
  const lines = [
    `${ink.bold(experiment)}  ${ink.of(verdict, ink.bold(title))}`,
    ink.dim(
      `${countText(subjects)} ${subjects === 1 ? 'subject' : 'subjects'}${from}, each counted once with its first decision`,
    ),
    '',
    ...conclusion.text.flatMap((sentence) => hanging(sentence, width)),
    '',
    ...table(arms, ink, width),
    '',
    ...wrap(
      '(a to b): where the true value lies, at every look at once: a confidence sequence of 95 % for each arm. ' +
        'All conclusions together are wrong with a probability of at most 5 %, however often one looks.',
      width,
    ).map((line) => ink.dim(line)),
  ];
  return `${lines.join('\n')}\n`;
}

function hanging(sentence: string, width: number): string[] {
  return wrap(sentence, width - 2).map((line, index) => `${index === 0 ? '•' : ' '} ${line}`);
}

type Row = readonly [label: string, cell: (arm: ArmReport) => string];

const ROWS: readonly Row[] = [
  ['subjects', ({ subjects, weightShare }) => `${countText(subjects)} (weight ${percentText(weightShare)})`],
  ['looked at', ({ lookedAt, validated }) => (validated || lookedAt > 0 ? countText(lookedAt) : 'none: not validated')],
  ['fail', ({ failureRate }) => shareText(failureRate)],
  ['inconclusive', ({ inconclusiveRate }) => shareText(inconclusiveRate)],
  ['rejected', ({ rejectionRate }) => shareText(rejectionRate)],
  ['added: half within', ({ addedMs }) => quantileText(addedMs.p50)],
  ['  95 of 100 within', ({ addedMs }) => quantileText(addedMs.p95)],
  ['  on average', ({ addedMs }) => meanText(addedMs, durationText)],
  ['validation', ({ validationMs }) => meanText(validationMs, durationText)],
  ['compression', ({ compressionMs }) => meanText(compressionMs, durationText)],
  ['output of original', ({ outputRatio }) => meanText(outputRatio, percentText)],
  ['bytes', bytesOf],
];

const GAP = '  ';
const LABEL = Math.max(...ROWS.map(([label]) => label.length));

/** Arms side by side where they fit, else one below the other. */
function table(arms: readonly ArmReport[], ink: Ink, width: number): string[] {
  const cells = arms.map((arm) => [arm.name, ...ROWS.map(([, cell]) => cell(arm))]);
  const widths = cells.map((column) => Math.max(...column.map(columns)));
  const all = widths.reduce((sum, each) => sum + GAP.length + each, LABEL);
  if (all > width) return arms.flatMap((arm, index) => [...(index === 0 ? [] : ['']), ...stacked(arm, ink, width)]);
  return ['', ...ROWS.map(([label]) => label)].map((label, row) => {
    const shown = cells.map((column, index) => padEnd(column[row]!, widths[index]!));
    const line = [padEnd(label, LABEL), ...shown].join(GAP).trimEnd();
    return row === 0 ? ink.bold(line) : `${ink.dim(line.slice(0, LABEL))}${line.slice(LABEL)}`;
  });
}

function stacked(arm: ArmReport, ink: Ink, width: number): string[] {
  return [
    ink.bold(arm.name),
    ...ROWS.flatMap(([label, cell]) =>
      beside(label, LABEL, cell(arm), width - LABEL - 2 * GAP.length).map(
        ([name, line]) => `${GAP}${ink.dim(name)}${GAP}${line}`,
      ),
    ),
  ];
}

const NOT_MEASURED = 'not measured';

function shareText({ share, low, high, count: hits }: Share): string {
  if (share === null || low === null || high === null) return NOT_MEASURED;
  return `${countText(hits)}: ${percentText(share)} (${percentText(low)} to ${percentText(high)})`;
}

function meanText({ mean, low, high }: Mean, unit: (value: number) => string): string {
  if (mean === null) return NOT_MEASURED;
  return low === null || high === null ? unit(mean) : `${unit(mean)} (${unit(low)} to ${unit(high)})`;
}

function quantileText(quantile: Quantile | null): string {
  if (quantile === null) return NOT_MEASURED;
  const { estimate, low, high } = quantile;
  const from = low === null ? '0' : durationText(low);
  return `${durationText(estimate)} (${from} to ${high === null ? 'not known' : durationText(high)})`;
}

function bytesOf({ inputBytes, outputBytes }: ArmReport): string {
  if (inputBytes === 0) return NOT_MEASURED;
  return `${bytesText(inputBytes)} → ${bytesText(outputBytes)}, ${savedText(1 - outputBytes / inputBytes)}`;
}
