import { performance } from 'node:perf_hooks';
import type { Finding } from '../core/check.js';
import { standing } from '../core/coverage.js';
import { FactStore, measured, unmeasured, type FactGatherers, type Measured, type Unmeasured } from '../core/fact.js';
import { runSuite } from '../core/suite.js';
import type { CheckOutcome, Coverage } from '../core/report.js';
import { imageChecks } from './checks/index.js';
import { LONE, PAIR } from './checks/define.js';
import { crossCheckProblems } from './cross-check.js';
import type { FileIntegrity, Integrity, PairFacts } from './facts.js';
import { ImagePair, type PairOptions } from './pair.js';
import { isWhole } from './quality/sampling.js';
import { ImageSubject } from './subject.js';
import type { ValidateResult, ValidateTask } from './task.js';

/** Facts that take the pixels of a picture. */
const PICTURES: readonly (keyof PairFacts)[] = ['originalPixels', 'outputPixels', 'comparison', 'otherClocks'];

/** ms, monotone. */
type Clock = () => number;

/**
 * Runs the image suite on one subject. Never throws for what is wrong with a file.
 * @param now - the clock by which the task's time budget runs
 */
export async function runValidateTask(
  task: ValidateTask,
  now: Clock = () => performance.now(),
): Promise<ValidateResult> {
  const output = new ImageSubject(task.output, task.budget);
  const original = task.original === null ? null : new ImageSubject(task.original, task.budget);
  try {
    const kind = original === null ? LONE : PAIR;
    const chosen = imageChecks.filter(
      ({ id, subjects }) => subjects.includes(kind) && (task.checks?.includes(id) ?? true),
    );
    const needed = new Set(chosen.flatMap(({ needs }) => needs));
    const pair = original && new ImagePair(original, output, pairOptions(task, needed, now));
    const store = new FactStore(gatherers({ task, original, output, pair, needed }));
    const { operation, expectation, limits } = task;
    const leftOut = new Map(task.coverage === 'structural' ? chosen.filter(looksAtPictures).map(notLookedAt) : []);
    const found = await runSuite({ checks: chosen, store, operation, expectation, limits, leftOut });
    const outputFile = output.reference(await store.gather('outputFile'));
    const subject = original
      ? { kind, original: original.reference(await store.gather('originalFile')), output: outputFile }
      : { kind, file: outputFile };
    const changed = [original, output].find((file) => file?.changed());
    const checks = changed ? found.map((check) => unsettled(check, changed)) : found;
    return { subject, checks, coverage: { ...(await coverageOf(store)), ...standing(checks) } };
  } finally {
    output.close();
    original?.close();
  }
}

function pairOptions(
  { expectation, coverage = 'full', timeBudgetMs = null }: ValidateTask,
  needed: PairOptions['needed'],
  now: Clock,
): PairOptions {
  const deadline = timeBudgetMs === null ? null : now() + timeBudgetMs;
  return {
    frameRatio: expectation.frameRatio ?? 1,
    needed,
    sampling: coverage === 'structural' ? null : { level: coverage, deadline, now },
  };
}

function looksAtPictures({ needs }: (typeof imageChecks)[number]): boolean {
  return needs.some((fact) => PICTURES.includes(fact));
}

function notLookedAt({ id }: { readonly id: string }): [string, Finding] {
  const message = 'Not looked at: coverage is structural';
  return [id, { outcome: 'skipped', message, provisional: 'The pictures were not looked at' }];
}

interface Gathered {
  readonly task: ValidateTask;
  readonly original: ImageSubject | null;
  readonly output: ImageSubject;
  readonly pair: ImagePair | null;
  readonly needed: ReadonlySet<keyof PairFacts>;
}

function gatherers({ task, original, output, pair, needed }: Gathered): FactGatherers<PairFacts> {
  const none = async (): Promise<Unmeasured> => unmeasured('no_original', 'There is no original to compare with');
  return {
    outputFile: async () => output.file(),
    outputStructure: () => output.structure(),
    outputIntegrity: async () => {
      if (task.coverage === 'structural') return withExtent(await output.outlineIntegrity(), false);
      await pair?.decodeOnce();
      // through the compositor, where colours are wanted too
      if (needed.has('outputPixels')) await output.pixels();
      const integrity = withExtent(await output.integrity(), true);
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

function withExtent(integrity: Measured<Integrity>, decoded: boolean): Measured<FileIntegrity> {
  return integrity.measured ? measured({ ...integrity.value, decoded }) : integrity;
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

async function coverageOf(store: FactStore<PairFacts>): Promise<Omit<Coverage, 'couldOverturn' | 'reason'>> {
  const seen = async <Name extends keyof PairFacts>(name: Name): Promise<PairFacts[Name] | undefined> => {
    const fact = store.gathered.includes(name) ? await store.gather(name) : undefined;
    return fact?.measured ? fact.value : undefined;
  };
  const structure = await store.gather('outputStructure');
  const comparison = await seen('comparison');
  const integrity = await seen('outputIntegrity');
  const decoded = comparison ?? (await seen('outputPixels')) ?? (integrity?.decoded || undefined);
  const level = comparison && !isWhole(comparison) ? 'sampled' : 'full';
  return {
    level: structure.measured && decoded ? level : 'structural',
    framesCompared: new Set(comparison?.frames.map(({ output }) => output)).size,
    framesTotal: structure.measured ? structure.value.frames : 0,
  };
}
