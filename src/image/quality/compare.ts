import type { Structure } from '../facts.js';
import type { ImageReader } from '../reader.js';
import { SHORTEST_SHOWN_MS, timelineOf, writtenTimelineOf, type Timeline } from '../timeline.js';
import type { ClockedFrames, Comparison, FrameQuality } from './comparison.js';
import { createPairMeter } from './pair-meter.js';
import { FrameCursor } from './lockstep.js';
import { candidatesByTime, pairByTime, pairInOrder, type FramePair } from './pairing.js';

export interface Side {
  readonly reader: ImageReader;
  readonly structure: Structure;
}

/**
 * Compares two animations of equal size, frame by frame at the same presentation time, holding one frame of each.
 *
 * @param framesDropped - frames were dropped on purpose: each output frame is judged against the original frame it
 * resembles most among those that are on screen during its own time, and dropped frames are not missed
 */
export async function compareAnimations(
  original: Side,
  output: Side,
  { framesDropped }: { readonly framesDropped: boolean },
): Promise<Comparison> {
  const plan = planOf(timelineOf(original.structure.delaysMs), timelineOf(output.structure.delaysMs), framesDropped);
  const otherClocks: ClockedFrames[] = [];
  for (const [clock, other] of otherPlans(original, output, framesDropped)) {
    if (!samePairs(plan, other)) {
      otherClocks.push({ clock, frames: await measurePairs(original, output, other, framesDropped) });
    }
  }
  return { frames: await measurePairs(original, output, plan, framesDropped), otherClocks };
}

function planOf(original: Timeline, output: Timeline, framesDropped: boolean): FramePair[] {
  return framesDropped ? candidatesByTime(original, output) : pairByTime(original, output);
}

function otherPlans(original: Side, output: Side, framesDropped: boolean): [ClockedFrames['clock'], FramePair[]][] {
  const [from, to] = [original.structure.delaysMs, output.structure.delaysMs];
  const plans: [ClockedFrames['clock'], FramePair[]][] = [];
  if (!framesDropped && from.length === to.length) plans.push(['frame order', pairInOrder(timelineOf(from))]);
  if ([...from, ...to].some((delay) => delay < SHORTEST_SHOWN_MS)) {
    plans.push(['delays as written', planOf(writtenTimelineOf(from), writtenTimelineOf(to), framesDropped)]);
  }
  return plans;
}

async function measurePairs(
  original: Side,
  output: Side,
  plan: readonly FramePair[],
  bestPerOutput: boolean,
): Promise<FrameQuality[]> {
  const { width, height } = original.structure;
  const meter = createPairMeter(width, height);
  const originals = new FrameCursor(original.reader, 'original');
  const outputs = new FrameCursor(output.reader, 'output');
  const measured: FrameQuality[] = [];
  try {
    for (const pair of plan) {
      const shown = [await originals.at(pair.original), await outputs.at(pair.output)] as const;
      const rival = measured.at(-1);
      if (bestPerOutput && rival?.output === pair.output) {
        if (meter.error(...shown) >= rival.mse) continue;
        measured.pop();
      } else if (rival) {
        meter.keep();
      }
      measured.push({ ...pair, ...meter.measure(...shown) });
    }
  } finally {
    await originals.close();
    await outputs.close();
  }
  return measured;
}

function samePairs(a: readonly FramePair[], b: readonly FramePair[]): boolean {
  return (
    a.length === b.length &&
    a.every((pair, index) => pair.original === b[index]?.original && pair.output === b[index].output)
  );
}
