import { expect, test } from 'vitest';
import type { Frame, ImageReader } from '../../../src/image/reader.js';
import { compareInLockstep, EVERYTHING, Lane } from '../../../src/image/quality/compare.js';
import { FrameCursor } from '../../../src/image/quality/lockstep.js';
import { Plan } from '../../../src/image/quality/plan.js';

/** Two tiles side by side. */
const SIZE = { width: 64, height: 32 };
const WHOLE = { left: 0, top: 0, ...SIZE };

/** Grey pictures, and the flags that their reader has for them. */
type Shown = readonly [level: number, touched: readonly [number, number] | null];

/** Walks through pictures whose pixels change everywhere, whatever the flags say. */
function cursor(shown: readonly Shown[]): FrameCursor {
  const frames = shown.map(([level, touched], index): Frame => {
    const rgba = new Uint8Array(4 * SIZE.width * SIZE.height).fill(level);
    rgba.forEach((_, at) => at % 4 === 3 && (rgba[at] = 255));
    return { index, rgba, changed: WHOLE, touched: touched && Uint8Array.from(touched), drawing: null };
  });
  return new FrameCursor({ frames: () => frames } as unknown as ImageReader, 'picture');
}

const STILL = Array.from({ length: 3 }, (): Shown => [100, [0, 0]]);

/** The squared errors that lanes find, each at the frames that it looks at. */
async function errors(original: readonly Shown[], lanes: readonly (readonly [readonly Shown[], number[]])[]) {
  const originals = cursor(original);
  const opened = lanes.map(([output, places]) => {
    const plan = new Plan(places.map((at) => [{ original: at, output: at, timeMs: at }]));
    return new Lane(originals, cursor(output), SIZE, plan, EVERYTHING);
  });
  try {
    await compareInLockstep(originals, opened);
    return opened.map((lane) => [...lane.result().frames].map(({ mse }) => mse));
  } finally {
    for (const lane of opened) lane.close();
  }
}

test('tiles that a reader does not flag are not read again, and those of frames that went by are', async () => {
  const output: Shown[] = [
    [100, [1, 1]],
    [110, [1, 0]],
    [110, [0, 0]],
  ];
  const [all, some] = await errors(STILL, [
    [output, [0, 1, 2]],
    [output, [0, 2]],
  ]);
  expect(all).toEqual([0, 50, 50]);
  expect(some).toEqual([0, 50]);
});

test('each lane reads what the original flagged since that lane looked at it', async () => {
  const original: Shown[] = [
    [100, [1, 1]],
    [110, [0, 1]],
    [110, [0, 0]],
  ];
  const [all, some] = await errors(original, [
    [STILL, [0, 1, 2]],
    [STILL, [0, 2]],
  ]);
  expect(all).toEqual([0, 50, 50]);
  expect(some).toEqual([0, 50]);
});

test('all is read that may have changed where a reader flags nothing', async () => {
  const [found] = await errors(STILL, [
    [
      [
        [100, null],
        [110, null],
        [110, null],
      ],
      [0, 1, 2],
    ],
  ]);
  expect(found).toEqual([0, 100, 100]);
});
