import type { Structure } from '../facts.js';
import type { Frame, ImageReader } from '../reader.js';
import { ChangedArea } from './changed-area.js';
import type { FrameQuality } from './comparison.js';
import { FrameCursor } from './lockstep.js';
import { createPairMeter, type PairMeter } from './pair-meter.js';
import type { FramePair } from './pairing.js';
import type { Choice, Plan } from './plan.js';

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

/** One output's part in a comparison. */
export class Lane {
  readonly #outputs: FrameCursor;
  readonly #meter: PairMeter;
  readonly #steps: readonly Step[];
  readonly #changed = { original: new ChangedArea(), output: new ChangedArea() };
  readonly #measured: FrameQuality[] = [];
  #next = 0;
  #errors: number[] = [];
  #best: FrameQuality | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** Both walks have to stand before their first frames. */
  constructor(originals: FrameCursor, outputs: FrameCursor, { width, height }: Size, plan: Plan) {
    this.#outputs = outputs;
    this.#meter = createPairMeter(width, height);
    this.#steps = plan.flatMap(stepsOf);
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
   * What was measured, in the order of the plan.
   * @throws what ended the lane
   */
  result(): readonly FrameQuality[] {
    if (this.#failure) throw this.#failure.error;
    return this.#measured;
  }

  /** Gives the meter's memory back. */
  close(): void {
    this.#meter.close();
  }

  async #take({ last, ...pair }: Step, original: Frame): Promise<void> {
    const output = await this.#outputs.at(pair.output);
    this.#meter.show(
      { rgba: original.rgba, changed: this.#changed.original.take() },
      { rgba: output.rgba, changed: this.#changed.output.take() },
    );
    const error = this.#best && this.#meter.error();
    if (!this.#best || error === undefined || error < this.#best.mse) {
      this.#best = { ...pair, errors: this.#errors, ...this.#meter.measure() };
    }
    this.#errors.push(error ?? this.#best.mse);
    if (!last) return;
    this.#meter.keep();
    this.#measured.push(this.#best);
    this.#best = undefined;
    this.#errors = [];
  }
}

interface Size {
  readonly width: number;
  readonly height: number;
}

interface Step extends FramePair {
  /** It ends its choice. */
  readonly last: boolean;
}

function stepsOf(choice: Choice): Step[] {
  return choice.map((pair, index) => ({ ...pair, last: index === choice.length - 1 }));
}

/** One plan for two animations of equal size, in a walk of its own through each. */
export async function comparePlan(original: Opened, output: Opened, plan: Plan): Promise<readonly FrameQuality[]> {
  const originals = new FrameCursor(original.reader, 'original');
  const outputs = new FrameCursor(output.reader, 'output');
  const lane = new Lane(originals, outputs, original.structure, plan);
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
