import { chanceOf, rateOf, type Contrast } from './rates.js';
import type { InvestigatedRow } from './row.js';

/** A stretch of time in which something happened more often than before and after. */
export interface Onset extends Contrast {
  /** First affected subject in it, ms since 1970. */
  readonly from: number;
  /** Last affected subject in it; null: it goes on to the end of what was looked at. */
  readonly to: number | null;
  /** Chance that some stretch stands out as much by accident. */
  readonly chance: number;
}

export interface Bucket {
  /** ms since 1970, inclusive. */
  readonly start: number;
  readonly end: number;
  readonly affected: number;
  readonly all: number;
}

const HOUR_MS = 3_600_000;
/** What happened within hours is not told by the hour. */
const SHORT_MS = 6 * HOUR_MS;
const MINUTES_MS = 300_000;
/** More stretches than those of a week of hours take seconds and leave each with little to say. */
const MOST_BUCKETS = 168;
const MOST_CHANCE = 0.01;
const LEAST_AFFECTED = 3;

/** Subjects by hour, by five minutes where all is within six hours, by several hours where there would be too many. */
export function byTime(rows: readonly InvestigatedRow[], affected: (row: InvestigatedRow) => boolean): Bucket[] {
  if (rows.length === 0) return [];
  const first = rows.reduce((least, { at }) => Math.min(least, at), Infinity);
  const last = rows.reduce((most, { at }) => Math.max(most, at), -Infinity);
  const unit = last - first < SHORT_MS ? MINUTES_MS : HOUR_MS;
  const start = Math.floor(first / unit) * unit;
  const units = Math.floor((last - start) / unit) + 1;
  const width = unit * Math.ceil(units / MOST_BUCKETS);
  const counts = Array.from({ length: Math.ceil((units * unit) / width) }, () => ({ affected: 0, all: 0 }));
  for (const row of rows) {
    const count = counts[Math.floor((row.at - start) / width)];
    if (count === undefined) continue;
    count.all += 1;
    if (affected(row)) count.affected += 1;
  }
  return counts.map((count, index) => ({ start: start + index * width, end: start + (index + 1) * width, ...count }));
}

/**
 * The stretch of hours that stands out most: Kulldorff's scan statistic for time (1997, Commun. Stat. 26) finds it,
 * Fisher's exact test judges it, held against the number of stretches that there are. null: none does.
 */
export function onsetOf(rows: readonly InvestigatedRow[], affected: (row: InvestigatedRow) => boolean): Onset | null {
  const buckets = byTime(rows, affected);
  const best = mostUnlike(buckets);
  if (best === null) return null;
  const stretches = (buckets.length * (buckets.length + 1)) / 2;
  const chance = Math.min(1, chanceOf(best) * stretches);
  if (chance >= MOST_CHANCE || best.inside.count < LEAST_AFFECTED) return null;
  const start = buckets[best.first]?.start ?? 0;
  const end = buckets[best.last]?.end ?? 0;
  const hits = rows.filter((row) => row.at >= start && row.at < end && affected(row)).map(({ at }) => at);
  const from = hits.reduce((a, b) => Math.min(a, b), Infinity);
  const to = best.last === buckets.length - 1 ? null : hits.reduce((a, b) => Math.max(a, b), -Infinity);
  return { from, to, inside: best.inside, outside: best.outside, chance };
}

interface Stretch extends Contrast {
  readonly first: number;
  readonly last: number;
}

function mostUnlike(buckets: readonly Bucket[]): Stretch | null {
  const cases = buckets.reduce((sum, { affected }) => sum + affected, 0);
  const total = buckets.reduce((sum, { all }) => sum + all, 0);
  let most = 0;
  let best: Stretch | null = null;
  for (let first = 0; first < buckets.length; first += 1) {
    let count = 0;
    let of = 0;
    for (let last = first; last < buckets.length; last += 1) {
      count += buckets[last]?.affected ?? 0;
      of += buckets[last]?.all ?? 0;
      if (of === 0 || of === total || count / of <= (cases - count) / (total - of)) continue;
      const gain = likelihood(count, of) + likelihood(cases - count, total - of) - likelihood(cases, total);
      // a stretch is not longer for hours that add nothing
      if (gain <= most + 1e-9) continue;
      most = gain;
      best = { first, last, inside: rateOf(count, of), outside: rateOf(cases - count, total - of) };
    }
  }
  return best;
}

/** Logarithm of the binomial likelihood at the share that was seen. */
function likelihood(count: number, of: number): number {
  const part = (n: number): number => (n === 0 ? 0 : n * Math.log(n / of));
  return part(count) + part(of - count);
}
