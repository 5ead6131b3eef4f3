/** Damage too small for any average over the picture: each of these leaves mean and percentiles as they were. */
import { expect, test } from 'vitest';
import { draw, recolored, type Animation, type Rgb } from '../../fixtures/animation.js';
import { encodeGif } from '../../fixtures/encode.js';
import { runSuiteOn } from '../support/run-suite.js';

const SIZE = { width: 240, height: 160 };
const PAPER: Rgb = [235, 235, 225];
const INK: Rgb = [30, 30, 40];

/** Marks of a caption, 96 x 16 pixels at 24, 120; they stay the same in every frame. */
function caption(x: number, y: number): boolean {
  if (x < 24 || x >= 120 || y < 120 || y >= 136) return false;
  return (Math.imul(24 * ((y - 120) >> 2) + ((x - 24) >> 2) + 1, 2654435761) >>> 13) % 2 === 0;
}

/** A page with a caption, a green badge and a bar that moves. */
const page: Animation = draw(SIZE, [100, 100, 100, 100, 100, 100], (x, y, frame) => {
  if (caption(x, y)) return INK;
  if (Math.hypot(x - 200, y - 40) < 16) return [30, 160, 70];
  return y > 20 && y < 44 && x > 20 + 12 * frame && x < 60 + 12 * frame ? [40, 80, 200] : PAPER;
});
const original = encodeGif(page);

const inside = (left: number, top: number, width: number, height: number) => (x: number, y: number) =>
  x >= left && x < left + width && y >= top && y < top + height;
const corner = inside(0, 136, 24, 24);
const captionArea = inside(24, 120, 96, 16);

const RUINS: readonly [name: string, limit: string, ruined: Animation][] = [
  [
    'a corner of a sixtieth turned black in every frame',
    'maxLocalDeltaE',
    recolored(page, (rgb, x, y) => (corner(x, y) ? [0, 0, 0] : rgb)),
  ],
  [
    'the same corner in one frame only',
    'maxLocalDeltaE',
    recolored(
      page,
      (rgb, x, y) => (corner(x, y) ? [0, 0, 0] : rgb),
      (frame) => frame === 3,
    ),
  ],
  [
    'a badge in another hue',
    'maxLocalDeltaE',
    recolored(page, ([r, g, b], x, y) => (Math.hypot(x - 200, y - 40) < 16 ? [g, r, b] : [r, g, b])),
  ],
  ['an erased caption', 'minLocalStructure', recolored(page, (rgb, x, y) => (captionArea(x, y) ? PAPER : rgb))],
];

test.each(RUINS)('%s fails for its quality, by %s', async (_name, limit, ruined) => {
  const { check } = await runSuiteOn(original, encodeGif(ruined), { operation: 'lossy_compression' });
  expect(check('quality_degradation').outcome).toBe('failed');
  expect(check('quality_degradation').details?.['brokenLimits']).toContain(limit);
});

/** A scene with shades everywhere, where a block moves; `hurt` repaints pixels of frame 3. */
function shades(hurt: (rgb: Rgb, x: number, y: number) => Rgb): Animation {
  const scene = draw({ width: 150, height: 110 }, [80, 80, 80, 80, 80, 80], (x, y, frame) => {
    if (y > 80 && y < 100 && x > 10 + 15 * frame && x < 30 + 15 * frame) return [200, 60, 40];
    return [160 + Math.round(x / 12) * 4, 190, 150 + Math.round(y / 12) * 4];
  });
  return recolored(scene, hurt, (frame) => frame === 3);
}

/** One of 64 colours, another at each pixel: what is left in a palette that the frame's own colours fill. */
const noise = (x: number, y: number): Rgb => {
  const random = Math.imul(x * 7919 + y * 104729 + 1, 2654435761) >>> 8;
  return [(random & 3) * 85, ((random >> 2) & 3) * 85, ((random >> 4) & 3) * 85];
};

test.each<[name: string, hurt: (rgb: Rgb, x: number, y: number) => Rgb]>([
  ['24 x 24 pixels of noise', (rgb, x, y) => (inside(90, 16, 24, 24)(x, y) ? noise(x, y) : rgb)],
  ['16 x 16 pixels turned black', (rgb, x, y) => (inside(90, 16, 16, 16)(x, y) ? [0, 0, 0] : rgb)],
])('%s in one frame alone fail', async (_name, hurt) => {
  const whole = encodeGif(shades((rgb) => rgb));
  const { check } = await runSuiteOn(whole, encodeGif(shades(hurt)), { operation: 'lossy_compression' });
  expect(check('quality_degradation')).toMatchObject({
    outcome: 'failed',
    details: { brokenLimits: ['maxLoneDeltaE'] },
  });
});

test('coarse grain over everything, captions included, passes', async () => {
  const grainy = recolored(page, ([r, g, b], x, y, frame) => {
    const grain = ((Math.imul(x * 7919 + y * 104729 + frame, 2654435761) >>> 16) % 13) - 6;
    return [r + grain, g + grain, b + grain];
  });
  const { check } = await runSuiteOn(original, encodeGif(grainy), { operation: 'lossy_compression' });
  expect(check('quality_degradation')).toMatchObject({ outcome: 'passed' });
});
