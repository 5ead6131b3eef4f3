import { STATUSES_BY_URGENCY } from '../../report/batch/model.js';
import type { ResultRow } from '../results/row.js';

/** What of a row decides whether it is shown. */
export interface Candidate {
  /** Key of the item. */
  readonly item: string;
  readonly ordinal: number;
  readonly urgency: number;
  /** SSIM of the worst frame, 1 where none was measured. */
  readonly ssim: number;
  readonly recipe: string;
}

const FIT = STATUSES_BY_URGENCY.indexOf('warn');

export function candidateOf({ item, ordinal, status, ssimMin, recipe }: ResultRow): Candidate {
  return { item, ordinal, urgency: STATUSES_BY_URGENCY.indexOf(status), ssim: ssimMin ?? 1, recipe: recipe ?? '' };
}

/**
 * Who gets pictures, in the order in which the budget is spent: those asked for, then what is not fit (of each recipe in
 * turn, so that one broken recipe does not hide the others, the worst of it first), then the worst of what is fit, then a
 * sample of every recipe. What is not fit gets at most `share` of the places where there are others to show.
 * @param asked - ordinals
 * @param most - places; what does not fit the budget in bytes is left out later
 */
export function chosen(candidates: readonly Candidate[], asked: readonly number[], most: number): Candidate[] {
  const wanted = new Set(asked);
  const first = candidates.filter(({ ordinal }) => wanted.has(ordinal));
  const broken = inTurn(candidates.filter(({ urgency }) => urgency < FIT));
  const fit = candidates.filter(({ urgency }) => urgency >= FIT);
  const places = Math.max(0, most - first.length);
  const forBroken = Math.max(Math.ceil(places * SHARE_OF_BROKEN), places - fit.length);
  const worst = fit.toSorted(byBadness).slice(0, Math.ceil((places - Math.min(forBroken, broken.length)) / 2));
  const order = [...first, ...broken.slice(0, forBroken), ...worst, ...inTurn(fit, spread)];
  return [...new Set(order)].slice(0, most);
}

/** The rest shows what the same recipes make of other inputs: without it nobody knows what a pass looks like. */
const SHARE_OF_BROKEN = 0.7;

/** One of each recipe, then a second of each, and so on. */
function inTurn(
  candidates: readonly Candidate[],
  ordered: (group: Candidate[]) => Candidate[] = worstFirst,
): Candidate[] {
  const byRecipe = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const group = byRecipe.get(candidate.recipe);
    if (group) group.push(candidate);
    else byRecipe.set(candidate.recipe, [candidate]);
  }
  const groups = [...byRecipe.values()].map(ordered);
  const longest = groups.reduce((most, { length }) => Math.max(most, length), 0);
  return Array.from({ length: longest }, (_, turn) => groups.flatMap((group) => group[turn] ?? [])).flat();
}

function worstFirst(group: Candidate[]): Candidate[] {
  return group.sort(byBadness);
}

/** The middle, then the quarters, and so on: any beginning of it is spread over the whole. */
function spread(group: Candidate[]): Candidate[] {
  const order: Candidate[] = [];
  for (let parts = 2; order.length < group.length; parts *= 2) {
    for (let part = 1; part < parts; part += 2) {
      const candidate = group[Math.floor((part * group.length) / parts)];
      if (candidate) order.push(candidate);
    }
    // beyond this every place has been named once
    if (parts > 2 * group.length) order.push(...group);
  }
  return [...new Set(order)];
}

function byBadness(a: Candidate, b: Candidate): number {
  return a.urgency - b.urgency || a.ssim - b.ssim || a.ordinal - b.ordinal;
}
