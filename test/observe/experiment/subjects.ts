import type { ReportedArm, ReportedExperiment, SubjectRow } from '../../../src/observe/experiment/experiment.js';
import { logNormal, randomFrom } from '../../support/random.js';

/** How subjects of an arm come out. */
export interface Outcomes {
  readonly failureRate?: number;
  readonly addedMs?: number;
  readonly outputRatio?: number;
  readonly compressionMs?: number;
}

/** An experiment whose arms are drawn by their weights, as policy does it. */
export function experimentOf(
  ...arms: readonly (Partial<ReportedArm> & { readonly name: string })[]
): ReportedExperiment {
  const all = arms.map((arm) => ({ weight: 1, ...arm }));
  const total = all.reduce((sum, { weight }) => sum + weight, 0);
  const armOfDraw = (draw: number): string => {
    let left = draw * total;
    return (all.find(({ weight }) => (left -= weight) < 0) ?? all.at(-1)!).name;
  };
  return { name: 'trial', arms: all, armOfDraw };
}

/** Subjects without end. Times spread as those of compressions of all sizes do. */
export function* subjectsOf(
  { arms, armOfDraw }: ReportedExperiment,
  seed: number,
  outcomes: Readonly<Record<string, Outcomes>> = {},
): Generator<SubjectRow> {
  const random = randomFrom(seed);
  for (;;) {
    const draw = random();
    const arm = armOfDraw(draw);
    const { failureRate = 0.05, addedMs = 20, outputRatio = 0.6, compressionMs = 100 } = outcomes[arm] ?? {};
    const isControl = arms.find(({ name }) => name === arm)?.mode === 'off';
    const failed = random() < failureRate;
    const inputBytes = 1000 * logNormal(random, 1);
    yield {
      arm,
      draw,
      verdict: isControl ? 'skipped' : failed ? 'fail' : 'pass',
      action: 'publish',
      validationMs: isControl ? 0 : addedMs * logNormal(random, 1),
      addedMs: isControl ? 0 : addedMs * logNormal(random, 1),
      compressionMs: compressionMs * logNormal(random, 1),
      inputBytes,
      outputBytes: inputBytes * outputRatio * logNormal(random, 0.3),
    };
  }
}

export function take<T>(count: number, rows: Iterable<T>): T[] {
  const taken: T[] = [];
  for (const row of rows) {
    if (taken.length === count) break;
    taken.push(row);
  }
  return taken;
}
