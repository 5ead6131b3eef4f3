import type { Bucket, Contrast, Investigation, Problem, Rate } from '../observe/investigate/index.js';

/** The document of `investigate --json`: times as ISO 8601, shares to six decimals. */
export function investigationJson(investigation: Investigation, store: string, since: number, until: number) {
  const { judged, failed, inconclusive, skipped, overTime, problems } = investigation;
  return {
    schemaVersion: 1,
    store,
    since: isoTime(since),
    until: isoTime(until),
    judged,
    failed: rate(failed),
    inconclusive: rate(inconclusive),
    skipped,
    overTime: overTime.map(bucket),
    problems: problems.map(problem),
  };
}

function problem({
  suite,
  outcome,
  checks,
  codes,
  rate: share,
  cause,
  standsOut,
  onset,
  together,
  caveats,
  examples,
}: Problem) {
  return {
    suite,
    outcome,
    checks,
    codes,
    rate: rate(share),
    cause,
    standsOut: standsOut.map(({ factor, alike, lift, chance, ...others }) => ({
      ...factor,
      alike,
      ...contrast(others),
      lift: { times: lift.times === null ? null : rounded(lift.times), atLeast: rounded(lift.atLeast) },
      chance,
    })),
    onset: onset && {
      from: isoTime(onset.from),
      to: onset.to === null ? null : isoTime(onset.to),
      ...contrast(onset),
      chance: onset.chance,
    },
    together,
    caveats,
    examples,
  };
}

function contrast({ inside, outside }: Contrast) {
  return { inside: rate(inside), outside: rate(outside) };
}

function rate({ count, of, share, low, high }: Rate) {
  return { count, of, share: share === null ? null : rounded(share), low: rounded(low), high: rounded(high) };
}

function bucket({ start, end, affected, all }: Bucket) {
  return { start: isoTime(start), end: isoTime(end), affected, all };
}

function isoTime(at: number): string {
  return new Date(at).toISOString();
}

function rounded(value: number): number {
  return Number(value.toFixed(6));
}
