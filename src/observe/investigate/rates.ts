import { gammaln } from 'simple-statistics';
import { Z_95 as Z } from '../confidence.js';

/** How many of how many, with the bounds between which the true share lies with 95 % confidence. */
export interface Rate {
  readonly count: number;
  readonly of: number;
  /** null: nothing was counted. */
  readonly share: number | null;
  readonly low: number;
  readonly high: number;
}

/** Wilson's score interval (Wilson 1927, JASA 22): holds for few subjects and for shares near 0 and 1. */
export function rateOf(count: number, of: number): Rate {
  if (of === 0) return { count, of, share: null, low: 0, high: 1 };
  const share = count / of;
  const spread = Z * Math.sqrt((share * (1 - share)) / of + (Z * Z) / (4 * of * of));
  const middle = share + (Z * Z) / (2 * of);
  const scale = 1 + (Z * Z) / of;
  // at the ends the bound is the end; rounding would leave 1e-17
  const low = count === 0 ? 0 : (middle - spread) / scale;
  const high = count === of ? 1 : (middle + spread) / scale;
  return { count, of, share, low, high };
}

/** Two groups that share no subject. */
export interface Contrast {
  readonly inside: Rate;
  readonly outside: Rate;
}

/**
 * Probability that the inside shows this many or more if inside and outside were alike: Fisher's exact test, one-sided
 * (Fisher 1922, J. R. Stat. Soc. 85), the upper tail of the hypergeometric distribution.
 */
export function chanceOf({ inside, outside }: Contrast): number {
  const cases = inside.count + outside.count;
  const total = inside.of + outside.of;
  const all = lnChoose(total, inside.of);
  let sum = 0;
  for (let hit = inside.count; hit <= Math.min(cases, inside.of); hit += 1) {
    const term = Math.exp(lnChoose(cases, hit) + lnChoose(total - cases, inside.of - hit) - all);
    sum += term;
    // beyond the mode terms only shrink
    if (term < sum * 1e-12 && hit > (cases * inside.of) / total) break;
  }
  return Math.min(1, sum);
}

function lnChoose(n: number, k: number): number {
  return k < 0 || k > n ? Number.NEGATIVE_INFINITY : gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1);
}

/** How many times more often inside than outside; null: never outside. */
export interface Lift {
  readonly times: number | null;
  /** At least this many times, with 97.5 % confidence. */
  readonly atLeast: number;
}

/** Ratio of two shares with Katz's logarithmic bound (Katz et al. 1978, Biometrics 34), half a case added to each cell. */
export function liftOf({ inside, outside }: Contrast): Lift {
  const a = inside.count + 0.5;
  const b = outside.count + 0.5;
  const n = inside.of + 1;
  const m = outside.of + 1;
  const deviation = Math.sqrt(1 / a - 1 / n + 1 / b - 1 / m);
  const atLeast = (a / n / (b / m)) * Math.exp(-Z * deviation);
  const times = outside.count === 0 ? null : (inside.share ?? 0) / (outside.share ?? 1);
  return { times, atLeast };
}
