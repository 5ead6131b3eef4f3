import { createHash } from 'node:crypto';
import { measured, unmeasured, type Measured } from '../core/fact.js';
import type { PairFacts } from './facts.js';
import { framesAsked, type Asking } from './frames-asked.js';
import type { Joining, Joint } from './joint.js';
import type { Contestant } from './pass.js';
import { comparePlan, type Measuring, type Opened } from './quality/compare.js';
import type { ClockedComparison, Comparison } from './quality/comparison.js';
import { ALWAYS_EXACT, meanInDoubt, NearLimits, type ExactRule, type SsimLimits } from './quality/exact-ssim.js';
import type { MetricName } from './quality/metric-names.js';
import { progressiveRanks } from './quality/order.js';
import { planByTime, plansByOtherClocks, type Correspondence, type Plan } from './quality/plan.js';
import { Sampler, together, type Sampling } from './quality/sampling.js';
import { firstOf, FULL, only, type Schedule } from './quality/schedule.js';
import type { Outline, Size } from './reader.js';
import { attemptAsync, type ImageSubject } from './subject.js';

export interface PairOptions {
  readonly asking: Asking;
  /** Facts that the chosen checks need in any case. */
  readonly needed: ReadonlySet<keyof PairFacts>;
  /** null: no picture is looked at. */
  readonly sampling: Sampling | null;
  readonly limits: SsimLimits;
  /** To be measured of every frame compared. */
  readonly metrics: readonly MetricName[];
}

/** An original and what was made of it: what takes both of them to be measured. */
export class ImagePair implements Joining {
  readonly #original: ImageSubject;
  readonly #output: ImageSubject;
  readonly #options: PairOptions;
  readonly #joint: Joint;
  #prepared: Prepared | undefined;
  #passed: Measured<Comparison> | undefined;
  #comparison: Promise<Measured<Comparison>> | undefined;

  constructor(original: ImageSubject, output: ImageSubject, options: PairOptions, joint: Joint) {
    this.#original = original;
    this.#output = output;
    this.#options = options;
    this.#joint = joint;
    joint.join(this);
  }

  get isWaiting(): boolean {
    return this.#passed === undefined && this.#options.sampling !== null && this.#options.needed.has('comparison');
  }

  get countsOriginal(): boolean {
    return this.#options.needed.has('originalPixels');
  }

  /**
   * Before anything else is decoded: where the pictures will be compared anyway, one pass through both files settles all
   * that is seen of either.
   */
  async decodeOnce(): Promise<void> {
    if (this.isWaiting) await this.#joint.compare(this);
  }

  comparison(): Promise<Measured<Comparison>> {
    return (this.#comparison ??= this.#compare());
  }

  async prepare(): Promise<Measured<{ readonly size: Size; readonly contestant: Contestant }>> {
    const { sampling, needed } = this.#options;
    if (!sampling) return unmeasured('coverage_structural', 'Pictures are not looked at: coverage is structural');
    const both = await this.#outlines();
    if (!both.measured) return both;
    const { original, output } = both.value;
    const plan = planByTime(this.#correspondence(both.value));
    const sampler = new Sampler(plan, { original: original.weights, output: output.weights }, sampling);
    this.#prepared = { outlines: both.value, plan, sampler };
    const measuring = this.#measuring(sampler.first(), this.#framesMissing(both.value));
    const contestant = { output: this.#output, counted: needed.has('outputPixels'), plan, measuring };
    return measured({ size: original.structure, contestant });
  }

  settle(passed: Measured<Comparison>): void {
    this.#passed = passed;
  }

  /** A pass through both files for each clock that gives other pairs; of as many pairs as by presentation time. */
  async otherClocks(): Promise<Measured<readonly ClockedComparison[]>> {
    const compared = await this.comparison();
    if (!compared.measured) return compared;
    const { outlines } = this.#prepared as Prepared;
    const { frames, places } = compared.value;
    const clocks: ClockedComparison[] = [];
    for (const [clock, plan] of plansByOtherClocks(this.#correspondence(outlines))) {
      const ranks = progressiveRanks(plan, outlines.original.weights, outlines.output.weights);
      const schedule = frames.length === places ? FULL : firstOf(ranks, frames.length);
      const measuring = this.#measuring(schedule, this.#framesMissing(outlines));
      clocks.push({ clock, ...(await this.#settled(plan, await this.#walk(plan, measuring))) });
    }
    return measured(clocks);
  }

  async #compare(): Promise<Measured<Comparison>> {
    if (!this.#passed) await this.#joint.compare(this);
    const passed = this.#passed as Measured<Comparison>;
    const damage = (await this.#original.damage('original')) ?? (await this.#output.damage('output'));
    if (damage || !passed.measured) return damage ?? passed;
    return attemptAsync(async () => {
      const { plan, sampler } = this.#prepared as Prepared;
      let compared = passed.value;
      // further walks while there is time for what the first had to leave out
      for (let schedule = sampler.next(compared); schedule; schedule = sampler.next(compared)) {
        compared = together(compared, await this.#walk(plan, this.#measuring(schedule, false)));
      }
      return this.#settled(plan, compared);
    });
  }

  /** The same comparison, with exact figures of all its frames where approximate ones leave their mean in doubt. */
  async #settled(plan: Plan, compared: Comparison): Promise<Comparison> {
    if (!meanInDoubt(compared.frames, this.#options.limits)) return compared;
    const schedule = only(compared.frames.map(({ place }) => place));
    const exactly = await this.#walk(plan, { ...this.#measuring(schedule, false), exact: ALWAYS_EXACT });
    return { ...compared, frames: exactly.frames };
  }

  #walk(plan: Plan, measuring: Measuring): Promise<Comparison> {
    const { original, output } = (this.#prepared as Prepared).outlines;
    const from: Opened = { reader: this.#original.reader(), structure: original.structure };
    const to: Opened = { reader: this.#output.reader(), structure: output.structure };
    return comparePlan(from, to, plan, measuring);
  }

  #measuring(schedule: Schedule, resemblances: boolean): Measuring {
    const { metrics, limits } = this.#options;
    const size = (this.#prepared as Prepared).outlines.original.structure;
    const exact: ExactRule = metrics.includes('ssim') ? ALWAYS_EXACT : new NearLimits(limits, size, () => this.#seed());
    return { schedule, resemblances, exact, metrics };
  }

  /** The same for the same two files, hexadecimal. */
  #seed(): string {
    const hash = createHash('sha256');
    for (const subject of [this.#original, this.#output]) {
      const file = subject.file();
      // a file that cannot be read is not compared
      if (file.measured) hash.update(file.value.sha256 ?? '');
    }
    return hash.digest('hex');
  }

  async #outlines(): Promise<Measured<Outlines>> {
    // both are opened at once, so that whoever writes to either from now on is noticed
    const [from, to] = await Promise.all([this.#original.outline(), this.#output.outline()]);
    if (!from.measured) return from;
    if (!to.measured) return to;
    const [a, b] = [from.value.structure, to.value.structure];
    if (a.width !== b.width || a.height !== b.height) {
      return unmeasured('dimensions_differ', 'Pictures of different sizes cannot be compared');
    }
    return measured({ original: from.value, output: to.value });
  }

  #correspondence({ original, output }: Outlines): Correspondence {
    const [from, to] = [original.structure.delaysMs, output.structure.delaysMs];
    return { original: from, output: to, frameRatio: framesAsked(this.#options.asking, from).ratio };
  }

  /** Only then is it asked what was merged, and in every place. */
  #framesMissing({ original, output }: Outlines): boolean {
    const { exact } = framesAsked(this.#options.asking, original.structure.delaysMs);
    return output.structure.frames < exact;
  }
}

interface Outlines {
  readonly original: Outline;
  readonly output: Outline;
}

interface Prepared {
  readonly outlines: Outlines;
  readonly plan: Plan;
  readonly sampler: Sampler;
}
