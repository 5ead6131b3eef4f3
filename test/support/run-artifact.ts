import type { CoverageLevel } from '../../src/core/coverage.js';
import { verdictOf, type Outcome, type Verdict } from '../../src/core/outcome.js';
import type { CheckOutcome, Coverage, SubjectRef } from '../../src/core/report.js';
import type { ArtifactExpectation } from '../../src/artifact/expectation.js';
import { runArtifactTask } from '../../src/artifact/run.js';
import { DEFAULT_ARTIFACT_BUDGET } from '../../src/artifact/task.js';

export interface AskedOfArtifact {
  readonly expectation?: ArtifactExpectation;
  readonly limits?: Readonly<Record<string, unknown>>;
  readonly checks?: readonly string[];
  readonly coverage?: CoverageLevel;
}

export interface RanOnArtifact {
  readonly verdict: Verdict;
  readonly subject: SubjectRef;
  readonly coverage: Coverage;
  readonly outcomes: Readonly<Record<string, Outcome>>;
  check(id: string): CheckOutcome;
}

/** Runs the artifact suite in this thread on what lies at a path. */
export async function runArtifactSuite(path: string, asked: AskedOfArtifact = {}): Promise<RanOnArtifact> {
  const { expectation = {}, limits = {}, checks = null, coverage = 'full' } = asked;
  const task = { kind: 'artifact', path, expectation, limits, checks, coverage, progress: null } as const;
  const result = await runArtifactTask({ ...task, budget: DEFAULT_ARTIFACT_BUDGET });
  return {
    verdict: verdictOf(result.checks.map(({ outcome }) => outcome)),
    subject: result.subject,
    coverage: result.coverage,
    outcomes: Object.fromEntries(result.checks.map(({ id, outcome }) => [id, outcome])),
    check(id) {
      const found = result.checks.find((check) => check.id === id);
      if (!found) throw new Error(`No check ${id} was run`);
      return found;
    },
  };
}
