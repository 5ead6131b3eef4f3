import { bytesText } from '../../../core/bytes-text.js';
import { inkOf, type Ink } from '../../../report/terminal/ink.js';
import { plain, wrap } from '../../../report/terminal/text.js';
import { countText, percentText, savedText } from '../../../report/units.js';
import type { Status } from '../row.js';
import type { Group, SameBytes, Summary } from '../summary/shape.js';
import { TRUSTED_SHARE } from '../summary/trust.js';
import { byTrust, frontLines, groupLines, recipeLines } from './groups.js';
import { errorLines, failing, reasonLines } from './reasons.js';
import { unjudgedLines } from './unjudged.js';

/** More lines than this of a kind nobody reads; summary.json has them all. */
const MOST_RECIPES = 50;
const MOST_REASONS = 15;
/** Of what does no harm. */
const MOST_OTHERS = 5;

/** What a person sees of a run: which settings can be trusted, what they save, why outputs fail. Ends with a newline. */
export function summaryText(summary: Summary, color: boolean, width: number): string {
  const ink = inkOf(color);
  const sections = [
    totalLines(summary, width, ink),
    unjudgedLines(summary.unjudged).flatMap((line) => wrap(plain(line), width)),
    trustLines(summary, width, ink),
    headed('By engine', enginesOf(summary), (groups) => groupLines('engine', groups, width, ink), ink),
    headed('By operation', operationsOf(summary), (groups) => groupLines('operation', groups, width, ink), ink),
    headed(
      'By single parameter, whatever the others are',
      // those of recipes with one parameter are in the table above
      summary.recipes.some(({ name }) => name.split('=').length > 2) ? summary.parameters : [],
      (groups) => groupLines('parameter', groups, width, ink),
      ink,
    ),
    frontSection(summary, width, ink),
    headed(
      'Why outputs fail',
      failing(summary.reasons, 'failed'),
      (reasons) => reasonLines(reasons, width, ink),
      ink,
      MOST_REASONS,
    ),
    headed(
      'What warns or could not be judged',
      failing(summary.reasons, 'other'),
      (reasons) => reasonLines(reasons, width, ink),
      ink,
      MOST_OTHERS,
    ),
    headed('Why there is no output', summary.errors, (errors) => errorLines(errors, width, ink), ink, MOST_REASONS),
    noteLines(summary, width),
  ];
  const shown = sections.filter((lines) => lines.length > 0);
  return `${shown.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** Nothing where each engine has one recipe: the table of recipes says it all. */
function enginesOf({ engines, recipes }: Summary): readonly Group[] {
  return engines.length < recipes.length ? several(engines) : [];
}

/** Of pairs there is no other table, so a single operation has one. */
function operationsOf({ job, operations }: Summary): readonly Group[] {
  return job === 'validate' ? operations : several(operations);
}

/** A group that is all there is says nothing more than the total. */
function several<T>(groups: readonly T[]): readonly T[] {
  return groups.length > 1 ? groups : [];
}

function headed<T>(
  title: string,
  entries: readonly T[],
  lines: (shown: readonly T[]) => string[],
  ink: Ink,
  most = Infinity,
): string[] {
  if (entries.length === 0) return [];
  const more = entries.length - Math.min(most, entries.length);
  return [
    ink.bold(title),
    ...lines(entries.slice(0, most)),
    ...(more > 0 ? [ink.dim(`… ${countText(more)} more in summary.json`)] : []),
  ];
}

const URGENCY: readonly Status[] = ['set_aside', 'error', 'fail', 'inconclusive', 'warn', 'pass', 'skipped'];
const WORDS: Readonly<Partial<Record<Status, string>>> = { set_aside: 'set aside' };

function totalLines({ total, inputs, recipes }: Summary, width: number, ink: Ink): string[] {
  const { items, statuses, bytes } = total;
  const counted = URGENCY.filter((status) => statuses[status] > 0).map(
    (status) => `${countText(statuses[status])} ${WORDS[status] ?? status}`,
  );
  const what =
    recipes.length === 0
      ? number(items, 'result')
      : `${number(items, 'result')} of ${number(inputs.count, 'input')} under ${number(recipes.length, 'recipe')}`;
  const saved =
    bytes.input === 0
      ? ''
      : ` · fit outputs ${bytesText(bytes.input)} → ${bytesText(bytes.output)}, ${savedText(1 - bytes.output / bytes.input)}`;
  return wrap(`${what}: ${counted.join(', ') || 'none'}${saved}`, width).map((line) => ink.bold(line));
}

function trustLines({ recipes }: Summary, width: number, ink: Ink): string[] {
  const share = percentText(TRUSTED_SHARE).replace('.0', '');
  const legend = `trusted, untrusted: with 95 % confidence over or under ${share} of the outputs are fit (pass or warn); unproven: too few were judged to say. open: could not be judged. size: of the original, median over fit outputs. SSIM: mean over fit outputs, and the worst frame of all.`;
  const shown = headed(
    'Which settings to trust',
    recipes.toSorted(byTrust),
    (groups) => recipeLines(groups, width, ink),
    ink,
    MOST_RECIPES,
  );
  return shown.length === 0 ? [] : [...shown, ...wrap(legend, width).map((line) => ink.dim(line))];
}

function frontSection({ recipes, inputs }: Summary, width: number, ink: Ink): string[] {
  const front = recipes.filter(({ onFront }) => onFront);
  const bySize = front.sort((a, b) => (a.sizeRatio?.mean ?? 0) - (b.sizeRatio?.mean ?? 0));
  const title = 'Best of size against quality: no other recipe is as small and as good on average';
  const shown = headed(title, several(bySize), (entries) => frontLines(entries, width, ink), ink);
  const legend = `Means over fit outputs: what fails is missing there, so look at both. on fronts, smallest: of how many of ${number(inputs.count, 'input')} an output of it is on the front, or the smallest that is fit.`;
  return shown.length === 0 ? [] : [...shown, ...wrap(legend, width).map((line) => ink.dim(line))];
}

function noteLines({ sameBytes, inputs }: Summary, width: number): string[] {
  const notes = [
    ...sameBytes.slice(0, MOST_REASONS).map(sameText),
    ...(sameBytes.length > MOST_REASONS
      ? [`… ${countText(sameBytes.length - MOST_REASONS)} more such pairs in summary.json.`]
      : []),
    ...(inputs.noneFit === 0
      ? []
      : [
          `Nothing fit was made of ${number(inputs.noneFit, 'input')} by any recipe, e.g. ${inputs.examples[0]?.name ?? ''}: look at the input first (pressproof scan).`,
        ]),
  ];
  return notes.flatMap((note) => wrap(plain(note), width));
}

function sameText({ recipes: [first, second], of }: SameBytes): string {
  return `No effect: ${first} and ${second} made the same bytes of all ${countText(of)} inputs.`;
}

function number(count: number, one: string): string {
  return `${countText(count)} ${one}${count === 1 ? '' : 's'}`;
}
