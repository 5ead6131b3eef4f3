/** Checks of structure at their limits and just beyond, on facts alone: which side a boundary lies on decides a verdict. */
import { describe, expect, test } from 'vitest';
import { defaultsOf } from '../../../src/core/limits.js';
import { duration } from '../../../src/image/checks/duration.js';
import { fps } from '../../../src/image/checks/fps.js';
import { frameCount } from '../../../src/image/checks/frame-count.js';
import { sizeReduction } from '../../../src/image/checks/size-reduction.js';
import type { PairFacts as Facts, Structure } from '../../../src/image/facts.js';
import type { Expectation } from '../../../src/image/expectation.js';
import type { Resemblance } from '../../../src/image/quality/comparison.js';
import { timelineOf } from '../../../src/image/timeline.js';
import { frameQuality } from '../../support/frame-quality.js';

const times = (count: number, ms: number): number[] => Array.from({ length: count }, () => ms);

function structure(delaysMs: readonly number[]): Structure {
  const frames = delaysMs.length;
  const durationMs = frames > 1 ? timelineOf(delaysMs).durationMs : 0;
  const rate = frames > 1 ? (1000 * frames) / durationMs : 0;
  return { format: 'gif', width: 20, height: 20, frames, delaysMs, durationMs, fps: rate, loopCount: 0 };
}

interface Asked {
  readonly operation?: string;
  readonly expectation?: Expectation;
  readonly limits?: Readonly<Record<string, number>>;
  readonly facts?: Partial<Facts>;
}

function judge(
  check: typeof fps,
  original: readonly number[],
  output: readonly number[],
  { operation = 'recompress', expectation = {}, limits = {}, facts = {} }: Asked = {},
) {
  const input = {
    facts: { originalStructure: structure(original), outputStructure: structure(output), ...facts },
    operation,
    expectation,
  };
  const bounds = { ...defaultsOf(check.limits), ...limits };
  // facts that a check does not declare it never reads
  const given = input as Parameters<typeof check.run>[0];
  return { asks: check.asks(given, bounds), ...check.run(given, bounds) };
}

const ratio = (frameRatio: number): Asked => ({ operation: 'frame_reduction', expectation: { frameRatio } });
const rate = (fps: number, operation: string): Asked => ({ operation, expectation: { fps } });

describe('frame_count', () => {
  // 10 expected: an allowance of 1; 200 expected: of 4, which is 2 %
  test.each([
    [20, 12, 'failed', []],
    [20, 11, 'passed', []],
    [20, 9, 'passed', []],
    [20, 8, 'failed', ['comparison']],
    [400, 205, 'failed', []],
    [400, 204, 'passed', []],
    [400, 196, 'passed', []],
    [400, 195, 'failed', ['comparison']],
  ])('%i -> %i frames at 0.5: %s', (from, to, outcome, asks) => {
    expect(judge(frameCount, times(from, 100), times(to, 200), ratio(0.5))).toMatchObject({ outcome, asks });
  });

  test('counts merged frames by the clock that accounts for most', () => {
    const resembles = (length: number): Resemblance[] =>
      [0, 1].map((output) => ({ output, original: output * length, errors: times(length, 0) }));
    const comparison = { frames: [frameQuality(0)], places: 1, metrics: [] };
    const seen = (first: number, other: number): Partial<Facts> => ({
      comparison: { ...comparison, resemblances: resembles(first) },
      otherClocks: [{ ...comparison, clock: 'frame order', resemblances: resembles(other) }],
    });
    const outcome = (facts: Partial<Facts>) => judge(frameCount, times(4, 100), times(2, 200), { facts }).outcome;
    expect(outcome(seen(1, 2))).toBe('passed');
    expect(outcome(seen(2, 1))).toBe('passed');
    expect(outcome(seen(1, 1))).toBe('failed');
  });
});

describe('fps', () => {
  test.each([
    ['two frames as they were', times(2, 100), times(2, 100), {}, 'passed'],
    ['two frames at half their speed', times(2, 100), times(2, 200), {}, 'failed'],
    ['one frame a second as it was', times(4, 1000), times(4, 1000), {}, 'passed'],
    ['two frames that are no faster than asked', times(2, 200), times(2, 200), rate(5, 'frame_reduction'), 'passed'],
    ['a still that moves', [0], times(2, 100), {}, 'failed'],
    ['three frames of which one was asked for', times(3, 100), [300], ratio(0.5), 'passed'],
    ['three frames of which two were asked for', times(3, 100), [300], ratio(0.7), 'failed'],
  ] as const)('%s', (_, original, output, asked: Asked, outcome) => {
    expect(judge(fps, original, output, asked).outcome).toBe(outcome);
  });

  // 10 fps -> 9.09 is 9.1 % off, 8.93 is 10.7 %
  test('holds the relative tolerance to its edge', () => {
    expect(judge(fps, times(5, 100), times(5, 110)).outcome).toBe('passed');
    expect(judge(fps, times(5, 100), times(5, 112)).outcome).toBe('failed');
    // 10 -> 8 is off by exactly a fifth
    expect(judge(fps, times(5, 100), times(5, 125), { limits: { fpsTolerance: 0.2 } }).outcome).toBe('passed');
  });

  test('leaves the range only where the original did, whose end is within', () => {
    const [ten, faster, fastest] = [100, 98, 96].map((ms) => times(5, ms));
    expect(judge(fps, ten!, faster!, { limits: { maxFps: 10 } }).outcome).toBe('failed');
    expect(judge(fps, ten!, ten!, { limits: { maxFps: 10 } }).outcome).toBe('passed');
    expect(judge(fps, faster!, fastest!, { limits: { maxFps: 10 } }).outcome).toBe('passed');
    const [slower, slowest] = [102, 104].map((ms) => times(5, ms));
    expect(judge(fps, ten!, slower!, { limits: { minFps: 10 } }).outcome).toBe('failed');
    expect(judge(fps, ten!, ten!, { limits: { minFps: 10 } }).outcome).toBe('passed');
    expect(judge(fps, slower!, slowest!, { limits: { minFps: 10 } }).outcome).toBe('passed');
  });
});

describe('duration', () => {
  test.each([
    ['two frames as they were', times(2, 100), times(2, 100), {}, 'passed', 200],
    ['two frames at the rate asked for', times(2, 100), times(2, 200), rate(5, 'timing'), 'passed', 400],
    ['two frames left as they were', times(2, 100), times(2, 100), rate(5, 'timing'), 'failed', 400],
    ['a still that moves at the rate asked for', [0], times(2, 100), rate(5, 'timing'), 'failed', 0],
    ['20 ms more of 200', times(2, 100), [100, 120], {}, 'passed', 200],
    ['30 ms more of 200', times(2, 100), [100, 130], {}, 'failed', 200],
    ['5 % more of 2 s', times(20, 100), times(20, 105), {}, 'passed', 2000],
    ['a little over 5 % more of 2 s', times(20, 100), [...times(19, 105), 106], {}, 'failed', 2000],
  ] as const)('%s', (_, original, output, asked: Asked, outcome, durationMs) => {
    expect(judge(duration, original, output, asked)).toMatchObject({ outcome, expected: { durationMs } });
  });

  test('is of no account where one frame of three was asked for', () => {
    expect(judge(duration, times(3, 100), [300], ratio(0.5)).outcome).toBe('passed');
    expect(judge(duration, times(3, 100), [300], ratio(0.7)).outcome).toBe('failed');
  });

  test('lets times go that cannot be told from an order, only where neither clock fits', () => {
    const seen = (mse: number) => ({ frames: [frameQuality(0, { mse })], places: 1, metrics: [], resemblances: [] });
    const outcome = (byTime: number, ...inOrder: number[]) => {
      const otherClocks = inOrder.map((mse) => ({ ...seen(mse), clock: 'frame order' as const }));
      const facts = { comparison: seen(byTime), otherClocks };
      return judge(duration, [1000, 1000, 1000], [1200, 800, 1000], { facts }).outcome;
    };
    expect(outcome(10)).toBe('failed');
    // by half the error
    expect(outcome(10, 4.9)).toBe('failed');
    expect(outcome(10, 5.1)).toBe('passed');
    expect(outcome(10, 200)).toBe('passed');
  });

  test('a frame may be 100 ms away from its time, and no more', () => {
    expect(judge(duration, [1000, 1000, 1000], [1100, 900, 1000]).outcome).toBe('passed');
    expect(judge(duration, [1000, 1000, 1000], [900, 1100, 1000]).outcome).toBe('passed');
    expect(judge(duration, [1000, 1000, 1000], [1110, 890, 1000]).outcome).toBe('failed');
  });
});

describe('size_reduction', () => {
  const outcome = (before: number | null, after: number | null) => {
    const file = (bytes: number | null) => ({ path: null, bytes, sha256: null });
    const facts = { originalFile: file(before), outputFile: file(after) };
    return judge(sizeReduction, [0], [0], { facts, limits: { minBytes: 20, maxBytes: 200 } }).outcome;
  };

  test('says nothing where either size is not known', () => {
    expect([outcome(null, 100), outcome(100, null), outcome(null, null)]).toEqual(Array(3).fill('inconclusive'));
  });

  test.each([
    [300, 20, 'passed'],
    [300, 19, 'failed'],
    [300, 200, 'passed'],
    [300, 201, 'failed'],
    [100, 99, 'passed'],
    [100, 100, 'warned'],
    [100, 101, 'warned'],
  ])('%i -> %i bytes of 20 to 200: %s', (before, after, expected) => {
    expect(outcome(before, after)).toBe(expected);
  });
});
