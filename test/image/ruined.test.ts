/** The ruined outputs that the original approves, each with the check that must fail. Made from every shipped scene. */
import { describe, expect, test } from 'vitest';
import { recolored, withFrames, type Animation, type Rgb } from '../../fixtures/animation.js';
import { encodeGif } from '../../fixtures/encode.js';
import { SCENES } from '../../fixtures/scenes.js';
import { runSuiteOn } from '../support/run-suite.js';

const scenes = Object.entries({
  register: SCENES.register(),
  plasma: SCENES.plasma(),
  dashboard: SCENES.dashboard(),
  ball: SCENES.ball(),
  slides: SCENES.slides(),
});

const lumaOf = ([r, g, b]: Rgb): number => 0.299 * r + 0.587 * g + 0.114 * b;

/** Another hue with the same luma: red and blue change places, then all channels move until the luma is as it was. */
function swapHue(rgb: Rgb): Rgb {
  const swapped: Rgb = [rgb[2], rgb[1], rgb[0]];
  const shift = lumaOf(rgb) - lumaOf(swapped);
  return [swapped[0] + shift, swapped[1] + shift, swapped[2] + shift];
}

/** A repeatable noise value 0..255. */
function noise(x: number, y: number, frame: number, channel: number): number {
  const mixed = Math.imul(x * 374761393 + y * 668265263 + frame * 2147483647 + channel * 1274126177, 2246822519);
  return ((mixed ^ (mixed >>> 13)) >>> 0) % 256;
}

function shifted(animation: Animation, pixels: number): Animation {
  const { width, height } = animation;
  const frames = animation.frames.map((frame) => {
    const copy = new Uint8Array(frame.length);
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const from = 4 * (((y + pixels) % height) * width + ((x + pixels) % width));
        copy.set(frame.subarray(from, from + 4), 4 * (y * width + x));
      }
    }
    return copy;
  });
  return { ...animation, frames };
}

const last = (animation: Animation): number => animation.frames.length - 1;

/** Offset of the first data byte of image `frame`; the files have a graphic control and an image descriptor for each. */
function imageDataOf(gif: Uint8Array, frame: number): number {
  let at = 0;
  for (let seen = -1; seen < frame; seen += 1)
    at = Buffer.from(gif.buffer, gif.byteOffset).indexOf(GRAPHIC_CONTROL, at) + GRAPHIC_CONTROL.length;
  const descriptor = at + 5;
  const flags = gif[descriptor + 9] as number;
  const palette = (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
  // code size, length of the first sub-block, and some codes further
  return descriptor + 10 + palette + 2 + 60;
}

/** Introducer, label and block size (GIF89a section 23). */
const GRAPHIC_CONTROL = Buffer.from([0x21, 0xf9, 4]);

const ruins: Record<string, (animation: Animation) => Animation> = {
  'all black': (a) => recolored(a, () => [0, 0, 0]),
  noise: (a) => recolored(a, (_, x, y, frame) => [noise(x, y, frame, 0), noise(x, y, frame, 1), noise(x, y, frame, 2)]),
  inverted: (a) => recolored(a, ([r, g, b]) => [255 - r, 255 - g, 255 - b]),
  'alternating magenta and black': (a) =>
    recolored(a, (_rgb, _x, _y, frame) => (frame % 2 === 0 ? [255, 0, 255] : [0, 0, 0])),
  'blank first frame': (a) =>
    recolored(
      a,
      () => [255, 255, 255],
      (frame) => frame === 0,
    ),
  reversed: (a) => ({ ...a, frames: a.frames.toReversed() }),
  'one ruined frame': (a) =>
    recolored(
      a,
      () => [0, 0, 0],
      (frame) => frame === Math.min(5, last(a)),
    ),
  'shifted by 8 pixels': (a) => shifted(a, 8),
  'hue-swapped at equal luma': (a) => recolored(a, swapHue),
  'faded half way to white': (a) => recolored(a, ([r, g, b]) => [(r + 255) / 2, (g + 255) / 2, (b + 255) / 2]),
  'frame 0 repeated': (a) =>
    withFrames(
      a,
      a.frames.map(() => a.frames[0] as Uint8Array),
    ),
  'flickering by 40 levels': (a) =>
    recolored(
      a,
      ([r, g, b]) => [r + 40, g + 40, b + 40].map((v) => Math.min(255, v)) as unknown as Rgb,
      (frame) => frame % 2 === 1,
    ),
};

describe.each(scenes)('%s', (_name, animation) => {
  const original = encodeGif(animation);

  test.each(Object.keys(ruins))('%s fails for its quality', async (name) => {
    const ruined = encodeGif((ruins[name] as (a: Animation) => Animation)(animation));
    const { verdict, outcomes } = await runSuiteOn(original, ruined, { operation: 'lossy_compression' });
    expect(outcomes).toMatchObject({ quality_degradation: 'failed', file_integrity: 'passed', dimensions: 'passed' });
    expect(verdict).toBe('fail');
  });

  test('cut at 60 % fails for its integrity, naming frame and byte, and nothing else is looked at', async () => {
    const { check, verdict } = await runSuiteOn(original, original.subarray(0, Math.floor(original.length * 0.6)));
    expect(verdict).toBe('fail');
    expect(check('file_integrity')).toMatchObject({ outcome: 'failed' });
    expect(check('file_integrity').message).toMatch(/byte \d+/);
    expect(check('quality_degradation').outcome).toBe('skipped');
  });

  test('bytes flipped in the image data mid-stream fail, for integrity or for what they show', async () => {
    const flipped = original.slice();
    const start = imageDataOf(original, Math.floor(last(animation) / 2));
    for (let at = 0; at < 40; at += 1) {
      const position = start + at;
      flipped[position] = (flipped[position] as number) ^ 0x5a;
    }
    expect((await runSuiteOn(original, flipped)).verdict).toBe('fail');
  });

  test('an identical copy passes everything, with a warning that it is no smaller', async () => {
    const { outcomes, verdict } = await runSuiteOn(original, original.slice());
    expect(verdict).toBe('warn');
    expect(Object.entries(outcomes).filter(([, outcome]) => outcome !== 'passed')).toEqual([
      ['size_reduction', 'warned'],
    ]);
  });
});

test('transparency that was filled in fails for transparency', async () => {
  const animation = SCENES.ball();
  const filled = {
    ...animation,
    frames: animation.frames.map((frame) => {
      const copy = frame.slice();
      for (let at = 0; at < copy.length; at += 4) if (copy[at + 3] === 0) copy.set([255, 0, 255, 255], at);
      return copy;
    }),
  };
  const { outcomes } = await runSuiteOn(encodeGif(animation), encodeGif(filled));
  expect(outcomes.transparency).toBe('failed');
  expect(outcomes.quality_degradation).toBe('failed');
});

test('see-through pixels where there were none fail for transparency', async () => {
  const animation = SCENES.register();
  const holed = {
    ...animation,
    frames: animation.frames.map((frame) => {
      const copy = frame.slice();
      for (let at = 3; at < copy.length / 4; at += 4) copy[at] = 0;
      return copy;
    }),
  };
  expect((await runSuiteOn(encodeGif(animation), encodeGif(holed))).outcomes.transparency).toBe('failed');
});
