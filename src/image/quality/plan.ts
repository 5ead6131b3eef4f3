import { SHORTEST_SHOWN_MS, timelineOf, writtenTimelineOf, type Timeline } from '../timeline.js';
import type { ClockedComparison } from './comparison.js';
import { choicesByTime, pairByTime, pairInOrder, slotOf, type FramePair } from './pairing.js';

/**
 * What is compared, in order; of each choice (all of one output frame) the pair that resembles most counts. Both
 * indices ascend over the whole plan, so that one walk through each file serves it.
 */
export type Plan = readonly Choice[];

/** Non-empty. */
export type Choice = readonly FramePair[];

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
    plans.push(['frame order', pairInOrder(timelineOf(original)).map((pair) => [pair])]);
  }
  if ([...original, ...output].some((delay) => delay < SHORTEST_SHOWN_MS)) {
    plans.push(['delays as written', planOf(writtenTimelineOf(original), writtenTimelineOf(output), frameRatio)]);
  }
  const byTime = keyOf(planByTime(delays));
  return plans.filter(([, plan]) => keyOf(plan) !== byTime);
}

function planOf(original: Timeline, output: Timeline, frameRatio: number): Plan {
  if (frameRatio < 1) return choicesByTime(original, output, slotOf(original, frameRatio));
  return pairByTime(original, output).map((pair) => [pair]);
}

function keyOf(plan: Plan): string {
  return plan.map((choice) => choice.map(({ original, output }) => `${original}:${output}`).join()).join(';');
}
