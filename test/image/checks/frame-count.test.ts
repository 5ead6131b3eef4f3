/** Fewer frames than asked for: lawful where identical neighbours were merged with their time kept, and only there. */
import { describe, expect, test } from 'vitest';
import { draw, type Animation } from '../../../fixtures/animation.js';
import { encodeGif } from '../../../fixtures/encode.js';
import { runSuiteOn, type Asked } from '../../support/run-suite.js';

const SIZE = { width: 64, height: 48 };
const times = (count: number, ms: number): number[] => Array.from({ length: count }, () => ms);

/** One frame a letter, each with its bar at another place; equal letters are equal frames. */
function letters(text: string): Animation {
  return draw(SIZE, times(text.length, 100), (x, _y, frame) => {
    const at = 5 * (text.charCodeAt(frame) - 65);
    return x >= at && x < at + 8 ? [20, 60, 200] : [240, 240, 230];
  });
}

function keep(animation: Animation, indices: readonly number[], delaysMs: readonly number[]): Animation {
  return { ...animation, frames: indices.map((index) => animation.frames[index] as Uint8Array), delaysMs };
}

const judge = (original: Animation, output: Animation, asked: Asked = {}) =>
  runSuiteOn(encodeGif(original), encodeGif(output), asked);
const half: Asked = { operation: 'frame_reduction', expectation: { frameRatio: 0.5 } };

describe('without a frame ratio', () => {
  test('neighbours that were merged count for all that they show, and it is said', async () => {
    const original = letters('AAABBBBC');
    const { verdict, check } = await judge(original, keep(original, [0, 3, 7], [300, 400, 100]));
    expect(verdict).toBe('pass');
    expect(check('frame_count')).toMatchObject({ outcome: 'passed', actual: { frames: 3, withMerged: 8 } });
    expect(check('frame_count').message).toMatch(/merged/);
  });

  test('the same frames with their time given to the wrong ones fail', async () => {
    const original = letters('AAABBBBC');
    const { outcomes } = await judge(original, keep(original, [0, 3, 7], [100, 100, 600]));
    expect(outcomes.frame_count).toBe('failed');
  });

  test('a different frame that was left out fails, its time kept or not', async () => {
    const original = letters('ABCDEFGH');
    const { outcomes } = await judge(
      original,
      keep(original, [0, 1, 2, 4, 5, 6, 7], [100, 100, 200, ...times(4, 100)]),
    );
    expect(outcomes.frame_count).toBe('failed');
  });

  // each step is one grey level: no neighbour differs visibly, but the ends do
  test('a slow fade that was merged into eight steps fails', async () => {
    const fade = draw(SIZE, times(40, 50), (x, _y, frame) => [60 + frame + (x >> 4), 60 + frame, 60 + frame]);
    const steps = [0, 5, 10, 15, 20, 25, 30, 35];
    expect((await judge(fade, keep(fade, steps, times(8, 250)))).outcomes.frame_count).toBe('failed');
  });

  test('a still in the place of a blinking animation fails', async () => {
    const original = letters('ABABABAB');
    const { outcomes } = await judge(original, keep(original, [0], [800]));
    expect(outcomes).toMatchObject({ frame_count: 'failed', fps: 'failed', duration: 'failed' });
  });
});

describe('with frames dropped on purpose', () => {
  test('kept frames that look alike may be merged: A B A B C D C D -> A A C C -> A C', async () => {
    const original = letters('ABABCDCD');
    const { verdict, check } = await judge(original, keep(original, [0, 4], [400, 400]), half);
    expect(check('frame_count')).toMatchObject({ outcome: 'passed', actual: { frames: 2, withMerged: 4 } });
    expect(verdict).toBe('pass');
  });

  test('every third frame where every second was asked for fails', async () => {
    const original = letters('ABCDEFGHABCDEFGHABCDEFGH');
    const indices = [0, 3, 6, 9, 12, 15, 18, 21];
    expect((await judge(original, keep(original, indices, times(8, 300)), half)).outcomes.frame_count).toBe('failed');
  });

  test('the first half, its last frame held for the rest, has the right count and fails for what it shows', async () => {
    const original = letters('ABCDEFGHIJKL');
    const output = keep(original, [0, 1, 2, 3, 4, 5], [...times(5, 100), 700]);
    const { outcomes } = await judge(original, output, half);
    expect(outcomes).toMatchObject({ frame_count: 'passed', duration: 'passed', quality_degradation: 'failed' });
  });

  test('a frozen output fails, whatever its count', async () => {
    const original = letters('ABCDEFGHIJKL');
    for (const frames of [2, 6]) {
      const output = keep(original, times(frames, 0), times(frames, 1200 / frames));
      expect((await judge(original, output, half)).verdict).toBe('fail');
    }
  });

  test('a blinking animation may not become a still, though every kept frame is alike', async () => {
    const original = letters('ABABAB');
    const { verdict, outcomes } = await judge(original, keep(original, [0], [600]), half);
    expect(outcomes).toMatchObject({ fps: 'failed', duration: 'failed' });
    expect(verdict).toBe('fail');
  });
});
