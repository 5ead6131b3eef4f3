import { gammaln } from 'simple-statistics';
import type { Trust } from './shape.js';

/**
 * Share of outputs that have to be fit. One in twenty to be made again by hand is what a corpus bears; with none that
 * fails, 72 outputs prove it (0.95 ** 72 = 0.025).
 */
export const TRUSTED_SHARE = 0.95;

/** Probability with which either may be said wrongly, so that both hold with 95 % confidence. */
const WRONGLY = 0.025;

/**
 * From counted evidence alone: the exact binomial test on either side (Clopper and Pearson 1934, Biometrika 26), since
 * approximate bounds condemn a recipe for one failure of two.
 */
export function trustOf({ count, of }: { readonly count: number; readonly of: number }): Trust {
  if (of === 0) return 'unproven';
  const failures = of - count;
  const step = failures <= of * (1 - TRUSTED_SHARE) ? -1 : 1;
  if (tailFrom(failures, of, step) > WRONGLY) return 'unproven';
  return step === -1 ? 'trusted' : 'untrusted';
}

/** Probability of so many failures and fewer (step -1), or more (1), if the share of fit outputs were TRUSTED_SHARE. */
function tailFrom(failures: number, of: number, step: 1 | -1): number {
  let sum = 0;
  for (let count = failures; count >= 0 && count <= of; count += step) {
    const ways = gammaln(of + 1) - gammaln(count + 1) - gammaln(of - count + 1);
    const term = Math.exp(ways + count * Math.log(1 - TRUSTED_SHARE) + (of - count) * Math.log(TRUSTED_SHARE));
    sum += term;
    // away from the mean terms only shrink
    if (term < sum * 1e-9) break;
  }
  return sum;
}
