import { FactStore, measured, unmeasured, type FactGatherers, type Unmeasured } from '../core/fact.js';
import { runSuite } from '../core/suite.js';
import type { CheckOutcome, Coverage } from '../core/report.js';
import { imageChecks } from './checks/index.js';
import { LONE, PAIR } from './checks/define.js';
import { crossCheckProblems } from './cross-check.js';
import type { PairFacts } from './facts.js';
import { ImagePair } from './pair.js';
import { ImageSubject } from './subject.js';
import type { ValidateResult, ValidateTask } from './task.js';

/** Runs the image suite on one subject. Never throws for what is wrong with a file. */
export async function runValidateTask(task: ValidateTask): Promise<ValidateResult> {
  const output = new ImageSubject(task.output, task.budget);
  const original = task.original === null ? null : new ImageSubject(task.original, task.budget);
  try {
    const kind = original === null ? LONE : PAIR;
    const chosen = imageChecks.filter(
      ({ id, subjects }) => subjects.includes(kind) && (task.checks?.includes(id) ?? true),
    );
    const needed = new Set(chosen.flatMap(({ needs }) => needs));
    const store = new FactStore(gatherers(task, original, output, needed));
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

function gatherers(
  task: ValidateTask,
  original: ImageSubject | null,
  output: ImageSubject,
  needed: ReadonlySet<keyof PairFacts>,
): FactGatherers<PairFacts> {
  const none = async (): Promise<Unmeasured> => unmeasured('no_original', 'There is no original to compare with');
  const pair = original && new ImagePair(original, output, task.expectation.frameRatio ?? 1, needed);
  return {
    outputFile: async () => output.file(),
    outputStructure: () => output.structure(),
    outputIntegrity: async () => {
      await pair?.decodeOnce();
      // through the compositor, where colours are wanted too
      if (needed.has('outputPixels')) await output.pixels();
      const integrity = await output.integrity();
      // what is damaged is judged already, and every reader shows something else of it
      if (!task.crossCheck || !integrity.measured || !integrity.value.complete) return integrity;
      const disagreements = await crossCheckProblems(output.reader(), output.source(), task.budget);
      return measured({ ...integrity.value, problems: [...integrity.value.problems, ...disagreements] });
    },
    outputPixels: async () => {
      await pair?.decodeOnce();
      const pixels = await output.pixels();
      return (await output.damage('output')) ?? pixels;
    },
    originalFile: async () => original?.file() ?? none(),
    originalStructure: async () => original?.structure() ?? none(),
    originalPixels: async () => {
      await pair?.decodeOnce();
      return original?.pixels() ?? none();
    },
    comparison: async () => pair?.comparison() ?? none(),
    otherClocks: async () => pair?.otherClocks() ?? none(),
  };
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
