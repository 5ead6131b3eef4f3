import type { Structure } from '../facts.js';
import type { ImageReader } from '../reader.js';
import { SHORTEST_SHOWN_MS, timelineOf, writtenTimelineOf, type Timeline } from '../timeline.js';
import type { ClockedFrames, Comparison, FrameQuality } from './comparison.js';
import { createPairMeter } from './pair-meter.js';
import { FrameCursor } from './lockstep.js';
import { choicesByTime, pairByTime, pairInOrder, slotOf, type FramePair } from './pairing.js';

export interface Side {
  readonly reader: ImageReader;
  readonly structure: Structure;
}

/** What is compared, in order; of each choice (all of one output frame) the pair that resembles most counts. */
type Plan = readonly (readonly FramePair[])[];

/**
 * Compares two animations of equal size, frame by frame at the same presentation time, holding one frame of each.
 *
 * @param frameRatio - under 1 where frames were dropped on purpose: each output frame is judged against the original
 * frame it resembles most among those that are on screen during its own time, and dropped frames are not missed
 */
export async function compareAnimations(
  original: Side,
  output: Side,
  { frameRatio }: { readonly frameRatio: number },
): Promise<Comparison> {
  const plan = planOf(timelineOf(original.structure.delaysMs), timelineOf(output.structure.delaysMs), frameRatio);
  const otherClocks: ClockedFrames[] = [];
  for (const [clock, other] of otherPlans(original, output, frameRatio)) {
    if (!samePlan(plan, other)) otherClocks.push({ clock, frames: await measurePairs(original, output, other) });
  }
  return { frames: await measurePairs(original, output, plan), otherClocks };
}

function planOf(original: Timeline, output: Timeline, frameRatio: number): Plan {
  if (frameRatio < 1) return choicesByTime(original, output, slotOf(original, frameRatio));
  return pairByTime(original, output).map((pair) => [pair]);
}

function otherPlans(original: Side, output: Side, frameRatio: number): [ClockedFrames['clock'], Plan][] {
  const [from, to] = [original.structure.delaysMs, output.structure.delaysMs];
  const plans: [ClockedFrames['clock'], Plan][] = [];
  if (frameRatio === 1 && from.length === to.length) {
    plans.push(['frame order', pairInOrder(timelineOf(from)).map((pair) => [pair])]);
  }
  if ([...from, ...to].some((delay) => delay < SHORTEST_SHOWN_MS)) {
    plans.push(['delays as written', planOf(writtenTimelineOf(from), writtenTimelineOf(to), frameRatio)]);
  }
  return plans;
}

async function measurePairs(original: Side, output: Side, plan: Plan): Promise<FrameQuality[]> {
  const { width, height } = original.structure;
  const meter = createPairMeter(width, height);
  const originals = new FrameCursor(original.reader, 'original');
  const outputs = new FrameCursor(output.reader, 'output');
  const measured: FrameQuality[] = [];
  try {
    for (const choice of plan) {
      const errors: number[] = [];
      let best: FrameQuality | undefined;
      for (const pair of choice) {
        const shown = [await originals.at(pair.original), await outputs.at(pair.output)] as const;
        const error = best && meter.error(...shown);
        if (!best || error === undefined || error < best.mse) best = { ...pair, errors, ...meter.measure(...shown) };
        errors.push(error ?? best.mse);
      }
      if (best) measured.push(best);
      meter.keep();
    }
  } finally {
    await originals.close();
    await outputs.close();
  }
  return measured;
}

function samePlan(a: Plan, b: Plan): boolean {
  const keyOf = (plan: Plan): string =>
    plan.map((choice) => choice.map(({ original, output }) => `${original}:${output}`).join()).join(';');
  return keyOf(a) === keyOf(b);
}
