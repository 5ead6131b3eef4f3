import { countText, percentText, savedText } from '../../report/units.js';
import type { ErrorCount, RecipeGroup, SameBytes, Summary } from '../results/summary/index.js';
import { failing } from '../results/text/reasons.js';
import { TRUSTED_SHARE } from '../results/summary/trust.js';

/** Of a kind; summary.json has the others. */
const MOST_OF_A_KIND = 3;

/** What a person should take home from a run, each a sentence. */
export function findingsOf(summary: Summary): string[] {
  return [
    ...trusted(summary.recipes),
    ...mainReason(summary),
    ...summary.errors.slice(0, MOST_OF_A_KIND).map(errorText),
    ...few(summary.sameBytes, sameText, 'other pairs of recipes have no effect either'),
    ...noneFit(summary.inputs),
  ];
}

function trusted(recipes: readonly RecipeGroup[]): string[] {
  if (recipes.length === 0) return [];
  const share = percentText(TRUSTED_SHARE).replace('.0', '');
  const proven = recipes.filter(({ trust }) => trust === 'trusted');
  const rule = `that ${share} of the outputs or more are fit, said with 95 % confidence`;
  if (proven.length === 0) {
    const most = Math.max(...recipes.map(({ fit }) => fit.of));
    // with none that fails, so many prove it
    return [`No recipe is proven to be trusted (${rule}); the most outputs judged of one are ${countText(most)}.`];
  }
  const best = proven.reduce((a, b) => ((b.sizeRatio?.mean ?? 1) < (a.sizeRatio?.mean ?? 1) ? b : a));
  const saves =
    best.sizeRatio === null
      ? ''
      : `; of these ${best.name} saves most: ${savedText(1 - best.sizeRatio.mean)} on average`;
  return [`${countText(proven.length)} of ${countText(recipes.length)} recipes can be trusted (${rule})${saves}.`];
}

function mainReason({ reasons, total }: Summary): string[] {
  const failed = failing(reasons, 'failed');
  const byCheck = new Map<string, number>();
  for (const { check, count } of failed) byCheck.set(check, (byCheck.get(check) ?? 0) + count);
  const [first] = [...byCheck].sort(([, a], [, b]) => b - a);
  if (first === undefined) return [];
  const [name, count] = first;
  const worst = failed.find(({ check, recipe }) => check === name && recipe !== null);
  const mostly = worst
    ? `, most often ${worst.recipe} (${countText(worst.count)} of the ${countText(worst.of)} judged of it)`
    : '';
  return [`${name} fails most: ${countText(count)} of ${countText(total.fit.of)} outputs judged${mostly}.`];
}

function errorText({ code, engine, count, example }: ErrorCount): string {
  const by = engine === null ? '' : ` by ${engine}`;
  const reason = example.reason === null ? '' : `: ${example.reason}`;
  return `${countText(count)} without an output${by} (${code}), e.g. ${example.name}${reason}`;
}

function sameText({ recipes: [first, second], of }: SameBytes): string {
  return `${first} and ${second} made the same bytes of all ${countText(of)} inputs: what differs between them has no effect.`;
}

function noneFit({ noneFit: count, examples }: Summary['inputs']): string[] {
  if (count === 0) return [];
  const named = examples.slice(0, MOST_OF_A_KIND).map(({ name }) => name);
  return [
    `${countText(count)} ${count === 1 ? 'input has' : 'inputs have'} no fit output of any recipe: ${named.join(', ')}${count > named.length ? ', …' : '.'}`,
  ];
}

function few<T>(entries: readonly T[], text: (entry: T) => string, others: string): string[] {
  const more = entries.length - MOST_OF_A_KIND;
  return [
    ...entries.slice(0, MOST_OF_A_KIND).map(text),
    ...(more > 0 ? [`${countText(more)} ${others}: see summary.json.`] : []),
  ];
}
