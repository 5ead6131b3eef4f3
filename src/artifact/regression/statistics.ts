import { binomialDistribution, quantile } from 'simple-statistics';
import { randomFrom } from './random.js';

/** Draws of a test by chance: enough to tell 1 in 1000 from 1 in 500. */
const DRAWS = 9999;

/** Resamples of an interval, fewer where there is much to resample: their ends then hardly move. */
const RESAMPLES = 2000;
const MOST_RESAMPLED = 20_000_000;

/** Share of what could have been measured that an interval holds. */
export const CONFIDENCE = 0.95;

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

/**
 * Between which values a statistic of examples lies, by drawing as many of them again and again, with replacement
 * (percentile bootstrap; Efron, 1979).
 * @param statistic - of the examples with these numbers; what is not finite is left out
 * @returns null where no resample has a value
 */
export function intervalOf(
  examples: number,
  statistic: (drawn: Uint32Array) => number,
  seed: number,
): readonly [number, number] | null {
  const random = randomFrom(seed);
  const resamples = Math.max(100, Math.min(RESAMPLES, Math.floor(MOST_RESAMPLED / Math.max(1, examples))));
  const drawn = new Uint32Array(examples);
  const values: number[] = [];
  for (let resample = 0; resample < resamples; resample++) {
    for (let at = 0; at < examples; at++) drawn[at] = Math.floor(random() * examples);
    const value = statistic(drawn);
    if (Number.isFinite(value)) values.push(value);
  }
  if (values.length === 0) return null;
  const outside = (1 - CONFIDENCE) / 2;
  return [quantile(values, outside), quantile(values, 1 - outside)];
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
