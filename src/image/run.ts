import { FactStore, measured, unmeasured, type FactGatherers, type Measured, type Unmeasured } from '../core/fact.js';
import { runSuite } from '../core/suite.js';
import type { CheckOutcome, Coverage } from '../core/report.js';
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
    const changed = [original, output].find((file) => file?.changed());
    return {
      subject,
      checks: changed ? checks.map((check) => unsettled(check, changed)) : checks,
      coverage: await coverageOf(store),
    };
  } finally {
    output.close();
    original?.close();
  }
}

function gatherers(task: ValidateTask, original: ImageSubject | null, output: ImageSubject): FactGatherers<PairFacts> {
  const none = async (): Promise<Unmeasured> => unmeasured('no_original', 'There is no original to compare with');
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
    outputPixels: async () => (await damageOf(output, 'output')) ?? output.pixels(),
    originalFile: async () => original?.file() ?? none(),
    originalStructure: async () => original?.structure() ?? none(),
    originalPixels: async () => original?.pixels() ?? none(),
    comparison: async (store) => (original ? compare(task, original, output, store) : none()),
  };
}

/**
 * Why nothing can be proven by a file's pictures: it is damaged, or could not be looked at. Asked here too, because the
 * check of integrity may not be among those that were chosen.
 */
async function damageOf(file: ImageSubject, name: 'original' | 'output'): Promise<Unmeasured | undefined> {
  const integrity = await file.integrity(true);
  if (!integrity.measured) return integrity;
  if (integrity.value.complete) return undefined;
  const first = integrity.value.problems.find(({ severity }) => severity === 'error');
  return unmeasured(`${name}_damaged`, `The ${name} itself is damaged: ${first?.message ?? 'it is not complete'}`);
}

async function compare(
  { expectation }: ValidateTask,
  original: ImageSubject,
  output: ImageSubject,
  store: FactStore<PairFacts>,
): Promise<Measured<Comparison>> {
  const damage = (await damageOf(original, 'original')) ?? (await damageOf(output, 'output'));
  if (damage) return damage;
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

/** What was found of a file that changed meanwhile may be true of neither version. */
function unsettled(check: CheckOutcome, { path }: ImageSubject): CheckOutcome {
  return {
    ...check,
    outcome: 'inconclusive',
    message: `${path ?? 'The file'} was written to while it was looked at (found until then: ${check.outcome}, ${check.message})`,
    details: { ...check.details, code: 'file_changed' },
  };
}

async function coverageOf(store: FactStore<PairFacts>): Promise<Coverage> {
  const seen = async (name: keyof PairFacts): Promise<boolean> =>
    store.gathered.includes(name) && (await store.gather(name)).measured;
  const total = await store.gather('outputStructure');
  const comparison = (await seen('comparison')) ? await store.gather('comparison') : undefined;
  const compared = comparison?.measured ? new Set(comparison.value.frames.map(({ output }) => output)).size : 0;
  const decoded = total.measured && ((await seen('outputIntegrity')) || (await seen('outputPixels')) || compared > 0);
  return {
    level: decoded ? 'full' : 'structural',
    framesCompared: compared,
    framesTotal: total.measured ? total.value.frames : 0,
  };
}
