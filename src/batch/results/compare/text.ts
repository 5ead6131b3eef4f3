import { bytesText } from '../../../core/bytes-text.js';
import { inkOf, type Ink } from '../../../report/terminal/ink.js';
import { plain, wrap } from '../../../report/terminal/text.js';
import { countText, percentText } from '../../../report/units.js';
import { tableOf, type TextColumn } from '../text/table.js';
import type { Change, Changed, ChangeGroup, Comparison, Only } from './shape.js';

/** What a person sees of two runs: what got worse first. Ends with a newline. */
export function comparisonText(comparison: Comparison, color: boolean, width: number): string {
  const ink = inkOf(color);
  const { engines, recipes, total } = comparison;
  const sections = [
    headLines(comparison, width, ink),
    groupSection('By engine', 'engine', engines.length > 1 ? engines : [], width, ink),
    groupSection('By recipe', 'recipe', recipes.length > 0 ? recipes : total.items > 0 ? [total] : [], width, ink),
    ...EXAMPLES.map(({ change, title, columns }) => exampleSection(comparison, change, title, columns, width, ink)),
    onlyLines('before', comparison.onlyBefore, width, ink),
    onlyLines('after', comparison.onlyAfter, width, ink),
  ];
  const shown = sections.filter((lines) => lines.length > 0);
  return `${shown.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function headLines({ before, after, total, engines, inputsChanged, tolerance }: Comparison, width: number, ink: Ink) {
  const { items, changes, sameBytes } = total;
  const answer =
    items === 0
      ? 'The runs have no item in common: nothing was compared. Items are the same where their inputs (by address), their recipes and the job are'
      : `${countText(changes.lost)} of ${countText(items)} items no longer fit, ${countText(changes.gained)} fit that were not`;
  const verdict = items === 0 ? 'inconclusive' : changes.lost > 0 ? 'failed' : 'passed';
  const moved = engines.filter(({ versions }) => versions.before !== versions.after);
  const facts = [
    `Before: ${runText(before)}`,
    `After:  ${runText(after)}`,
    ...(items === 0
      ? []
      : [
          `${countText(sameBytes)} outputs are the same byte for byte. A change of size over ${percentText(tolerance.size)} or of SSIM over ${tolerance.ssim} counts, where both outputs are fit.`,
        ]),
    ...moved.map(({ name, versions }) => `${name}: ${versions.before ?? 'unknown'} → ${versions.after ?? 'unknown'}`),
    ...(inputsChanged === 0
      ? []
      : [`${countText(inputsChanged)} inputs have other bytes than before: of these only the status is compared.`]),
  ];
  return [
    ...wrap(answer, width).map((line) => ink.of(verdict, ink.bold(line))),
    ...facts.flatMap((fact) => wrap(plain(fact), width)),
  ];
}

function runText({ folder, toolVersion, startedAt }: Comparison['before']): string {
  return `${folder} (begun ${startedAt.slice(0, 16).replace('T', ' ')} UTC, pressproof ${toolVersion})`;
}

const counts = (count: number) => (count === 0 ? '' : countText(count));
const signed = (text: string, value: number) => (value > 0 ? `+${text}` : text.replace('-', '−'));

function groupColumns(name: string): TextColumn<ChangeGroup>[] {
  const changed = (change: Change) => (group: ChangeGroup) => counts(group.changes[change]);
  return [
    { head: name, align: 'left', cell: (group) => group.name, narrowest: 24, keep: 'end' },
    { head: 'items', align: 'right', cell: ({ items }) => countText(items) },
    { head: 'lost', align: 'right', cell: changed('lost') },
    { head: 'gained', align: 'right', cell: changed('gained') },
    { head: 'larger', align: 'right', cell: changed('larger'), drop: 3 },
    { head: 'smaller', align: 'right', cell: changed('smaller'), drop: 3 },
    { head: 'size', align: 'right', cell: ({ sizeRatio }) => ratioText(sizeRatio) },
    { head: 'worse', align: 'right', cell: changed('worse'), drop: 2 },
    { head: 'better', align: 'right', cell: changed('better'), drop: 2 },
    { head: 'SSIM', align: 'right', cell: ({ ssimChange: change }) => (change === null ? '' : deltaText(change)) },
    { head: 'time', align: 'right', cell: ({ timeRatio }) => ratioText(timeRatio), drop: 1 },
  ];
}

function groupSection(title: string, name: string, groups: readonly ChangeGroup[], width: number, ink: Ink): string[] {
  return groups.length === 0 ? [] : [ink.bold(title), ...tableOf(groupColumns(name), groups, width, ink)];
}

const NAMES: readonly TextColumn<Changed>[] = [
  { head: 'input', align: 'left', cell: ({ name }) => name, narrowest: 16, keep: 'end' },
  { head: 'recipe', align: 'left', cell: ({ recipe }) => recipe ?? '', narrowest: 24, keep: 'end' },
];
const STATUS: readonly TextColumn<Changed>[] = [
  ...NAMES,
  { head: 'status', align: 'left', cell: ({ before, after }) => `${before.status} → ${after.status}` },
  { head: 'because', align: 'left', cell: ({ after }) => after.reason ?? '', narrowest: 24, drop: 1 },
];
const SIZE: readonly TextColumn<Changed>[] = [
  ...NAMES,
  {
    head: 'size',
    align: 'left',
    cell: ({ before, after }) => `${bytesText(before.outputBytes ?? 0)} → ${bytesText(after.outputBytes ?? 0)}`,
  },
  {
    head: 'change',
    align: 'right',
    cell: ({ before, after }) => ratioText((after.outputBytes ?? 0) / (before.outputBytes ?? 1)),
  },
];
const QUALITY: readonly TextColumn<Changed>[] = [
  ...NAMES,
  {
    head: 'SSIM',
    align: 'left',
    cell: ({ before, after }) => `${(before.ssimMean ?? 0).toFixed(4)} → ${(after.ssimMean ?? 0).toFixed(4)}`,
  },
  {
    head: 'change',
    align: 'right',
    cell: ({ before, after }) => deltaText((after.ssimMean ?? 0) - (before.ssimMean ?? 0)),
  },
];

const EXAMPLES: readonly { change: Change; title: string; columns: readonly TextColumn<Changed>[] }[] = [
  { change: 'lost', title: 'No longer fit', columns: STATUS },
  { change: 'gained', title: 'Fit now', columns: STATUS },
  { change: 'status', title: 'Other status', columns: STATUS },
  { change: 'worse', title: 'Worse', columns: QUALITY },
  { change: 'better', title: 'Better', columns: QUALITY },
  { change: 'larger', title: 'Larger', columns: SIZE },
  { change: 'smaller', title: 'Smaller', columns: SIZE },
];

function exampleSection(
  { examples, total }: Comparison,
  change: Change,
  title: string,
  columns: readonly TextColumn<Changed>[],
  width: number,
  ink: Ink,
): string[] {
  const shown = examples[change];
  if (shown.length === 0) return [];
  const all = total.changes[change];
  const more = all > shown.length ? `, ${shown.length} of ${countText(all)}` : '';
  return [ink.bold(`${title}${more}`), ...tableOf(columns, shown, width, ink)];
}

function onlyLines(where: string, { count, examples, recipes }: Only, width: number, ink: Ink): string[] {
  if (count === 0 && recipes.length === 0) return [];
  const [example] = examples;
  const such = example ? `, e.g. ${example.name}${example.recipe === null ? '' : ` (${example.recipe})`}` : '';
  const settings = recipes.length === 0 ? '' : `; recipes only there: ${recipes.join(', ')}`;
  const text = `Only ${where}: ${countText(count)} items${such}${settings}`;
  return wrap(plain(text), width).map((line) => ink.dim(line));
}

/** A ratio as what it changes: `+3.1 %`, `−12.0 %`. */
function ratioText(ratio: number | null): string {
  return ratio === null ? '' : signed(percentText(ratio - 1), Number((ratio - 1).toFixed(3)));
}

function deltaText(change: number): string {
  const text = change.toFixed(4);
  return Number(text) === 0 ? '0.0000' : signed(text, change);
}
