import { ARTIFACT } from './artifact-rules.js';
import { causeOf, LEAST_FOR_A_CAUSE, type Cause } from './causes.js';
import { factorsAmong, type FactorsOf } from './factors.js';
import { counted, groupsOf, type Group } from './groups.js';
import { byTime, onsetOf, type Bucket, type Onset } from './onset.js';
import { rateOf, type Rate } from './rates.js';
import type { InvestigatedRow } from './row.js';
import { standsOut, type StandOut } from './stand-out.js';

/** One thing that is wrong, with its likely cause. */
export interface Problem {
  readonly suite: Group['suite'];
  readonly outcome: Group['outcome'];
  readonly checks: Group['checks'];
  readonly codes: Group['codes'];
  readonly rate: Rate;
  readonly cause: Cause;
  readonly standsOut: readonly StandOut[];
  readonly onset: Onset | null;
  /** Checks that failed in at least four of five of the same subjects. */
  readonly together: readonly string[];
  /** What the counts do not support, one sentence each. */
  readonly caveats: readonly string[];
  /** Ids of the newest decisions. */
  readonly examples: readonly string[];
}

export interface Investigation {
  /** Decisions with a verdict. */
  readonly judged: number;
  readonly failed: Rate;
  readonly inconclusive: Rate;
  /** Decisions without one, by reason. */
  readonly skipped: readonly { readonly reason: string; readonly count: number }[];
  /** Those that failed or were inconclusive, over time. */
  readonly overTime: readonly Bucket[];
  /** Most subjects first. */
  readonly problems: readonly Problem[];
}

const EXAMPLES = 3;
const TOGETHER = 0.8;
const MANY_CHECKS = 3;

/** Groups what went wrong, and says of each group what its subjects have in common, when it began and what to do. Pure. */
export function investigate(rows: readonly InvestigatedRow[]): Investigation {
  const judged = rows.filter(({ verdict }) => verdict !== 'skipped');
  const factorsOf = factorsAmong(judged);
  const isBad = ({ verdict }: InvestigatedRow): boolean => verdict === 'fail' || verdict === 'inconclusive';
  const reasons = rows.flatMap(({ verdict, skipped }) => (verdict === 'skipped' ? [skipped ?? 'not stated'] : []));
  return {
    judged: judged.length,
    failed: rateOf(judged.filter(({ verdict }) => verdict === 'fail').length, judged.length),
    inconclusive: rateOf(judged.filter(({ verdict }) => verdict === 'inconclusive').length, judged.length),
    skipped: counted(reasons).map(({ code, count }) => ({ reason: code, count })),
    overTime: byTime(judged, isBad),
    problems: groupsOf(judged).map((group) => problemOf(group, factorsOf)),
  };
}

function problemOf(group: Group, factorsOf: FactorsOf): Problem {
  const ids = new Set(group.affected.map(({ id }) => id));
  const isAffected = ({ id }: InvestigatedRow): boolean => ids.has(id);
  const factors = standsOut(group.judged, isAffected, factorsOf);
  const onset = onsetOf(group.judged, isAffected);
  const failures = group.affected.map(({ checks }) => checks.filter(({ outcome }) => outcome === 'failed'));
  // nothing was asked to be done to a model: one that is cut off fails several checks by that alone
  const many = group.suite === ARTIFACT ? 0 : failures.filter((failed) => failed.length >= MANY_CHECKS).length;
  const findings = { group, standsOut: factors, onset, manyAtOnce: many / group.affected.length };
  const others = counted(failures.flatMap((failed) => failed.map(({ id }) => id)));
  return {
    suite: group.suite,
    outcome: group.outcome,
    checks: group.checks,
    codes: group.codes,
    rate: rateOf(group.affected.length, group.judged.length),
    cause: causeOf(findings),
    standsOut: factors,
    onset,
    together: others
      .filter(({ code, count }) => !group.checks.includes(code) && count >= TOGETHER * group.affected.length)
      .map(({ code }) => code),
    caveats: caveatsOf(group, factors),
    examples: [...group.affected]
      .sort((a, b) => b.at - a.at)
      .slice(0, EXAMPLES)
      .map(({ id }) => id),
  };
}

function caveatsOf({ affected, judged }: Group, factors: readonly StandOut[]): string[] {
  const few = affected.length < LEAST_FOR_A_CAUSE;
  const all = affected.length === judged.length;
  return [
    ...(few ? [`Only ${affected.length} of ${judged.length} subjects: too few to tell a cause from chance`] : []),
    ...(all && !few ? ['Every subject is affected: there is nothing to compare them with'] : []),
    ...factors.flatMap(({ factor, alike }) =>
      alike.length === 0
        ? []
        : [
            `${[factor, ...alike].map(({ name }) => name).join(' and ')} cannot be told apart: the same subjects have them`,
          ],
    ),
  ];
}
