/** Motion that is small, dim or a matter of hue: SSIM, PSNR and colour figures of every single frame stay near perfect. */
import { describe, expect, test } from 'vitest';
import { draw, type Animation, type Rgb } from '../../fixtures/animation.js';
import { encodeGif } from '../../fixtures/encode.js';
import { runSuiteOn } from '../support/run-suite.js';

const SIZE = { width: 160, height: 120 };
const TIMES = Array.from({ length: 12 }, () => 100);

/** A disc of radius 6 that moves 10 pixels a frame. */
function disc(paper: Rgb, ink: Rgb): Animation {
  return draw(SIZE, TIMES, (x, y, frame) => (Math.hypot(x - 15 - 10 * frame, y - 60) < 6 ? ink : paper));
}

/** A line of 6 x 10 pixel marks, one more in each frame. */
const typing = draw(SIZE, TIMES, (x, y, frame) => {
  const letter = Math.floor((x - 10) / 10);
  return y >= 50 && y < 60 && x >= 10 && (x - 10) % 10 < 6 && letter <= frame ? [40, 40, 40] : [240, 240, 240];
});

const scenes: readonly [string, Animation][] = [
  ['a dim disc on a dark page', disc([30, 30, 30], [50, 50, 50])],
  ['a disc of the same luma as its page', disc([128, 128, 128], [220, 85, 128])],
  ['a line that is typed', typing],
];

const orders: readonly [string, readonly number[]][] = [
  ['frozen at its first frame', Array.from({ length: 12 }, () => 0)],
  ['frozen at its last frame', Array.from({ length: 12 }, () => 11)],
  ['frozen from the eighth frame on', [0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 7, 7]],
  ['reversed', [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]],
  ['two frames late', [0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
  ['two frames early', [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11, 11]],
];

const inOrder = ({ frames }: Animation, order: readonly number[]) => order.map((index) => frames[index] as Uint8Array);

describe.each(scenes)('%s', (_scene, animation) => {
  test.each(orders)('%s fails for its quality', async (_name, order) => {
    const output = { ...animation, frames: inOrder(animation, order) };
    const { outcomes } = await runSuiteOn(encodeGif(animation), encodeGif(output), { operation: 'lossy_compression' });
    expect(outcomes.quality_degradation).toBe('failed');
  });

  test('halved with the time kept passes', async () => {
    const kept = inOrder(animation, [0, 2, 4, 6, 8, 10]);
    const output = { ...animation, frames: kept, delaysMs: kept.map(() => 200) };
    const asked = { operation: 'frame_reduction', expectation: { frameRatio: 0.5 } } as const;
    const { outcomes } = await runSuiteOn(encodeGif(animation), encodeGif(output), asked);
    expect(Object.values(outcomes).filter((outcome) => outcome !== 'passed')).toEqual([]);
  });
});
