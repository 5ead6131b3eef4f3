import type { Finding } from '../core/check.js';
import { standing } from '../core/coverage.js';
import { FactStore } from '../core/fact.js';
import { ownLimits } from '../core/limits.js';
import type { Coverage } from '../core/report.js';
import { runSuite } from '../core/suite.js';
import { unsettled } from '../core/unsettled.js';
import { LONE, PAIR } from './checks/define.js';
import { imageChecks } from './checks/index.js';
import { QUALITY_LIMITS } from './checks/quality-degradation.js';
import type { PairFacts } from './facts.js';
import { gatherers } from './gather.js';
import type { Joint } from './joint.js';
import { ImagePair, type PairOptions } from './pair.js';
import { outputsCompared } from './quality/comparison.js';
import { metricsOfLimits } from './quality/judge.js';
import { isWhole } from './quality/sampling.js';
import { ImageSubject } from './subject.js';
import type { ValidateTask } from './task.js';
import type { SuiteResult } from '../core/suite-result.js';

/** Facts that take the pixels of a picture. */
const PICTURES: readonly (keyof PairFacts)[] = ['originalPixels', 'outputPixels', 'comparison', 'otherClocks'];

/** ms, monotone. */
export type Clock = () => number;

/** The original of one or more examinations, and the passes that they share. */
export interface Common {
  readonly original: ImageSubject;
  readonly joint: Joint;
}

/** The image suite on one subject. */
export class Examination {
  readonly #task: ValidateTask;
  readonly #original: ImageSubject | null;
  readonly #output: ImageSubject;
  readonly #pair: ImagePair | null;
  readonly #chosen: typeof imageChecks;
  readonly #needed: ReadonlySet<keyof PairFacts>;

  /**
   * @param common - null for a lone image
   * @param now - the clock by which the task's time budget runs, from now on
   * @throws UsageError for limits out of range
   */
  constructor(task: ValidateTask, common: Common | null, now: Clock) {
    const kind = common ? PAIR : LONE;
    this.#task = task;
    this.#chosen = imageChecks.filter(
      ({ id, subjects }) => subjects.includes(kind) && (task.checks?.includes(id) ?? true),
    );
    this.#needed = new Set(this.#chosen.flatMap(({ needs }) => needs));
    this.#original = common?.original ?? null;
    this.#output = new ImageSubject(task.output, task.budget);
    this.#pair =
      common && new ImagePair(common.original, this.#output, pairOptions(task, this.#needed, now), common.joint);
  }

  /** To be called once: the output is closed after it. The original belongs to others too. */
  async run(): Promise<SuiteResult> {
    try {
      return await this.#examine();
    } finally {
      this.#output.close();
    }
  }

  async #examine(): Promise<SuiteResult> {
    const [task, original, output] = [this.#task, this.#original, this.#output];
    const { operation, expectation, limits } = task;
    const store = new FactStore(gatherers({ task, original, output, pair: this.#pair, needed: this.#needed }));
    const notSeen = task.coverage === 'structural' ? this.#chosen.filter(looksAtPictures) : [];
    const leftOut = new Map(notSeen.map(notLookedAt));
    const found = await runSuite({ checks: this.#chosen, store, operation, expectation, limits, leftOut });
    const outputFile = output.reference(await store.gather('outputFile'));
    const subject = original
      ? { kind: PAIR, original: original.reference(await store.gather('originalFile')), output: outputFile }
      : { kind: LONE, file: outputFile };
    const changed = [original, output].find((file) => file?.changed());
    const checks = changed ? found.map((check) => unsettled(check, changed.path ?? 'The file')) : found;
    return { subject, checks, coverage: { ...(await coverageOf(store)), ...standing(checks) } };
  }
}

function pairOptions(task: ValidateTask, needed: PairOptions['needed'], now: Clock): PairOptions {
  const { operation, expectation, coverage = 'full', timeBudgetMs = null, metrics = [] } = task;
  const deadline = timeBudgetMs === null ? null : now() + timeBudgetMs;
  const limits = ownLimits(QUALITY_LIMITS, task.limits);
  return {
    asking: { operation, expectation },
    needed,
    sampling: coverage === 'structural' ? null : { level: coverage, deadline, now },
    limits,
    metrics: [...new Set([...metrics, ...metricsOfLimits(limits)])],
  };
}

function looksAtPictures({ needs }: (typeof imageChecks)[number]): boolean {
  return needs.some((fact) => PICTURES.includes(fact));
}

function notLookedAt({ id }: { readonly id: string }): [string, Finding] {
  const message = 'Not looked at: coverage is structural';
  return [id, { outcome: 'skipped', message, provisional: 'the pictures were not looked at' }];
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
    framesCompared: comparison ? outputsCompared(comparison) : 0,
    framesTotal: structure.measured ? structure.value.frames : 0,
  };
}
