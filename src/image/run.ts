import { FactStore, measured, unmeasured, type FactGatherers, type Measured } from '../core/fact.js';
import { runSuite } from '../core/suite.js';
import type { Coverage } from '../core/report.js';
import { imageChecks } from './checks/index.js';
import { LONE, PAIR } from './checks/define.js';
import { crossCheckProblems } from './cross-check.js';
import type { PairFacts } from './facts.js';
import { compareAnimations } from './quality/compare.js';
import type { Comparison } from './quality/comparison.js';
import { ImageSubject } from './subject.js';
import type { ValidateResult, ValidateTask } from './task.js';

/** Runs the image suite on one subject. Never throws for what is wrong with a file. */
export async function runValidateTask(task: ValidateTask): Promise<ValidateResult> {
  const output = new ImageSubject(task.output, task.budget);
  const original = task.original === null ? null : new ImageSubject(task.original, task.budget);
  try {
    const store = new FactStore(gatherers(task, original, output));
    const kind = original === null ? LONE : PAIR;
    const chosen = imageChecks.filter(
      ({ id, subjects }) => subjects.includes(kind) && (task.checks?.includes(id) ?? true),
    );
    const { operation, expectation, limits } = task;
    const checks = await runSuite({ checks: chosen, store, operation, expectation, limits });
    const outputFile = output.reference(await store.gather('outputFile'));
    const subject = original
      ? { kind, original: original.reference(await store.gather('originalFile')), output: outputFile }
      : { kind, file: outputFile };
    return { subject, checks, coverage: await coverageOf(store) };
  } finally {
    output.close();
    original?.close();
  }
}

function gatherers(task: ValidateTask, original: ImageSubject | null, output: ImageSubject): FactGatherers<PairFacts> {
  const none = async (): Promise<{ measured: false; code: string; reason: string }> =>
    unmeasured('no_original', 'There is no original to compare with');
  return {
    outputFile: async () => output.file(),
    outputStructure: () => output.structure(),
    outputIntegrity: async () => {
      const integrity = await output.integrity(original !== null);
      // what is damaged is judged already, and every reader shows something else of it
      if (!task.crossCheck || !integrity.measured || !integrity.value.complete) return integrity;
      const disagreements = await crossCheckProblems(output.reader(), output.source(), task.budget);
      return measured({ ...integrity.value, problems: [...integrity.value.problems, ...disagreements] });
    },
    outputPixels: () => output.pixels(),
    originalFile: async () => original?.file() ?? none(),
    originalStructure: async () => original?.structure() ?? none(),
    originalIntegrity: async () => original?.integrity(true) ?? none(),
    originalPixels: async () => original?.pixels() ?? none(),
    comparison: async (store) => (original ? compare(task, original, output, store) : none()),
  };
}

/** Nothing can be proven against an original that is itself damaged. */
async function compare(
  { expectation }: ValidateTask,
  original: ImageSubject,
  output: ImageSubject,
  store: FactStore<PairFacts>,
): Promise<Measured<Comparison>> {
  const whole = await store.gather('originalIntegrity');
  if (!whole.measured) return whole;
  if (!whole.value.complete) {
    const first = whole.value.problems.find(({ severity }) => severity === 'error');
    return unmeasured('original_damaged', `The original itself is damaged: ${first?.message ?? 'it is not complete'}`);
  }
  const [originalStructure, outputStructure] = [
    await store.gather('originalStructure'),
    await store.gather('outputStructure'),
  ];
  if (!originalStructure.measured) return originalStructure;
  if (!outputStructure.measured) return outputStructure;
  const [from, to] = [originalStructure.value, outputStructure.value];
  if (from.width !== to.width || from.height !== to.height) {
    return unmeasured('dimensions_differ', 'Pictures of different sizes cannot be compared');
  }
  return measured(
    await compareAnimations(
      { reader: original.reader(), structure: from },
      { reader: output.reader(), structure: to },
      { frameRatio: expectation.frameRatio ?? 1 },
    ),
  );
}

async function coverageOf(store: FactStore<PairFacts>): Promise<Coverage> {
  const total = await store.gather('outputStructure');
  const comparison = store.gathered.includes('comparison') ? await store.gather('comparison') : undefined;
  const compared = comparison?.measured ? new Set(comparison.value.frames.map(({ output }) => output)).size : 0;
  return { level: 'full', framesCompared: compared, framesTotal: total.measured ? total.value.frames : 0 };
}
