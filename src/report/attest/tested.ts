import type { Json } from '../../core/check.js';
import { UsageError } from '../../core/errors.js';
import type { Outcome, Verdict } from '../../core/outcome.js';
import type { Coverage, FileRef, Report } from '../../core/report.js';
import { environmentOf, whyVerdict } from '../summary.js';
import type { AttestedFile, EnvironmentVerdict } from './statement.js';

/** Of a test its name and what came of it. */
export type TestOutcome = readonly [name: string, outcome: Outcome];

/** One subject of a run, as far as a statement speaks of it. */
export interface Tested {
  readonly name: string;
  /** Empty: nothing was made, which can be said of no file. */
  readonly files: readonly AttestedFile[];
  readonly verdict: Verdict;
  readonly couldOverturn: boolean;
  readonly reason: string;
  readonly mode: string;
  readonly coverage: Coverage['level'] | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** Where it is to run, as far as that was asked, with what was said for each. */
  readonly environments: readonly EnvironmentVerdict[];
  /** Of the checks; null: not known any more, because there are many subjects. */
  readonly checks: readonly TestOutcome[] | null;
}

/** A subject among several, or in one of several environments, is a test; one that was not looked at was not measured. */
export const AS_TEST: Readonly<Record<Verdict, Outcome>> = {
  pass: 'passed',
  warn: 'warned',
  fail: 'failed',
  inconclusive: 'inconclusive',
  skipped: 'inconclusive',
};

/**
 * What a report says of its subject's files: of a pair its output, of a folder every file in it.
 * @throws UsageError `attestation_no_digest`
 */
export function testedOf(report: Report): Tested {
  const { subject, verdict, coverage, checks, startedAt, durationMs, mode } = report;
  const environment = environmentOf(report);
  const told = subject.output ?? subject.file;
  const name = told?.path ?? subject.kind;
  const original = subject.original && asJson(subject.original);
  const members = subject.members ?? (told ? [told] : []);
  const baseline = subject.baseline && asJson(subject.baseline);
  const annotations = { verdict, ...(original && { original }), ...(baseline && { baseline }) };
  return {
    name,
    files: members.map((file) => attested(file, name, annotations)),
    verdict,
    couldOverturn: coverage.couldOverturn === true,
    reason: whyVerdict(report),
    mode,
    coverage: coverage.level,
    startedAt,
    finishedAt: new Date(Date.parse(startedAt) + durationMs).toISOString(),
    environments: environment === null ? [] : [{ name: environment, verdict }],
    checks: checks.map(({ id, outcome }) => [id, outcome]),
  };
}

function attested(
  { path, sha256 }: FileRef,
  subject: string,
  annotations: { readonly [name: string]: Json },
): AttestedFile {
  const name = path ?? subject;
  if (sha256 !== null) return { name, digest: { sha256 }, annotations };
  throw withoutDigest(name);
}

/** For what passed, so that no statement says so of a file that nobody could recognise. */
export function withoutDigest(name: string): UsageError {
  const message = `Nothing can be attested of ${name}: it was not read to its end, so it has no digest`;
  return new UsageError('attestation_no_digest', message);
}

function asJson({ path, sha256 }: FileRef): Json {
  return { name: path, sha256 };
}
