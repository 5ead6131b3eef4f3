import { factorKey, type Factor, type FactorsOf } from './factors.js';
import { chanceOf, liftOf, rateOf, type Contrast, type Lift } from './rates.js';
import type { InvestigatedRow } from './row.js';

/** Something that affected subjects have in common more often than chance explains. */
export interface StandOut extends Contrast {
  readonly factor: Factor;
  /** Others that the very same subjects have in common, so that nobody can tell which of them it is. */
  readonly alike: readonly Factor[];
  readonly lift: Lift;
  /** Chance that some of what was compared stands out as much by accident. */
  readonly chance: number;
}

/** A claim that is wrong once in a hundred investigations, over all that is compared at one step. */
const MOST_CHANCE = 0.01;
/** Fewer affected subjects have anything in common. */
const LEAST_AFFECTED = 3;
/** An engine, then a parameter of it; beyond that nobody reads on, and subjects get few. */
const STEPS = 2;

/**
 * What stands out, the strongest first; the next is what stands out among the subjects of the one before.
 * @param affected - whether a row is one of those to be explained
 */
export function standsOut(
  rows: readonly InvestigatedRow[],
  affected: (row: InvestigatedRow) => boolean,
  factorsOf: FactorsOf,
): StandOut[] {
  const found: StandOut[] = [];
  let among = rows;
  for (let step = 0; step < STEPS; step += 1) {
    const strongest = strongestOf(among, affected, factorsOf);
    if (strongest === null) break;
    found.push(strongest);
    const key = factorKey(strongest.factor);
    among = among.filter((row) => factorsOf(row).some((factor) => factorKey(factor) === key));
  }
  return found;
}

interface Tally {
  readonly factor: Factor;
  affected: number;
  all: number;
  /** Rows told apart by the sum of their numbers and of the squares of these. */
  sum: number;
  squares: number;
}

function strongestOf(
  rows: readonly InvestigatedRow[],
  affected: (row: InvestigatedRow) => boolean,
  factorsOf: FactorsOf,
): StandOut | null {
  const tallies = tallied(rows, affected, factorsOf);
  const cases = rows.filter(affected).length;
  // what all have in common tells nothing, and what few have could not
  const candidates = tallies.filter(({ all, affected: hits }) => all < rows.length && hits >= LEAST_AFFECTED);
  const judged = candidates.map((tally) => {
    const contrast = {
      inside: rateOf(tally.affected, tally.all),
      outside: rateOf(cases - tally.affected, rows.length - tally.all),
    };
    // Bonferroni: each of them had its chance to stand out by accident
    return { tally, contrast, chance: Math.min(1, chanceOf(contrast) * tallies.length) };
  });
  judged.sort((a, b) => a.chance - b.chance || b.tally.affected - a.tally.affected);
  const [best] = judged;
  if (best === undefined || best.chance >= MOST_CHANCE) return null;
  const lift = liftOf(best.contrast);
  if (lift.atLeast <= 1) return null;
  const { tally, contrast, chance } = best;
  const alike = candidates.filter((other) => other !== tally && isSame(other, tally)).map(({ factor }) => factor);
  return { factor: tally.factor, alike, ...contrast, lift, chance };
}

function tallied(
  rows: readonly InvestigatedRow[],
  affected: (row: InvestigatedRow) => boolean,
  factorsOf: FactorsOf,
): Tally[] {
  const tallies = new Map<string, Tally>();
  rows.forEach((row, number) => {
    const hit = affected(row) ? 1 : 0;
    for (const factor of factorsOf(row)) {
      const key = factorKey(factor);
      const tally = tallies.get(key) ?? { factor, affected: 0, all: 0, sum: 0, squares: 0 };
      tally.affected += hit;
      tally.all += 1;
      tally.sum += number;
      tally.squares += number * number;
      tallies.set(key, tally);
    }
  });
  return [...tallies.values()];
}

function isSame(a: Tally, b: Tally): boolean {
  return a.all === b.all && a.affected === b.affected && a.sum === b.sum && a.squares === b.squares;
}
