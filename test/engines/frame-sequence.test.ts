import { copyFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readAnimation } from '../../src/engines/animation.js';
import { soundFrames, writeFrames, type FrameSequence } from '../../src/engines/frame-sequence.js';
import { encodeStill } from '../support/raster.js';
import { fixture, temporaryFolder } from '../support/engine-run.js';

const go = (): void => {};

async function sequence(): Promise<FrameSequence> {
  const animation = await readAnimation(fixture('slides'), go);
  return await writeFrames(animation, join(temporaryFolder(), 'frames'), go);
}

test('every frame is a picture, in order', async () => {
  const frames = await sequence();
  const files = await soundFrames(frames, go);
  expect(files.map((file) => file.slice(frames.folder.length))).toEqual(
    [0, 1, 2, 3, 4].map((index) => `/00000${index}.png`),
  );
});

test.each<[string, (file: string) => Promise<void> | void, RegExp]>([
  ['missing', (file) => rmSync(file), /has 4 pictures, 5 expected/],
  ['cut', (file) => truncateSync(file, readFileSync(file).length - 40), /000004\.png cannot be decoded/],
  ['empty', (file) => truncateSync(file, 0), /000004\.png cannot be decoded/],
  [
    'of another size',
    async (file) => writeFileSync(file, await encodeStill('png')),
    /000004\.png is 40 x 30 pixels, 144 x 96 expected/,
  ],
  ['one too many', (file) => copyFileSync(file, file.replace('4.png', '5.png')), /has 6 pictures, 5 expected/],
])('the last picture that is %s is found, and named', async (_, harm, message) => {
  const frames = await sequence();
  await harm(join(frames.folder, '000004.png'));
  await expect(soundFrames(frames, go)).rejects.toMatchObject({
    code: 'engine_failed',
    message: expect.stringMatching(message) as string,
  });
});
