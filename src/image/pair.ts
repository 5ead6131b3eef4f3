import { measured, unmeasured, type Measured, type Unmeasured } from '../core/fact.js';
import type { PairFacts, Structure } from './facts.js';
import { compareInLockstep, comparePlan, Lane } from './quality/compare.js';
import type { ClockedFrames, Comparison } from './quality/comparison.js';
import { planByTime, plansByOtherClocks, type Correspondence } from './quality/plan.js';
import { attemptAsync, type ImageSubject } from './subject.js';

/** An original and what was made of it: what takes both of them to be measured. */
export class ImagePair {
  readonly #original: ImageSubject;
  readonly #output: ImageSubject;
  readonly #frameRatio: number;
  readonly #needed: ReadonlySet<keyof PairFacts>;
  #compared: Promise<Measured<Comparison>> | undefined;

  /** @param needed - facts that the chosen checks need in any case */
  constructor(original: ImageSubject, output: ImageSubject, frameRatio: number, needed: ReadonlySet<keyof PairFacts>) {
    this.#original = original;
    this.#output = output;
    this.#frameRatio = frameRatio;
    this.#needed = needed;
  }

  /**
   * Before anything else is decoded: where the pictures will be compared anyway, one pass through both files settles all
   * that is seen of either.
   */
  async decodeOnce(): Promise<void> {
    if (this.#needed.has('comparison')) await this.#compare();
  }

  async comparison(): Promise<Measured<Comparison>> {
    const compared = await this.#compare();
    return (await this.#damage()) ?? compared;
  }

  /** A pass through both files for each clock that gives other pairs. */
  async otherClocks(): Promise<Measured<readonly ClockedFrames[]>> {
    const both = await this.#bothStructures();
    if (!both.measured) return both;
    const damage = await this.#damage();
    if (damage) return damage;
    const [from, to] = both.value;
    const clocks: ClockedFrames[] = [];
    for (const [clock, plan] of plansByOtherClocks(this.#correspondence(from, to))) {
      const original = { reader: this.#original.reader(), structure: from };
      const output = { reader: this.#output.reader(), structure: to };
      clocks.push({ clock, frames: await comparePlan(original, output, plan) });
    }
    return measured(clocks);
  }

  #compare(): Promise<Measured<Comparison>> {
    return (this.#compared ??= this.#comparePass());
  }

  async #comparePass(): Promise<Measured<Comparison>> {
    const both = await this.#bothStructures();
    if (!both.measured) return both;
    const [from, to] = both.value;
    const originals = this.#original.pass('original', this.#needed.has('originalPixels'));
    const outputs = this.#output.pass('output', this.#needed.has('outputPixels'));
    const lane = new Lane(originals.frames, outputs.frames, from, planByTime(this.#correspondence(from, to)));
    const compared = await attemptAsync(async () => {
      await compareInLockstep(originals.frames, [lane]);
      return { frames: lane.result() };
    });
    lane.close();
    await originals.end();
    await outputs.end();
    return compared;
  }

  async #bothStructures(): Promise<Measured<readonly [Structure, Structure]>> {
    // both are opened at once, so that whoever writes to either from now on is noticed
    const [from, to] = await Promise.all([this.#original.structure(), this.#output.structure()]);
    if (!from.measured) return from;
    if (!to.measured) return to;
    if (from.value.width !== to.value.width || from.value.height !== to.value.height) {
      return unmeasured('dimensions_differ', 'Pictures of different sizes cannot be compared');
    }
    return measured([from.value, to.value]);
  }

  #correspondence(from: Structure, to: Structure): Correspondence {
    return { original: from.delaysMs, output: to.delaysMs, frameRatio: this.#frameRatio };
  }

  async #damage(): Promise<Unmeasured | undefined> {
    return (await this.#original.damage('original')) ?? (await this.#output.damage('output'));
  }
}
