import { measured, unmeasured, type Measured, type Unmeasured } from '../core/fact.js';
import type { PairFacts } from './facts.js';
import { compareInLockstep, comparePlan, Lane, type Opened } from './quality/compare.js';
import type { ClockedComparison, Comparison } from './quality/comparison.js';
import { progressiveRanks } from './quality/order.js';
import { planByTime, plansByOtherClocks, type Correspondence, type Plan } from './quality/plan.js';
import { Sampler, together, type Sampling } from './quality/sampling.js';
import { firstOf, FULL } from './quality/schedule.js';
import type { Outline } from './reader.js';
import { attemptAsync, type ImageSubject } from './subject.js';

export interface PairOptions {
  readonly frameRatio: number;
  /** Facts that the chosen checks need in any case. */
  readonly needed: ReadonlySet<keyof PairFacts>;
  /** null: no picture is looked at. */
  readonly sampling: Sampling | null;
}

/** An original and what was made of it: what takes both of them to be measured. */
export class ImagePair {
  readonly #original: ImageSubject;
  readonly #output: ImageSubject;
  readonly #options: PairOptions;
  #compared: Promise<Measured<Comparison>> | undefined;

  constructor(original: ImageSubject, output: ImageSubject, options: PairOptions) {
    this.#original = original;
    this.#output = output;
    this.#options = options;
  }

  /**
   * Before anything else is decoded: where the pictures will be compared anyway, one pass through both files settles all
   * that is seen of either.
   */
  async decodeOnce(): Promise<void> {
    if (this.#options.sampling && this.#options.needed.has('comparison')) await this.#compare();
  }

  async comparison(): Promise<Measured<Comparison>> {
    const compared = await this.#compare();
    return (await this.#damage()) ?? compared;
  }

  /** A pass through both files for each clock that gives other pairs; of as many pairs as by presentation time. */
  async otherClocks(): Promise<Measured<readonly ClockedComparison[]>> {
    const compared = await this.comparison();
    const both = await this.#outlines();
    if (!compared.measured) return compared;
    if (!both.measured) return both;
    const { original, output } = this.#opened(both.value);
    const clocks: ClockedComparison[] = [];
    for (const [clock, plan] of plansByOtherClocks(this.#correspondence(both.value))) {
      const ranks = progressiveRanks(plan, both.value.original.weights, both.value.output.weights);
      const complete = compared.value.frames.length === compared.value.places;
      const schedule = complete ? FULL : firstOf(ranks, compared.value.frames.length);
      const extent = { schedule, resemblances: this.#framesMissing(both.value) };
      clocks.push({ clock, ...(await comparePlan(original, output, plan, extent)) });
    }
    return measured(clocks);
  }

  #compare(): Promise<Measured<Comparison>> {
    return (this.#compared ??= this.#comparePass());
  }

  async #comparePass(): Promise<Measured<Comparison>> {
    const { sampling, needed } = this.#options;
    if (!sampling) return unmeasured('coverage_structural', 'Pictures are not looked at: coverage is structural');
    const both = await this.#outlines();
    if (!both.measured) return both;
    const plan = planByTime(this.#correspondence(both.value));
    const { original: from, output: to } = both.value;
    const sampler = new Sampler(plan, { original: from.weights, output: to.weights }, sampling);
    const extent = { schedule: sampler.first(), resemblances: this.#framesMissing(both.value) };
    const originals = this.#original.pass('original', needed.has('originalPixels'));
    const outputs = this.#output.pass('output', needed.has('outputPixels'));
    const lane = new Lane(originals.frames, outputs.frames, from.structure, plan, extent);
    const compared = await attemptAsync(async () => {
      await compareInLockstep(originals.frames, [lane]);
      return lane.result();
    });
    lane.close();
    await originals.end();
    await outputs.end();
    if (!compared.measured || (await this.#damage())) return compared;
    return attemptAsync(() => this.#goOn(compared.value, plan, sampler, both.value));
  }

  /** Further walks while there is time for what the first had to leave out. */
  async #goOn(first: Comparison, plan: Plan, sampler: Sampler, both: Outlines): Promise<Comparison> {
    const { original, output } = this.#opened(both);
    let compared = first;
    for (let schedule = sampler.next(compared); schedule; schedule = sampler.next(compared)) {
      const more = await comparePlan(original, output, plan, { schedule, resemblances: false });
      compared = together(compared, more);
    }
    return compared;
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

  #opened({ original, output }: Outlines): Readonly<Record<keyof Outlines, Opened>> {
    return {
      original: { reader: this.#original.reader(), structure: original.structure },
      output: { reader: this.#output.reader(), structure: output.structure },
    };
  }

  #correspondence({ original, output }: Outlines): Correspondence {
    const { frameRatio } = this.#options;
    return { original: original.structure.delaysMs, output: output.structure.delaysMs, frameRatio };
  }

  /** Only then is it asked what was merged, and in every place. */
  #framesMissing({ original, output }: Outlines): boolean {
    return output.structure.frames < Math.round(original.structure.frames * this.#options.frameRatio);
  }

  async #damage(): Promise<Unmeasured | undefined> {
    return (await this.#original.damage('original')) ?? (await this.#output.damage('output'));
  }
}

interface Outlines {
  readonly original: Outline;
  readonly output: Outline;
}
