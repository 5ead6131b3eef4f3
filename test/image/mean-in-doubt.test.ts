import { expect, test } from 'vitest';
import { draw } from '../../fixtures/animation.js';
import { encodeGif } from '../../fixtures/encode.js';
import { runSuiteOn } from '../support/run-suite.js';

const SIZE = { width: 64, height: 64 };
const FRAMES = 24;
const DELAYS = Array.from({ length: FRAMES }, () => 100);

/** Moving waves in 32 greys, with noise as strong as `strengthOf` says of the frame. */
function waves(strengthOf: (frame: number) => number): Uint8Array {
  const animation = draw(SIZE, DELAYS, (x, y, frame) => {
    // a hash of the place, spread over -0.5..0.5
    const noise =
      ((Math.imul((x * 73_856_093) ^ (y * 19_349_663) ^ (frame * 83_492_791), 2_654_435_761) >>> 16) & 255) / 255 - 0.5;
    const grey = 128 + 60 * Math.sin((x + 2 * frame) / 5) * Math.cos(y / 6) + strengthOf(frame) * noise;
    const step = 8 * Math.round(grey / 8);
    return [step, step, step];
  });
  return encodeGif(animation);
}

test('a mean that a late slump brings near its limit is judged by exact figures of all frames', async () => {
  const original = waves(() => 0);
  const slumping = waves((frame) => (frame < FRAMES / 2 ? 12 : 90));
  const judged = async (minMeanSsim: number, metrics: readonly 'ssim'[] = []) => {
    const limits = { minSsim: -1, minMeanSsim };
    const asked = { limits, metrics, checks: ['quality_degradation'] };
    const { actual, details } = (await runSuiteOn(original, slumping, asked)).check('quality_degradation');
    const { minMeanSsim: mean } = actual as { minMeanSsim: number };
    return { mean, brokenLimits: details?.['brokenLimits'], ssim: details?.['ssim'] };
  };
  // asked for by name it is exact whatever the limits
  const { mean } = await judged(-1, ['ssim']);
  // figures have four decimals
  for (const away of [0.0002, 0.002, 0.02]) {
    expect(await judged(mean + away)).toEqual({ mean, brokenLimits: ['minMeanSsim'], ssim: 'exact' });
    expect(await judged(mean - away)).toEqual({ mean, brokenLimits: [], ssim: 'exact' });
  }
});
