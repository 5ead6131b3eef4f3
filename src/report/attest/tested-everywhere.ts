import { verdictOf } from '../../core/outcome.js';
import type { Report } from '../../core/report.js';
import { environmentOf } from '../summary.js';
import { AS_TEST, testedOf, type Tested, type TestOutcome } from './tested.js';

/** Of a report for which nobody named an environment. */
const HERE = 'this machine';

/**
 * What the reports on one subject say of its files together, each in an environment of its own: it passes where it passes
 * everywhere, and every check is a test in each of them.
 * @param first - with the same files as all others
 * @throws UsageError `attestation_no_digest`
 */
export function testedEverywhere(first: Report, ...others: readonly Report[]): Tested {
  const one = testedOf(first);
  const all = [first, ...others].map((report) => ({ ...testedOf(report), where: environmentOf(report) ?? HERE }));
  const verdict = verdictOf(all.map((each) => AS_TEST[each.verdict]));
  const told = all.find((each) => AS_TEST[each.verdict] === AS_TEST[verdict] && each.reason !== '');
  return {
    ...one,
    files: one.files.map((file) => ({ ...file, annotations: { ...file.annotations, verdict } })),
    verdict,
    couldOverturn: all.some(({ couldOverturn }) => couldOverturn),
    reason: told ? `${told.where}: ${told.reason}` : '',
    environments: all.flatMap(({ environments }) => environments),
    checks: all.flatMap(({ checks, where }) =>
      (checks ?? []).map(([id, outcome]): TestOutcome => [`${id} (${where})`, outcome]),
    ),
  };
}
