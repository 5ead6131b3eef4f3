import { describe, expect } from 'vitest';
import { fc, test } from '@fast-check/vitest';
import { loopCountOf, playsOf } from '../../../src/image/loops.js';
import { loop, writeGif } from '../../support/gif-writer.js';
import { drawFrames, encodeWebp } from '../../support/raster.js';
import { runSuiteOn } from '../../support/run-suite.js';

const [WIDTH, HEIGHT, DELAY] = [16, 12, 100];

function gif(loopCount: number | null): Uint8Array {
  const frame = (index: number) => ({
    width: WIDTH,
    height: HEIGHT,
    indices: Array<number>(WIDTH * HEIGHT).fill(index),
    delay: DELAY / 10,
  });
  return writeGif({
    width: WIDTH,
    height: HEIGHT,
    palette: [
      [255, 0, 0],
      [0, 0, 255],
    ],
    blocks: [...(loopCount === null ? [] : [loop(loopCount)]), frame(0), frame(1)],
  });
}

function webp(plays: number): Promise<Uint8Array> {
  return encodeWebp(drawFrames(WIDTH, HEIGHT, 2), WIDTH, HEIGHT, { delay: [DELAY, DELAY], loop: plays });
}

describe('between formats, of which GIF stores repeats and WebP plays', () => {
  test.each([
    [0, 0, 'Plays for ever, as the original'],
    [null, 1, 'Plays once, as the original'],
    [1, 2, 'Plays 2 times, as the original'],
    [4, 5, 'Plays 5 times, as the original'],
  ])('a GIF with %j and a WebP with %j play alike', async (repeats, plays, message) => {
    const there = await runSuiteOn(gif(repeats), await webp(plays), { checks: ['loop_count'] });
    expect(there.check('loop_count')).toMatchObject({ outcome: 'passed', message, expected: plays, actual: plays });
    const back = await runSuiteOn(await webp(plays), gif(repeats), { checks: ['loop_count'] });
    expect(back.check('loop_count')).toMatchObject({ outcome: 'passed', message, expected: repeats, actual: repeats });
  });

  test('the same number in both is another number of plays', async () => {
    const { check } = await runSuiteOn(gif(3), await webp(3), { checks: ['loop_count'] });
    expect(check('loop_count')).toMatchObject({
      outcome: 'failed',
      message: 'The output plays 3 times, the original 4 times',
      expected: 4,
      actual: 3,
    });
  });
});

test('within a format the stored numbers decide', async () => {
  const outcomes = async (original: Uint8Array, output: Uint8Array) =>
    (await runSuiteOn(original, output, { checks: ['loop_count'] })).check('loop_count');
  expect(await outcomes(gif(3), gif(3))).toMatchObject({ outcome: 'passed', expected: 3, actual: 3 });
  expect(await outcomes(gif(null), gif(1))).toMatchObject({ outcome: 'failed', expected: null, actual: 1 });
  expect(await outcomes(await webp(0), await webp(1))).toMatchObject({ outcome: 'failed', expected: 0, actual: 1 });
});

test.prop([fc.constantFrom('gif', 'webp'), fc.integer({ min: 0, max: 65_535 })])(
  'what a format stores says how often it plays, and the reverse',
  (format, loopCount) => {
    expect(loopCountOf(playsOf({ format, loopCount }), format)).toBe(loopCount);
  },
);
