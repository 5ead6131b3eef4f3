import { NumberList } from '../number-list.js';
import { SHORTEST_SHOWN_MS, timelineOf, writtenTimelineOf, type Timeline } from '../timeline.js';
import type { ClockedComparison } from './comparison.js';
import { choicesByTime, pairByTime, pairInOrder, slotOf, type FramePair } from './pairing.js';

/** Of one output frame: the pair that resembles most counts. */
export type Choice = readonly FramePair[];

/**
 * What is compared, choice by choice. Both indices ascend over the whole plan, so that one walk through each file serves
 * it. Kept as numbers: there is a choice for every frame, and as objects they take five times the memory.
 */
export class Plan {
  readonly #originals: Uint32Array;
  readonly #outputs: Uint32Array;
  readonly #timesMs: Float64Array;
  /** Where the pairs of each choice end. */
  readonly #ends: Uint32Array;

  /** @param choices - none of them empty; each is taken as it comes */
  constructor(choices: Iterable<Choice>) {
    const originals = new NumberList(Uint32Array);
    const outputs = new NumberList(Uint32Array);
    const timesMs = new NumberList(Float64Array);
    const ends = new NumberList(Uint32Array);
    for (const choice of choices) {
      for (const { original, output, timeMs } of choice) {
        originals.push(original);
        outputs.push(output);
        timesMs.push(timeMs);
      }
      ends.push(originals.length);
    }
    this.#originals = originals.values();
    this.#outputs = outputs.values();
    this.#timesMs = timesMs.values();
    this.#ends = ends.values();
  }

  /** Of choices. */
  get length(): number {
    return this.#ends.length;
  }

  /** Empty after the last place. */
  choiceAt(place: number): Choice {
    const pairs: FramePair[] = [];
    const end = this.#ends[place] ?? 0;
    for (let at = this.#ends[place - 1] ?? 0; at < end; at++) {
      pairs.push({ original: this.#originals[at]!, output: this.#outputs[at]!, timeMs: this.#timesMs[at]! });
    }
    return pairs;
  }

  /** Whether it has the same pairs in the same choices, whatever their times. */
  pairsAs(other: Plan): boolean {
    return (
      isSame(this.#originals, other.#originals) &&
      isSame(this.#outputs, other.#outputs) &&
      isSame(this.#ends, other.#ends)
    );
  }
}

function isSame(one: Uint32Array, other: Uint32Array): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}

/** How two animations correspond. */
export interface Correspondence {
  /** As stored, one a frame. */
  readonly original: readonly number[];
  readonly output: readonly number[];
  /**
   * Under 1 where frames were dropped on purpose: each output frame is judged against the original frame it resembles
   * most among those that are on screen during its own time, and dropped frames are not missed.
   */
  readonly frameRatio: number;
}

/** Frames against what is on screen at the same presentation time. */
export function planByTime({ original, output, frameRatio }: Correspondence): Plan {
  return planOf(timelineOf(original), timelineOf(output), frameRatio);
}

/** The plans under other clocks, where these give other pairs. */
export function plansByOtherClocks(delays: Correspondence): [ClockedComparison['clock'], Plan][] {
  const { original, output, frameRatio } = delays;
  const plans: [ClockedComparison['clock'], Plan][] = [];
  if (frameRatio === 1 && original.length === output.length) {
    plans.push(['frame order', planOfPairs(pairInOrder(timelineOf(original)))]);
  }
  if ([...original, ...output].some((delay) => delay < SHORTEST_SHOWN_MS)) {
    plans.push(['delays as written', planOf(writtenTimelineOf(original), writtenTimelineOf(output), frameRatio)]);
  }
  const byTime = planByTime(delays);
  return plans.filter(([, plan]) => !plan.pairsAs(byTime));
}

function planOf(original: Timeline, output: Timeline, frameRatio: number): Plan {
  if (frameRatio < 1) {
    const slot = slotOf(original, frameRatio, output.starts.length);
    return new Plan(choicesByTime(original, output, slot));
  }
  return planOfPairs(pairByTime(original, output));
}

/** Without a choice anywhere. */
export function planOfPairs(pairs: Iterable<FramePair>): Plan {
  return new Plan(alone(pairs));
}

function* alone(pairs: Iterable<FramePair>): Generator<Choice> {
  for (const pair of pairs) yield [pair];
}
