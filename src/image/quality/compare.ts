import type { Structure } from '../facts.js';
import type { Frame, ImageReader, Size } from '../reader.js';
import { Changes } from './changes.js';
import type { Comparison, FrameQuality, Resemblance } from './comparison.js';
import { ALWAYS_EXACT, type ExactRule } from './exact-ssim.js';
import type { ExtraMeter } from './extra-metrics.js';
import { FrameRows, NO_EXTRA } from './frame-rows.js';
import { FrameCursor } from './lockstep.js';
import type { MetricName } from './metric-names.js';
import type { Known } from './meter/pair-metrics.js';
import { createPairMeter, type PairMeter } from './meter/pair-meter.js';
import type { FramePair } from './pairing.js';
import type { Choice, Plan } from './plan.js';
import { FULL, type Schedule } from './schedule.js';

/**
 * Compares animations of equal size with one original, frame by frame, in one walk through each: the original goes
 * forward, and each output takes the steps that its plan has there. Holds one frame of each. A lane that fails stops
 * alone.
 * @throws what the walk through the original throws
 */
export async function compareInLockstep(original: FrameCursor, lanes: readonly Lane[]): Promise<void> {
  for (;;) {
    let next = Infinity;
    for (const { nextOriginal } of lanes) next = Math.min(next, nextOriginal);
    if (next === Infinity) return;
    const arriving = original.at(next);
    const shown = arriving instanceof Promise ? await arriving : arriving;
    for (const lane of lanes) await lane.meet(shown);
  }
}

/** What of a plan is measured, and how. */
export interface Measuring {
  readonly schedule: Schedule;
  /** Whether resemblances are kept: of all places, also of those that are not compared. */
  readonly resemblances: boolean;
  readonly exact: ExactRule;
  readonly metrics: readonly MetricName[];
}

export const EVERYTHING: Measuring = { schedule: FULL, resemblances: true, exact: ALWAYS_EXACT, metrics: [] };

/** One output's part in a comparison. */
export class Lane {
  readonly #outputs: FrameCursor;
  readonly #plan: Plan;
  readonly #measuring: Measuring;
  readonly #size: Size;
  readonly #changes = { original: new Changes(), output: new Changes() };
  readonly #rows: FrameRows;
  readonly #resemblances: Resemblance[] = [];
  /** Where the next step is: a place of the plan, its choice, and a pair of that. */
  #place = 0;
  #choice: Choice;
  #candidate = 0;
  #wanted = false;
  /** The place that was kept last. */
  #kept = -1;
  readonly #errors: number[] = [];
  #best: FrameQuality | undefined;
  /** Of the pair that is being measured. */
  #leastSsim: number | null = null;
  /** Made with the first step: where memory does not suffice, this lane fails alone. */
  #pairMeter: PairMeter | undefined;
  /** Made when something is measured and metrics were asked for by name. */
  #extraMeter: ExtraMeter | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** Both walks have to stand before their first frames. */
  constructor(originals: FrameCursor, outputs: FrameCursor, size: Size, plan: Plan, measuring: Measuring) {
    this.#outputs = outputs;
    this.#size = size;
    this.#plan = plan;
    this.#choice = plan.choiceAt(0);
    this.#measuring = measuring;
    this.#rows = new FrameRows(plan.length);
    originals.watch((frame) => this.#changes.original.add(frame));
    outputs.watch((frame) => this.#changes.output.add(frame));
  }

  /** The original's frame that is needed next; Infinity when none is. */
  get nextOriginal(): number {
    return this.#failure ? Infinity : (this.#choice[this.#candidate]?.original ?? Infinity);
  }

  /** Takes all steps that need this frame of the original. */
  async meet(original: Frame): Promise<void> {
    try {
      while (this.nextOriginal === original.index) {
        const pair = this.#choice[this.#candidate]!;
        const arriving = this.#outputs.at(pair.output);
        const output = arriving instanceof Promise ? await arriving : arriving;
        if (this.#candidate === 0) this.#wanted = this.#measuring.schedule.wants(this.#place);
        if (this.#wanted || this.#measuring.resemblances) {
          const meter = (this.#pairMeter ??= await createPairMeter(this.#size.width, this.#size.height));
          if (this.#measuring.metrics.length > 0) this.#extraMeter ??= await this.#loadExtraMeter();
          this.#look(meter, pair, original, output);
        }
        this.#step();
      }
    } catch (error) {
      this.#failure = { error };
    }
  }

  /**
   * What was measured.
   * @throws what ended the lane
   */
  result(): Comparison {
    if (this.#failure) throw this.#failure.error;
    const { metrics } = this.#measuring;
    return { frames: this.#rows, places: this.#plan.length, resemblances: this.#resemblances, metrics };
  }

  /** Gives the meter's memory back. */
  close(): void {
    this.#pairMeter?.close();
  }

  /** On to the next pair. */
  #step(): void {
    const choice = this.#choice;
    if (++this.#candidate < choice.length) return;
    if (this.#measuring.resemblances) {
      const { original, output } = choice[0]!;
      this.#resemblances.push({ output, original, errors: this.#errors.splice(0) });
    }
    if (this.#wanted) this.#keep();
    this.#candidate = 0;
    this.#choice = this.#plan.choiceAt(++this.#place);
  }

  #look(meter: PairMeter, pair: FramePair, original: Frame, output: Frame): void {
    const [from, to] = [this.#changes.original.take(), this.#changes.output.take()];
    meter.show(
      { rgba: original.rgba, changed: from.changed, touched: from.touched },
      { rgba: output.rgba, changed: to.changed, touched: to.touched },
    );
    if (this.#wanted) this.#measure(meter, pair, original, output);
    else this.#resembles(meter.error());
  }

  #resembles(error: number): void {
    if (this.#measuring.resemblances) this.#errors.push(error);
  }

  async #loadExtraMeter(): Promise<ExtraMeter> {
    const { ExtraMeter: Meter } = await import('./extra-metrics.js');
    return new Meter(this.#size.width, this.#size.height, this.#measuring.metrics);
  }

  /** The candidate of its place that resembles most is measured whole. */
  #measure(meter: PairMeter, { original: from, output: to, timeMs }: FramePair, original: Frame, output: Frame): void {
    const error = this.#best && meter.error();
    if (!this.#best || error === undefined || error < this.#best.mse) {
      const metrics = meter.measure(this.#wantsExact);
      // field by field, here and in the meter: what is spread takes twice the memory, and there is one for every frame
      this.#best = {
        place: this.#place,
        original: from,
        output: to,
        timeMs,
        leastSsim: this.#leastSsim,
        ssim: metrics.ssim,
        ssimFast: metrics.ssimFast,
        mse: metrics.mse,
        psnr: metrics.psnr,
        deltaE: metrics.deltaE,
        deltaEP95: metrics.deltaEP95,
        localDeltaE: metrics.localDeltaE,
        localStructure: metrics.localStructure,
        gmsd: metrics.gmsd,
        gradientRatio: metrics.gradientRatio,
        alphaChanged: metrics.alphaChanged,
        flicker: metrics.flicker,
        late: metrics.late,
        early: metrics.early,
        extra: this.#extraMeter?.measure(original.rgba, output.rgba) ?? NO_EXTRA,
      };
    }
    this.#resembles(error ?? this.#best.mse);
  }

  readonly #wantsExact = (known: Known): boolean => {
    this.#leastSsim = this.#measuring.exact.bound(known);
    return this.#leastSsim === null;
  };

  #keep(): void {
    const best = this.#best as FrameQuality;
    const follows = this.#kept === best.place - 1;
    this.#rows.add(follows ? best : { ...best, flicker: null, late: null, early: null });
    this.#kept = best.place;
    this.#pairMeter?.keep();
    this.#measuring.exact.took(best);
    this.#best = undefined;
    this.#measuring.schedule.compared();
  }
}

/** One plan for two animations of equal size, in a walk of its own through each. */
export async function comparePlan(
  original: Opened,
  output: Opened,
  plan: Plan,
  measuring: Measuring = EVERYTHING,
): Promise<Comparison> {
  const originals = new FrameCursor(original.reader, 'original');
  const outputs = new FrameCursor(output.reader, 'output');
  const lane = new Lane(originals, outputs, original.structure, plan, measuring);
  try {
    await compareInLockstep(originals, [lane]);
    return lane.result();
  } finally {
    lane.close();
    await originals.close();
    await outputs.close();
  }
}

export interface Opened {
  readonly reader: ImageReader;
  readonly structure: Structure;
}
