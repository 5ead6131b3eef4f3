import type { Ink } from '../../../report/terminal/ink.js';
import { OUTCOME_SYMBOLS } from '../../../report/symbols.js';
import { countText, durationText, percentText } from '../../../report/units.js';
import type { Group, RecipeGroup, Spread, Trust } from '../summary/shape.js';
import { tableOf, type Paint, type TextColumn } from './table.js';

/** Leaves room for a fit share, a size and a quality on 80 columns. */
const NARROWEST_NAME = 34;

const TRUST_SYMBOLS: Readonly<Record<Trust, string>> = {
  trusted: OUTCOME_SYMBOLS.passed,
  unproven: OUTCOME_SYMBOLS.inconclusive,
  untrusted: OUTCOME_SYMBOLS.failed,
};

/** How their colours are called elsewhere. */
const LIKE = { trusted: 'passed', unproven: 'inconclusive', untrusted: 'failed' } as const;

const counts = (count: number) => (count === 0 ? '' : countText(count));
const median = (spread: Spread | null, text: (value: number) => string) => (spread ? text(spread.median) : '');

/** What every group is told by. */
function columnsNamed(name: string): TextColumn<Group>[] {
  return [
    { head: name, align: 'left', cell: (group) => group.name, narrowest: NARROWEST_NAME, keep: 'both' },
    { head: 'fit', align: 'right', cell: ({ fit }) => (fit.share === null ? '' : percentText(fit.share)) },
    { head: 'judged', align: 'right', cell: ({ fit }) => countText(fit.of) },
    { head: '95 % bounds', align: 'right', cell: boundsText, drop: 4 },
    { head: 'fail', align: 'right', cell: ({ statuses }) => counts(statuses.fail), drop: 6 },
    { head: 'open', align: 'right', cell: ({ statuses }) => counts(statuses.inconclusive), drop: 3 },
    { head: 'skipped', align: 'right', cell: ({ statuses }) => counts(statuses.skipped), drop: 5 },
    { head: 'no output', align: 'right', cell: ({ statuses }) => counts(statuses.error + statuses.set_aside), drop: 2 },
    { head: 'size', align: 'right', cell: ({ sizeRatio }) => median(sizeRatio, percentText) },
    { head: '80 % within', align: 'right', cell: ({ sizeRatio }) => rangeText(sizeRatio), drop: 7 },
    { head: 'SSIM', align: 'right', cell: ({ ssim }) => ssim?.mean.toFixed(3) ?? '' },
    { head: 'worst', align: 'right', cell: ({ ssim }) => ssim?.worst.toFixed(2) ?? '', drop: 8 },
    { head: 'time', align: 'right', cell: ({ compressMs }) => median(compressMs, durationText), drop: 1 },
  ];
}

/** Of engines and the like, whose settings differ: nothing there could be trusted as one. @param name - their heading */
export function groupLines(name: string, groups: readonly Group[], width: number, ink: Ink): string[] {
  return tableOf(columnsNamed(name), groups, width, ink);
}

const TRUST: TextColumn<RecipeGroup> = {
  head: 'trust',
  align: 'left',
  cell: ({ trust }) => `${TRUST_SYMBOLS[trust]} ${trust}`,
};

export function recipeLines(recipes: readonly RecipeGroup[], width: number, ink: Ink): string[] {
  return tableOf([TRUST, ...columnsNamed('recipe')], recipes, width, ink, trustPainted(ink));
}

const FRONT: readonly TextColumn<RecipeGroup>[] = [
  { head: 'mean size', align: 'right', cell: ({ sizeRatio }) => (sizeRatio ? percentText(sizeRatio.mean) : '') },
  { head: 'SSIM', align: 'right', cell: ({ ssim }) => ssim?.mean.toFixed(3) ?? '' },
  { head: 'fails', align: 'right', cell: ({ fit }) => (fit.share === null ? '' : percentText(1 - fit.share)) },
  TRUST,
  { head: 'recipe', align: 'left', cell: ({ name }) => name, narrowest: NARROWEST_NAME, keep: 'both' },
  { head: 'on fronts', align: 'right', cell: ({ inputFronts }) => countText(inputFronts), drop: 2 },
  { head: 'smallest', align: 'right', cell: ({ smallest }) => countText(smallest), drop: 1 },
];

/** What no other recipe beats, the smallest first: each row gives size for quality to the one above. */
export function frontLines(front: readonly RecipeGroup[], width: number, ink: Ink): string[] {
  return tableOf(FRONT, front, width, ink, trustPainted(ink));
}

function trustPainted(ink: Ink): Paint<RecipeGroup> {
  return ({ trust }, head, text) => (head === TRUST.head ? ink.of(LIKE[trust], text) : text);
}

function boundsText({ fit: { of, low, high } }: Group): string {
  return of === 0 ? '' : `${(low * 100).toFixed(1)}–${percentText(high)}`;
}

function rangeText(spread: Spread | null): string {
  return spread ? `${(spread.p10 * 100).toFixed(0)}–${(spread.p90 * 100).toFixed(0)}\u00a0%` : '';
}

const ORDER: readonly Trust[] = ['trusted', 'unproven', 'untrusted'];

/** What can be trusted first, and of that what saves most; below it what fails least. */
export function byTrust(a: Group, b: Group): number {
  const order = ORDER.indexOf(a.trust) - ORDER.indexOf(b.trust);
  if (order !== 0) return order;
  const fitter = a.trust === 'untrusted' ? (b.fit.share ?? 0) - (a.fit.share ?? 0) : 0;
  return fitter || (a.sizeRatio?.median ?? Infinity) - (b.sizeRatio?.median ?? Infinity) || 0;
}
