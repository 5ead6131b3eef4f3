import { expect, test } from 'vitest';
import { withFrames } from '../../../fixtures/animation.js';
import { encodeGif } from '../../../fixtures/encode.js';
import { SCENES } from '../../../fixtures/scenes.js';
import { runSuiteOn } from '../../support/run-suite.js';

const original = SCENES.slides();

test('the right pictures at the wrong times pass quality and fail duration', async () => {
  const flattened = { ...original, delaysMs: original.frames.map(() => 700) };
  const { outcomes, check } = await runSuiteOn(encodeGif(original), encodeGif(flattened));
  expect(outcomes).toMatchObject({ quality_degradation: 'passed', duration: 'failed' });
  expect(check('quality_degradation').details).toMatchObject({ pairing: 'frame order' });
});

test('frames shown twice for half of a short time are the right pictures', async () => {
  const quick = { ...original, delaysMs: [30, 100, 30, 100, 30] };
  const doubled = {
    ...quick,
    frames: quick.frames.flatMap((frame) => [frame, frame]),
    delaysMs: quick.delaysMs.flatMap((delay) => (delay === 30 ? [10, 20] : [50, 50])),
  };
  const { outcomes, check } = await runSuiteOn(encodeGif(quick), encodeGif(doubled));
  expect(outcomes).toMatchObject({ quality_degradation: 'passed', frame_count: 'failed' });
  expect(check('quality_degradation').details).toMatchObject({ pairing: 'delays as written' });
});

test('no clock excuses pictures in another order, even with their own times', async () => {
  const reversed = withFrames(original, original.frames.toReversed());
  const withTimes = { ...reversed, delaysMs: original.delaysMs.toReversed() };
  expect((await runSuiteOn(encodeGif(original), encodeGif(reversed))).outcomes.quality_degradation).toBe('failed');
  const { outcomes } = await runSuiteOn(encodeGif(original), encodeGif(withTimes));
  // the total time is right, and what comes when is a matter of the pictures
  expect(outcomes).toMatchObject({ quality_degradation: 'failed', duration: 'passed', fps: 'passed' });
});
