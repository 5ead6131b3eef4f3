import type { Bounds } from './evidence.js';
import type { Moments } from './moments.js';

/**
 * From how many values on bounds of means hold: they rest on a limit theorem. So many that bounds err in at most alpha
 * where times are spread as those of compressions of all sizes (lognormal, sigma 1), which the tests simulate. Where
 * tails are longer still (sigma 1.5), a mean errs twice as often, and the quantiles, which are exact, say more.
 */
export const LEAST_FOR_TIMES = 1000;
/** Ratios have no tails. */
export const LEAST_FOR_RATIOS = 200;
/** Of each of two arms: in their difference the skewness of both cancels. */
export const LEAST_FOR_DIFFERENCES = 200;

/** Bounds are narrowest around so many subjects: what an experiment has in a day. They hold for every number. */
const NARROWEST_AT = 1000;

/**
 * Half the width of the bounds of a mean with deviation 1.
 * Source: Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2024, Time-uniform central limit theory and asymptotic
 * confidence sequences (Ann. Statist. 52), Theorem 2.2, with rho as they recommend for the number above.
 * @param count - of values, over 0
 * @param alpha - over 0 and under 1
 */
export function unitMargin(count: number, alpha: number): number {
  const ends = -2 * Math.log(alpha);
  const rho2 = (ends + Math.log(ends + 1)) / NARROWEST_AT;
  const scaled = count * rho2 + 1;
  return Math.sqrt(((2 * scaled) / (count * count * rho2)) * Math.log(Math.sqrt(scaled) / alpha));
}

/**
 * Asymptotic confidence sequence of a mean.
 * @param least - values without which nothing is said
 * @returns null where there are too few values, or all are the same, which says nothing of the next
 */
export function meanBounds(values: Moments, alpha: number, least = LEAST_FOR_TIMES): Bounds | null {
  if (values.count < least || values.variance === 0) return null;
  const margin = Math.sqrt(values.variance) * unitMargin(values.count, alpha);
  return { low: values.mean - margin, high: values.mean + margin };
}

/**
 * The same for how much more the mean of `other` is than that of `reference`, two arms that subjects were drawn into.
 * Source: as above, section 3, for a randomised experiment with the means of the arms as regression.
 */
export function differenceBounds(reference: Moments, other: Moments, alpha: number): Bounds | null {
  if (Math.min(reference.count, other.count) < LEAST_FOR_DIFFERENCES) return null;
  const deviation = deviationOfDifference(reference, other);
  if (deviation === 0) return null;
  const margin = deviation * unitMargin(reference.count + other.count, alpha);
  const difference = other.mean - reference.mean;
  return { low: difference - margin, high: difference + margin };
}

/** Of one subject's part in the difference: variances of the arms over their shares. */
export function deviationOfDifference(reference: Moments, other: Moments): number {
  const count = reference.count + other.count;
  return Math.sqrt(count * (reference.variance / reference.count + other.variance / other.count));
}
