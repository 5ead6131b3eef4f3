import { UsageError } from '../../core/errors.js';
import type { Json } from '../../core/check.js';
import { verdictOf, type Outcome, type Verdict } from '../../core/outcome.js';
import {
  configurationFile,
  resultOf,
  STATEMENT_TYPE,
  TEST_RESULT,
  type AttestedFile,
  type Statement,
} from './statement.js';
import { AS_TEST, type Tested, type TestOutcome } from './tested.js';

/** Files of one statement: about 40 MB of it, which whoever verifies it holds at once. */
const MAX_SUBJECTS = 100_000;

export interface StatementInput {
  /** In the order of the run. */
  readonly tested: readonly Tested[];
  readonly suite: string;
  /** Of pressproof. */
  readonly version: string;
  readonly configuration: { readonly [name: string]: Json };
}

/**
 * The statement on a run: of one subject its checks are the tests; of several every subject is one, by its name.
 * @throws UsageError `attestation_no_subject`, `attestation_too_large`
 */
export function statementOn({ tested, suite, version, configuration }: StatementInput): Statement {
  const subject = namedOnce(tested.flatMap(({ files }) => files));
  const [only, ...others] = tested;
  if (!only || subject.length === 0) {
    throw new UsageError('attestation_no_subject', 'There is no file that could be attested');
  }
  tooManyFiles(subject.length);
  const checks = others.length === 0 ? only.checks : null;
  const tests = (checks ?? tested.map(asTest)).reduce(sorted, noTests());
  const verdict = others.length === 0 ? only.verdict : verdictOf(tested.map(({ verdict: one }) => AS_TEST[one]));
  const open = tested.find(({ couldOverturn }) => couldOverturn);
  const told = tested.find((one) => AS_TEST[one.verdict] === AS_TEST[verdict] && one.reason !== '') ?? open;
  return {
    _type: STATEMENT_TYPE,
    subject,
    predicateType: TEST_RESULT,
    predicate: {
      result: resultOf(verdict, open !== undefined),
      configuration: [configurationFile(configuration)],
      passedTests: tests.passed,
      warnedTests: tests.warned,
      failedTests: [...tests.failed, ...tests.inconclusive],
      pressproof: {
        version,
        suite,
        verdict,
        reason: told && told.reason !== '' ? told.reason : null,
        inconclusiveTests: tests.inconclusive,
        skippedTests: tests.skipped,
        modes: distinct(tested.map(({ mode }) => mode)),
        coverage: distinct(tested.map(({ coverage }) => coverage)),
        environments: others.length === 0 ? only.environments : [],
        couldOverturn: open !== undefined,
        startedAt: distinct(tested.map(({ startedAt }) => startedAt))[0] ?? null,
        finishedAt: distinct(tested.map(({ finishedAt }) => finishedAt)).at(-1) ?? null,
      },
    },
  };
}

/** @throws UsageError `attestation_too_large` */
export function tooManyFiles(files: number): void {
  if (files <= MAX_SUBJECTS) return;
  const message = `There are more than the ${MAX_SUBJECTS} files of one attestation: attest parts of them`;
  throw new UsageError('attestation_too_large', message);
}

/** A file that was judged more than once, each time by something else, is one: what was said of it is the worst of that. */
function namedOnce(files: readonly AttestedFile[]): AttestedFile[] {
  const byName = new Map<string, AttestedFile>();
  for (const file of files) {
    const key = `${file.digest.sha256} ${file.name}`;
    const before = byName.get(key);
    byName.set(key, before ? { ...file, annotations: together(before, file) } : file);
  }
  return [...byName.values()];
}

function together(...files: readonly AttestedFile[]): AttestedFile['annotations'] & object {
  const verdict = verdictOf(files.map(({ annotations }) => AS_TEST[annotations?.['verdict'] as Verdict]));
  const expectations = files.flatMap(({ annotations }) => (annotations?.['expectations'] as Json[] | undefined) ?? []);
  const [first] = files;
  return { ...first?.annotations, verdict, ...(expectations.length > 0 && { expectations }) };
}

function asTest({ name, verdict, couldOverturn }: Tested): TestOutcome {
  return [name, verdict === 'pass' && couldOverturn ? 'warned' : AS_TEST[verdict]];
}

type Tests = Record<Outcome, string[]>;

function noTests(): Tests {
  return { passed: [], warned: [], failed: [], inconclusive: [], skipped: [] };
}

function sorted(tests: Tests, [name, outcome]: TestOutcome): Tests {
  tests[outcome].push(name);
  return tests;
}

/** In their order, which for times is that of the clock. */
function distinct(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))].toSorted();
}
