import { binomialDistribution } from 'simple-statistics';
import { randomFrom } from './random.js';

/** Draws of a test by chance: enough to tell 1 in 1000 from 1 in 500. */
const DRAWS = 9999;

/**
 * How often two equal models would differ by at least this much in this direction: a paired permutation test, one-sided.
 * Of each pair either could have been either's. Exact by the binomial distribution (a sign test) where all differences
 * are of one size, such as right and wrong; else by 9999 draws (Edgington, Randomization Tests, 1980).
 * @param worse - for each example by how much the candidate is worse; negative: better
 * @returns 0 < chance <= 1; 1 where nothing differs
 */
export function chanceOf(worse: readonly number[], seed: number): number {
  const differing = worse.filter((difference) => difference !== 0);
  const [first] = differing;
  if (first === undefined) return 1;
  if (differing.every((difference) => Math.abs(difference) === Math.abs(first))) return signChance(differing);
  const random = randomFrom(seed);
  const observed = sumOf(differing);
  // what rounding adds to a sum of the same numbers in another order must not tell them apart
  const least = observed - 1e-9 * differing.reduce((sum, difference) => sum + Math.abs(difference), 0);
  let asMuch = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    let sum = 0;
    for (const difference of differing) sum += random() < 0.5 ? difference : -difference;
    if (sum >= least) asMuch += 1;
  }
  return (asMuch + 1) / (DRAWS + 1);
}

/** Of so many coins, at least as many heads. */
function signChance(differing: readonly number[]): number {
  const worse = differing.filter((difference) => difference > 0).length;
  const cells = binomialDistribution(differing.length, 0.5);
  if (!cells) throw new Error(`No distribution of ${differing.length} differences`);
  // the tail of few tails, which is as likely as that of many heads and is told to its last digit
  return Math.min(1, sumOf(cells.slice(0, differing.length - worse + 1)));
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
