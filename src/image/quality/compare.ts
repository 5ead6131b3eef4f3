import type { Structure } from '../facts.js';
import type { Frame, ImageReader, Size } from '../reader.js';
import { ChangedArea } from './changed-area.js';
import type { Comparison, FrameQuality, Resemblance } from './comparison.js';
import { ALWAYS_EXACT, type ExactRule } from './exact-ssim.js';
import type { ExtraMeter } from './extra-metrics.js';
import { FrameCursor } from './lockstep.js';
import type { MetricName } from './metric-names.js';
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
    const next = Math.min(...lanes.map(({ nextOriginal }) => nextOriginal));
    if (next === Infinity) return;
    const shown = await original.at(next);
    for (const lane of lanes) await lane.meet(shown);
  }
}

/** What of a plan is measured, and how. */
export interface Measuring {
  readonly schedule: Schedule;
  /** Places that are not compared get their resemblances all the same. */
  readonly resemblances: boolean;
  readonly exact: ExactRule;
  readonly metrics: readonly MetricName[];
}

export const EVERYTHING: Measuring = { schedule: FULL, resemblances: true, exact: ALWAYS_EXACT, metrics: [] };

/** One output's part in a comparison. */
export class Lane {
  readonly #outputs: FrameCursor;
  readonly #steps: readonly Step[];
  readonly #measuring: Measuring;
  readonly #size: Size;
  readonly #changed = { original: new ChangedArea(), output: new ChangedArea() };
  readonly #frames: FrameQuality[] = [];
  readonly #resemblances: Resemblance[] = [];
  readonly #places: number;
  #next = 0;
  #wanted = false;
  #errors: number[] = [];
  #best: FrameQuality | undefined;
  /** Made with the first step: where memory does not suffice, this lane fails alone. */
  #pairMeter: PairMeter | undefined;
  /** Made when something is measured and metrics were asked for by name. */
  #extraMeter: ExtraMeter | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** Both walks have to stand before their first frames. */
  constructor(originals: FrameCursor, outputs: FrameCursor, size: Size, plan: Plan, measuring: Measuring) {
    this.#outputs = outputs;
    this.#size = size;
    this.#steps = plan.flatMap(stepsOf);
    this.#places = plan.length;
    this.#measuring = measuring;
    originals.watch(({ changed }) => this.#changed.original.add(changed));
    outputs.watch(({ changed }) => this.#changed.output.add(changed));
  }

  /** The original's frame that is needed next; Infinity when none is. */
  get nextOriginal(): number {
    return this.#failure ? Infinity : (this.#steps[this.#next]?.original ?? Infinity);
  }

  /** Takes all steps that need this frame of the original. */
  async meet(original: Frame): Promise<void> {
    try {
      while (this.nextOriginal === original.index) await this.#take(this.#steps[this.#next++] as Step, original);
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
    return { frames: this.#frames, places: this.#places, resemblances: this.#resemblances, metrics };
  }

  /** Gives the meter's memory back. */
  close(): void {
    this.#pairMeter?.close();
  }

  get #meter(): PairMeter {
    return (this.#pairMeter ??= createPairMeter(this.#size.width, this.#size.height));
  }

  async #take({ first, last, ...pair }: Step, original: Frame): Promise<void> {
    if (this.#measuring.metrics.length > 0) this.#extraMeter ??= await this.#loadExtraMeter();
    const output = await this.#outputs.at(pair.output);
    if (first) this.#wanted = this.#measuring.schedule.wants(pair.place);
    if (!this.#wanted && !this.#measuring.resemblances) return;
    this.#meter.show(
      { rgba: original.rgba, changed: this.#changed.original.take() },
      { rgba: output.rgba, changed: this.#changed.output.take() },
    );
    if (this.#wanted) this.#measure(pair, original, output);
    else this.#errors.push(this.#meter.error());
    if (!last) return;
    this.#resemblances.push({ output: pair.output, errors: this.#errors });
    this.#errors = [];
    if (this.#wanted) this.#keep();
  }

  async #loadExtraMeter(): Promise<ExtraMeter> {
    const { ExtraMeter: Meter } = await import('./extra-metrics.js');
    return new Meter(this.#size.width, this.#size.height, this.#measuring.metrics);
  }

  /** The candidate of its place that resembles most is measured whole. */
  #measure(pair: Omit<Step, 'first' | 'last'>, original: Frame, output: Frame): void {
    const error = this.#best && this.#meter.error();
    if (!this.#best || error === undefined || error < this.#best.mse) {
      let leastSsim: number | null = null;
      const metrics = this.#meter.measure((known) => {
        leastSsim = this.#measuring.exact.bound(known);
        return leastSsim === null;
      });
      this.#best = {
        ...pair,
        ...metrics,
        leastSsim,
        extra: this.#extraMeter?.measure(original.rgba, output.rgba) ?? {},
      };
    }
    this.#errors.push(error ?? this.#best.mse);
  }

  #keep(): void {
    const best = this.#best as FrameQuality;
    const before = this.#frames.at(-1)?.place ?? -1;
    this.#frames.push(before === best.place - 1 ? best : { ...best, flicker: null, late: null, early: null });
    this.#meter.keep();
    this.#measuring.exact.took(best);
    this.#best = undefined;
    this.#measuring.schedule.compared();
  }
}

interface Step extends FramePair {
  readonly place: number;
  /** It begins, ends its choice. */
  readonly first: boolean;
  readonly last: boolean;
}

function stepsOf(choice: Choice, place: number): Step[] {
  return choice.map((pair, index) => ({ ...pair, place, first: index === 0, last: index === choice.length - 1 }));
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
