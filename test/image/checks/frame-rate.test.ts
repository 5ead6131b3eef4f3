/** Frames dropped to a frame rate: at most so many a second, total time and pace kept, none invented. */
import { describe, expect, test } from 'vitest';
import { draw, type Animation } from '../../../fixtures/animation.js';
import { encodeGif } from '../../../fixtures/encode.js';
import { planRate } from '../../../src/engines/frame-plan.js';
import { runSuiteOn, type Asked } from '../../support/run-suite.js';

const times = (count: number, ms: number): number[] => Array.from({ length: count }, () => ms);

/** A bar that moves on by 2 px a frame. */
const moving = (delaysMs: readonly number[]): Animation =>
  draw({ width: 96, height: 48 }, delaysMs, (x, _y, frame) =>
    x >= 2 * frame && x < 2 * frame + 12 ? [20, 60, 200] : [240, 240, 230],
  );

function keep(animation: Animation, indices: readonly number[], delaysMs: readonly number[]): Animation {
  return { ...animation, frames: indices.map((index) => animation.frames[index] as Uint8Array), delaysMs };
}

function thinned(animation: Animation, fps: number): Animation {
  const { kept, delaysMs } = planRate(animation.delaysMs, fps);
  return keep(animation, kept, delaysMs);
}

const judge = (original: Animation, output: Animation, fps: number, asked: Asked = {}) =>
  runSuiteOn(encodeGif(original), encodeGif(output), {
    operation: 'frame_reduction',
    expectation: { fps },
    ...asked,
  });

const every = (step: number, count: number): number[] => Array.from({ length: count }, (_, index) => index * step);

describe('what was asked for passes', () => {
  test.each([
    ['every second frame', times(24, 50), 10],
    ['two of five frames', times(25, 40), 10],
    ['five of six frames', times(24, 80), 10.4],
    ['a last slot that is cut short', times(9, 50), 10],
    ['bursts and pauses', [...times(10, 20), 400, ...times(10, 20), 400, 400], 10],
    ['a source that is slower', times(12, 200), 10],
    ['a source with uneven delays that is no faster', [30, 30, 40, 30, 30, 40, 30, 30, 40, 30, 30, 40], 30],
    ['nearly nothing left', times(20, 50), 2],
  ])('%s', async (_, delaysMs, fps) => {
    const original = moving(delaysMs);
    const { verdict, checks } = await judge(original, thinned(original, fps), fps);
    expect(checks.filter(({ outcome }) => outcome !== 'passed' && outcome !== 'warned')).toEqual([]);
    expect(verdict).not.toBe('fail');
  });

  test('whichever frame of each slot was taken', async () => {
    const original = moving(times(24, 50));
    const odd = every(2, 12).map((index) => index + 1);
    const { outcomes } = await judge(original, keep(original, odd, times(12, 100)), 10);
    expect(outcomes).toMatchObject({ frame_count: 'passed', fps: 'passed', duration: 'passed' });
    expect(outcomes['quality_degradation']).toBe('passed');
  });

  test('kept frames that look alike may be merged, also where frames come unevenly', async () => {
    const delaysMs = [...times(10, 20), 400, 400, ...times(10, 20), 400, 400];
    // it moves only now and then: 0 to 9 show the same, so do 10 and 11
    const original = draw({ width: 64, height: 48 }, delaysMs, (x, _y, frame) => {
      const at = frame < 10 ? 0 : frame < 12 ? 20 : frame < 22 ? 40 : 52;
      return x >= at && x < at + 8 ? [20, 60, 200] : [240, 240, 230];
    });
    const merged = keep(original, [0, 10, 12, 22], [200, 800, 200, 800]);
    const { verdict, check } = await judge(original, merged, 10);
    expect(check('frame_count')).toMatchObject({ outcome: 'passed', actual: { frames: 4, withMerged: 8 } });
    expect(verdict).toBe('pass');
  });
});

describe('what was not asked for fails', () => {
  const original = moving(times(24, 50));

  test('frames that were not dropped', async () => {
    const { outcomes, check } = await judge(original, original, 10);
    expect(outcomes).toMatchObject({ frame_count: 'failed', fps: 'failed' });
    expect(check('frame_count').message).toBe('24 frames, 12 expected (24 at most 10 a second)');
    expect(check('fps').message).toBe('Shows 20 frames a second, at most 10 expected (100 % off)');
  });

  test('more frames dropped than that', async () => {
    const { outcomes } = await judge(original, keep(original, every(3, 8), times(8, 150)), 10);
    expect(outcomes).toMatchObject({ frame_count: 'failed', fps: 'passed', duration: 'passed' });
  });

  test('frames dropped without their time kept', async () => {
    const { outcomes } = await judge(original, keep(original, every(2, 12), times(12, 50)), 10);
    expect(outcomes).toMatchObject({ fps: 'failed', duration: 'failed' });
  });

  test('all frames, slower: that is what --operation timing asks for', async () => {
    const slower = keep(original, every(1, 24), times(24, 100));
    const { outcomes } = await judge(original, slower, 10);
    expect(outcomes).toMatchObject({ frame_count: 'failed', fps: 'passed', duration: 'failed' });
    const retimed = await judge(original, slower, 10, { operation: 'timing' });
    expect(retimed.outcomes).toMatchObject({ frame_count: 'passed', fps: 'passed', duration: 'passed' });
  });

  test('the first half, its last frame held for the rest', async () => {
    const frozen = keep(original, every(1, 12), [...times(11, 50), 650]);
    const { outcomes } = await judge(original, frozen, 10);
    expect(outcomes).toMatchObject({ frame_count: 'passed', duration: 'passed', quality_degradation: 'failed' });
  });

  test('frames that were invented for a source that is slower', async () => {
    const slow = moving(times(6, 200));
    const twice = keep(slow, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5], times(12, 100));
    expect((await judge(slow, twice, 10)).outcomes.frame_count).toBe('failed');
  });

  test('a still, unless one frame is all that the rate leaves', async () => {
    const still = keep(original, [0], [1200]);
    expect((await judge(original, still, 10)).outcomes).toMatchObject({ fps: 'failed', duration: 'failed' });
    expect((await judge(original, still, 0.5)).outcomes).toMatchObject({ fps: 'passed', duration: 'passed' });
  });
});

test('with a frame ratio beside it, the ratio says how many frames and fps what is shown', async () => {
  const original = moving(times(24, 50));
  const half = keep(original, every(2, 12), times(12, 100));
  const asked = (fps: number): Asked => ({ expectation: { frameRatio: 0.5, fps } });
  expect((await judge(original, half, 10, asked(10))).outcomes).toMatchObject({ frame_count: 'passed', fps: 'passed' });
  expect((await judge(original, half, 10, asked(20))).outcomes).toMatchObject({ frame_count: 'passed', fps: 'failed' });
});
