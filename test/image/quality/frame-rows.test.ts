import { expect, test } from 'vitest';
import type { FrameQuality } from '../../../src/image/quality/comparison.js';
import { FrameRows } from '../../../src/image/quality/frame-rows.js';
import { frameQuality } from '../../support/frame-quality.js';

const NAMES = Object.keys(frameQuality(0)) as (keyof FrameQuality)[];

/** What a row says of itself, figure by figure. */
const read = (frame: FrameQuality) => Object.fromEntries(NAMES.map((name) => [name, frame[name]]));

test('rows of frames give back every figure, each its own, and null where there is none', () => {
  const different = Object.fromEntries(NAMES.map((name, index) => [name, index + 1 / 3]));
  const none = { leastSsim: null, ssim: null, ssimFast: null, psnr: null, localStructure: null, gmsd: null };
  const frames = [
    frameQuality(0, { ...different, extra: { ms_ssim: 0.5 } }),
    frameQuality(1, { ...none, gradientRatio: null, flicker: null, late: null, early: null }),
    frameQuality(2),
  ];
  const rows = new FrameRows(frames.length);
  for (const frame of frames) rows.add(frame);
  expect(rows.map(read)).toEqual(frames);
  expect([...rows].map(read)).toEqual(frames);
  expect(rows.length).toBe(frames.length);
  const outputs: number[] = [];
  rows.forEach(({ output }) => outputs.push(output));
  expect(outputs).toEqual(frames.map(({ output }) => output));
  expect(rows.every(({ output }) => output < 2)).toBe(false);
  expect(rows.every(({ output }) => output < 3)).toBe(true);
});
