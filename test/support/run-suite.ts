import type { CoverageLevel } from '../../src/core/coverage.js';
import { verdictOf, type Outcome, type Verdict } from '../../src/core/outcome.js';
import type { CheckOutcome, Coverage } from '../../src/core/report.js';
import type { Expectation, Operation } from '../../src/image/expectation.js';
import type { MetricName } from '../../src/image/quality/metric-names.js';
import { DEFAULT_BUDGET, type Budget } from '../../src/image/reader.js';
import { runValidateTask } from '../../src/image/run.js';
import type { ImageInput } from '../../src/image/source.js';

export interface Ran {
  readonly verdict: Verdict;
  readonly checks: readonly CheckOutcome[];
  readonly coverage: Coverage;
  /** Outcome by check id. */
  readonly outcomes: Readonly<Record<string, Outcome>>;
  check(id: string): CheckOutcome;
}

export interface Asked {
  readonly operation?: Operation;
  readonly expectation?: Expectation;
  readonly limits?: Readonly<Record<string, unknown>>;
  readonly checks?: readonly string[];
  readonly budget?: Budget;
  readonly coverage?: CoverageLevel;
  readonly timeBudgetMs?: number;
  readonly metrics?: readonly MetricName[];
  /** ms; default: the real clock. */
  readonly now?: () => number;
}

/** Runs the image suite in this thread, on bytes or paths. `original` null: a lone image. */
export async function runSuiteOn(
  original: Uint8Array | string | null,
  output: Uint8Array | string,
  { operation = 'recompress', expectation = {}, limits = {}, checks, budget = DEFAULT_BUDGET, ...asked }: Asked = {},
): Promise<Ran> {
  const task = {
    kind: 'validate',
    original: original === null ? null : toInput(original),
    output: toInput(output),
    operation,
    expectation,
    limits,
    checks: checks ?? null,
    coverage: asked.coverage,
    timeBudgetMs: asked.timeBudgetMs,
    metrics: asked.metrics,
    budget,
    crossCheck: false,
  } as const;
  const { checks: found, coverage } = await runValidateTask(task, asked.now);
  return {
    verdict: verdictOf(found.map(({ outcome }) => outcome)),
    checks: found,
    coverage,
    outcomes: Object.fromEntries(found.map(({ id, outcome }) => [id, outcome])),
    check(id) {
      const one = found.find((outcome) => outcome.id === id);
      if (!one) throw new Error(`No check ${id} in ${found.map((outcome) => outcome.id).join(', ')}`);
      return one;
    },
  };
}

function toInput(subject: Uint8Array | string): ImageInput {
  return typeof subject === 'string' ? { path: subject } : { bytes: subject };
}
