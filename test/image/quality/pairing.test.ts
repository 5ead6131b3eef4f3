import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { framesAtRate } from '../../../src/image/frame-rate.js';
import { framesAsked } from '../../../src/image/frames-asked.js';
import {
  choicesByTime,
  frameAt,
  pairByTime,
  pairInOrder,
  scaledTo,
  slotOf,
  type FramePair,
} from '../../../src/image/quality/pairing.js';
import { timelineOf, type Timeline } from '../../../src/image/timeline.js';

const indices = (pairs: Iterable<FramePair>) => Array.from(pairs, ({ original, output }) => [original, output]);
const delays = fc.array(
  fc.integer({ min: 2, max: 60 }).map((cs) => 10 * cs),
  { minLength: 1, maxLength: 40 },
);

describe('pairByTime', () => {
  test('pairs an animation with itself frame by frame', () => {
    fc.assert(
      fc.property(delays, (list) => {
        const time = timelineOf(list);
        expect(indices(pairByTime(time, time))).toEqual(list.map((_, index) => [index, index]));
      }),
    );
  });

  test('pairs merged neighbours with the frame that carries their time', () => {
    const pairs = pairByTime(timelineOf([100, 100, 100, 100]), timelineOf([300, 100]));
    expect(indices(pairs)).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 1],
    ]);
  });

  test('a slower clock changes no pair: speed is judged elsewhere', () => {
    const original = timelineOf([100, 200, 100]);
    expect(indices(pairByTime(original, timelineOf([200, 400, 200])))).toEqual(indices(pairByTime(original, original)));
  });

  test('rounding of delays to hundredths of a second changes no pair', () => {
    const original = timelineOf([40, 40, 40, 40, 40, 40]);
    expect(indices(pairByTime(original, timelineOf([30, 50, 40, 30, 50, 40])))).toEqual(
      [0, 1, 2, 3, 4, 5].map((index) => [index, index]),
    );
  });

  test('gives each frame of either side with what the other shows at the middle of its time, in the order of the output', () => {
    const any = fc.oneof(delays, fc.constant([]), fc.constant([100]));
    fc.assert(
      fc.property(any, any, (a, b) => {
        const [original, output] = [timelineOf(a), timelineOf(b)];
        const scaled = scaledTo(output, original.durationMs);
        const middleOf = ({ starts, durationMs }: Timeline, index: number) =>
          starts.length === 1 ? 0 : (starts[index]! + (starts[index + 1] ?? durationMs)) / 2;
        const expected = new Map<string, [number, number]>();
        const pair = (from: number, to: number) => expected.set(`${from} ${to}`, [from, to]);
        for (const index of a.keys()) pair(index, frameAt(scaled, middleOf(original, index)));
        for (const index of b.keys()) pair(frameAt(original, middleOf(scaled, index)), index);
        const inOrder = [...expected.values()].sort((one, other) => one[1] - other[1] || one[0] - other[0]);
        expect(indices(pairByTime(original, output))).toEqual(inOrder);
      }),
    );
  });

  test('leaves out no frame of either side and never goes back', () => {
    fc.assert(
      fc.property(delays, delays, (a, b) => {
        const pairs = [...pairByTime(timelineOf(a), timelineOf(b))];
        expect(new Set(pairs.map(({ original }) => original)).size).toBe(a.length);
        expect(new Set(pairs.map(({ output }) => output)).size).toBe(b.length);
        for (const [index, pair] of pairs.slice(1).entries()) {
          expect(pair.original).toBeGreaterThanOrEqual(pairs[index]?.original ?? 0);
          expect(pair.output).toBeGreaterThanOrEqual(pairs[index]?.output ?? 0);
        }
      }),
    );
  });
});

describe('choicesByTime', () => {
  const choices = (from: readonly number[], to: readonly number[], ratio: number) => {
    const original = timelineOf(from);
    return Array.from(choicesByTime(original, timelineOf(to), slotOf(original, ratio, to.length)), indices);
  };
  const times = (count: number, ms: number) => Array.from({ length: count }, () => ms);

  test('an output frame stands for one of the original frames of its own time', () => {
    expect(choices(times(4, 100), [200, 200], 0.5)).toEqual([
      [
        [0, 0],
        [1, 0],
      ],
      [
        [2, 1],
        [3, 1],
      ],
    ]);
  });

  test('a frame that is held for several slots stands for one frame in each', () => {
    const held = choices(times(12, 100), [...times(5, 100), 700], 0.5).slice(5);
    expect(held.map((choice) => choice.map(([original]) => original))).toEqual([
      [5, 6],
      [7, 8],
      [9, 10, 11],
    ]);
  });

  test('gaps are wider where one frame fewer than asked for was kept', () => {
    const held = choices(times(12, 100), [...times(4, 100), 800], 0.5).slice(4);
    expect(held.map((choice) => choice.map(([original]) => original))).toEqual([
      [4, 5, 6, 7],
      [8, 9, 10, 11],
    ]);
  });

  test.each([6, 8])('the first half of %i frames and then its last one stand for more than was kept', (count) => {
    const half = count / 2;
    const plan = choices(times(count, 100), [...times(half - 1, 100), 100 * (half + 1)], 0.5);
    expect(plan.length).toBeGreaterThan(half);
  });

  test('many short frames in the time of one kept frame are one slot', () => {
    const [first] = choices([...times(8, 20), ...times(4, 400)], [160, 400, 400, 400, 400], 0.5);
    expect(first).toHaveLength(8);
    expect(choices([...times(4, 400), ...times(8, 20)], [400, 400, 400, 400, 160], 0.5).at(-1)).toHaveLength(8);
  });

  test('a slot is as wide as one frame fewer than asked for makes it where there are fewer, but not of two', () => {
    const twelve = timelineOf(times(12, 100));
    expect(slotOf(twelve, 0.5, 6)).toEqual({ frames: 2, ms: 200 });
    expect(slotOf(twelve, 0.5, 5)).toEqual({ frames: 3, ms: 240 });
    expect(slotOf(twelve, 0.25, 2)).toEqual({ frames: 6, ms: 600 });
    expect(slotOf(twelve, 0.2, 1)).toEqual({ frames: 6, ms: 600 });
    expect(slotOf(twelve, 0.01, 1)).toEqual({ frames: 12, ms: 1200 });
  });

  test('each original frame comes with its own time', () => {
    const original = timelineOf(times(4, 100));
    const timesOf = [...choicesByTime(original, timelineOf([200, 200]), slotOf(original, 0.5, 2))];
    expect(timesOf.flat().map(({ timeMs }) => timeMs)).toEqual([0, 100, 200, 300]);
  });

  test('every output frame has a choice, no choice is empty, and originals never go back', () => {
    fc.assert(
      fc.property(delays, delays, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (a, b, ratio) => {
        const plan = choices(a, b, ratio);
        expect(plan.every((choice) => choice.length > 0)).toBe(true);
        expect(new Set(plan.flat().map(([, output]) => output)).size).toBe(b.length);
        const originals = plan.flat().map(([original]) => original as number);
        expect(originals).toEqual(originals.toSorted((x, y) => x - y));
      }),
    );
  });

  test('an honest drop is never split: every k-th frame kept, with the time of those after it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.integer({ min: 2, max: 6 }), (count, every) => {
        const kept = Array.from({ length: Math.ceil(count / every) }, (_, k) => Math.min(every, count - k * every));
        const plan = choices(
          times(count, 100),
          kept.map((frames) => 100 * frames),
          1 / every,
        );
        expect(plan).toHaveLength(kept.length);
      }),
    );
  });

  test('an honest drop is never split: as many frames as asked for, spread evenly over any delays', () => {
    fc.assert(
      fc.property(delays, fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.boolean(), (from, ratio, up) => {
        const kept = Math.max(1, up ? Math.ceil(from.length * ratio) : Math.floor(from.length * ratio));
        const edge = (part: number) => Math.floor((part * from.length) / kept);
        const to = Array.from({ length: kept }, (_, k) =>
          from.slice(edge(k), edge(k + 1)).reduce((sum, ms) => sum + ms, 0),
        );
        expect(choices(from, to, ratio)).toHaveLength(kept);
      }),
    );
  });

  // frames beside pauses that make the mean slot long; found by a search over random delays
  test.each([
    { from: [700, 960, 40, 1990, 50, 70, 70, 450], fps: 0.745 },
    { from: [20, 70, 40, 1990, 450, 50], fps: 0.763 },
  ])('a drop of $from to $fps a second is not split at a pause', ({ from, fps }) => {
    const timeline = timelineOf(from);
    const kept = framesAtRate(timeline, fps);
    const edges = [...kept.map((frame) => timeline.starts[frame] as number), timeline.durationMs];
    const to = kept.map((_, place) => (edges[place + 1] as number) - (edges[place] as number));
    const { ratio } = framesAsked({ operation: 'frame_reduction', expectation: { fps } }, from);
    expect(choices(from, to, ratio)).toHaveLength(kept.length);
  });
});

test('frameAt finds the frame on screen, also beyond the end', () => {
  const time = timelineOf([100, 50, 200]);
  expect([0, 99, 100, 149, 150, 349, 9999].map((ms) => frameAt(time, ms))).toEqual([0, 0, 1, 1, 2, 2, 2]);
});

test('pairInOrder pairs frame k with frame k at the time of the original', () => {
  expect([...pairInOrder(timelineOf([20, 500]))]).toEqual([
    { original: 0, output: 0, timeMs: 0 },
    { original: 1, output: 1, timeMs: 20 },
  ]);
});
