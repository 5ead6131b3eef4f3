import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Animation } from '../../src/engines/animation.js';
import { writeGif } from '../../src/engines/gif-writer.js';
import { readGif } from '../support/read-gif.js';

const go = (): void => {};

/** Few colours, so that pixels often stay the same from frame to frame; alpha 0 has no colour. */
const smallAnimations: fc.Arbitrary<Animation> = fc
  .record({
    width: fc.integer({ min: 1, max: 9 }),
    height: fc.integer({ min: 1, max: 9 }),
    frameCount: fc.integer({ min: 1, max: 5 }),
    loopCount: fc.constantFrom(null, 0, 1, 65_535),
  })
  .chain((shape) =>
    fc
      .record({
        delaysMs: fc.array(
          fc.integer({ min: 0, max: 65_535 }).map((cs) => cs * 10),
          { minLength: shape.frameCount, maxLength: shape.frameCount },
        ),
        pixels: fc
          .array(fc.constantFrom([0, 0, 0, 0], [255, 0, 0, 255], [0, 0, 0, 255], [9, 200, 77, 255]), {
            minLength: shape.frameCount * shape.width * shape.height,
            maxLength: shape.frameCount * shape.width * shape.height,
          })
          .map((pixels) => Uint8Array.from(pixels.flat())),
      })
      .map((rest) => ({ ...shape, ...rest })),
  );

/** Frames of `distinct[i]` colours that no two frames share. */
function manyColors(distinct: readonly number[], transparent = false): Animation {
  const width = 24;
  const height = 24;
  const frames = distinct.map((count, frame) =>
    Array.from({ length: width * height }, (_, index) => {
      if (transparent && index === 0) return [0, 0, 0, 0];
      const color = index % count;
      return [color % 256, frame, 1 + Math.floor(color / 256), 255];
    }).flat(),
  );
  return {
    width,
    height,
    frameCount: distinct.length,
    pixels: Uint8Array.from(frames.flat()),
    delaysMs: distinct.map(() => 100),
    loopCount: 0,
  };
}

async function framesOf(bytes: Uint8Array): Promise<Uint8Array> {
  return Uint8Array.from((await readGif(bytes)).frames.flatMap((rgba) => [...rgba]));
}

describe('writeGif', () => {
  test.prop([smallAnimations])('writes what a strict reader reads back: pixels, delays, loop', async (animation) => {
    const { bytes, warnings } = await writeGif(animation, undefined, go);
    const { structure, integrity } = await readGif(bytes);
    expect(await framesOf(bytes)).toEqual(animation.pixels);
    expect(structure).toMatchObject({ delaysMs: animation.delaysMs, loopCount: animation.loopCount });
    expect(integrity).toEqual({ complete: true, problems: [] });
    expect(warnings).toEqual([]);
  });

  test.each([
    ['one palette of 256 for all frames', [128, 128], false],
    ['256 colours in each frame', [256, 256, 256], false],
    ['255 colours and a hole in each frame', [255, 255], true],
  ])('is exact with %s', async (_, distinct, transparent) => {
    const animation = manyColors(distinct, transparent);
    const { bytes, warnings } = await writeGif(animation, undefined, go);
    expect(await framesOf(bytes)).toEqual(animation.pixels);
    expect(warnings).toEqual([]);
  });

  test('says which frames had more colours than a GIF frame holds', async () => {
    const { bytes, warnings } = await writeGif(manyColors([200, 400]), undefined, go);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('Frame 1');
    expect((await readGif(bytes)).integrity.complete).toBe(true);
  });

  test('writes only what changed: a still repeated costs little more than once', async () => {
    const still = manyColors([250]);
    const once = await writeGif(still, undefined, go);
    const repeated = {
      ...still,
      frameCount: 3,
      pixels: Uint8Array.from([...still.pixels, ...still.pixels, ...still.pixels]),
      delaysMs: [100, 100, 100],
    };
    const thrice = await writeGif(repeated, undefined, go);
    // 24 x 24 see-through pixels are some 40 bytes of LZW and 20 of headers
    expect(thrice.bytes.length - once.bytes.length).toBeLessThan(200);
  });

  test('stops where the checkpoint throws', async () => {
    let frames = 0;
    const stop = (): void => {
      if (++frames > 1) throw new Error('stopped');
    };
    await expect(writeGif(manyColors([4, 4, 4]), undefined, stop)).rejects.toThrow('stopped');
    expect(frames).toBe(2);
  });
});
