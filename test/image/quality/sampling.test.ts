import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../../src/image/quality/comparison.js';
import { pairInOrder } from '../../../src/image/quality/pairing.js';
import { planOfPairs } from '../../../src/image/quality/plan.js';
import { FEWEST, isWhole, Sampler, SHARE, together, type Sampling } from '../../../src/image/quality/sampling.js';
import type { Schedule } from '../../../src/image/quality/schedule.js';
import { timelineOf } from '../../../src/image/timeline.js';
import { frameQuality } from '../../support/frame-quality.js';

const PLACES = 100;
const plan = planOfPairs(pairInOrder(timelineOf(Array.from({ length: PLACES }, () => 100))));

/** Walks that compare what a sampler wants, on a clock of their own. */
function compare(sampling: Omit<Sampling, 'now'>, costOf: (comparison: number) => number) {
  let clock = 0;
  let made = 0;
  const sampler = new Sampler(plan, { original: [], output: [] }, { ...sampling, now: () => clock });
  const walk = (schedule: Schedule): Comparison => {
    const places: number[] = [];
    for (let place = 0; place < PLACES; place++) {
      clock += 1;
      if (!schedule.wants(place)) continue;
      clock += costOf(made++);
      schedule.compared();
      places.push(place);
    }
    const frames = places.map((place, index) =>
      frameQuality(place, place === 0 || places[index - 1] === place - 1 ? {} : { flicker: null }),
    );
    return { frames, places: PLACES, resemblances: [], metrics: [] };
  };
  const walks = [walk(sampler.first())];
  let all = walks[0]!;
  for (let schedule = sampler.next(all); schedule; schedule = sampler.next(all)) {
    walks.push(walk(schedule));
    all = together(all, walks.at(-1)!);
  }
  return { all, walks: walks.map(({ frames }) => frames.length), clock };
}

describe('what of a plan is compared', () => {
  test('is everything in one walk, or a share of it', () => {
    expect(compare({ level: 'full', deadline: null }, () => 1)).toMatchObject({ walks: [PLACES] });
    expect(compare({ level: 'sampled', deadline: null }, () => 1).walks).toEqual([SHARE * PLACES]);
    expect(SHARE * PLACES).toBeGreaterThan(FEWEST);
  });

  test('goes on in further walks when the first took comparisons for dearer than they are', () => {
    const { all, walks, clock } = compare({ level: 'full', deadline: 2000 }, (made) => (made < 6 ? 80 : 1));
    expect(walks.length).toBeGreaterThan(1);
    expect(all.frames.map(({ place }) => place)).toEqual(Array.from({ length: PLACES }, (_, place) => place));
    expect(clock).toBeLessThanOrEqual(2000);
    // frames were compared, but not each with the one before it
    expect(isWhole(all)).toBe(false);
  });

  test('ends when no walk more would be over in time', () => {
    const { all, walks, clock } = compare({ level: 'full', deadline: 500 }, () => 10);
    expect(walks).toHaveLength(1);
    expect(all.frames.length).toBeGreaterThan(30);
    expect(clock).toBeLessThanOrEqual(510);
  });
});
