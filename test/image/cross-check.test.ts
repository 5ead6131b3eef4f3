import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { crossCheck, crossCheckProblems } from '../../src/image/cross-check.js';
import { openImage } from '../../src/image/open.js';
import { DEFAULT_BUDGET, type Budget, type Frame, type ImageReader } from '../../src/image/reader.js';
import { runValidateTask } from '../../src/image/run.js';
import { openSource } from '../../src/image/source.js';
import { fixture, FIXTURES } from '../support/engine-run.js';
import { writeGif } from '../support/gif-writer.js';
import { CodeWriter } from '../support/lzw-encoder.js';
import { encodeStill } from '../support/raster.js';

type Change = (frame: Frame) => Frame | null;

/** Our reader of some bytes, its frames changed: what is to be found must be known. */
async function check(bytes: Uint8Array, change: Change = (frame) => frame, budget: Budget = DEFAULT_BUDGET) {
  const source = openSource({ bytes });
  const ours = openImage(source, budget);
  const changed: ImageReader = {
    structure: () => ours.structure(),
    outline: () => ours.outline(),
    integrity: () => ours.integrity(),
    async *frames() {
      for await (const frame of ours.frames()) {
        const shown = change(frame);
        if (shown) yield shown;
      }
    },
  };
  return crossCheck(changed, source, budget);
}

/** For a code size of 2. */
const CLEAR = 4;

/** Packs codes after a clear code, as wide as a decoder of a code size of 2 reads them. */
function codesOf(codes: readonly number[]): number[] {
  const out = new CodeWriter();
  let entries = CLEAR + 1;
  let width = 3;
  for (const code of [CLEAR, ...codes]) {
    out.write(code, width);
    // the first code of a table defines no entry
    entries = code === CLEAR ? CLEAR + 1 : Math.min(entries + 1, 4096);
    width = Math.min(Math.max(3, Math.ceil(Math.log2(entries + 1))), 12);
  }
  return out.bytes();
}

const held = readFileSync(fixture('held'));

describe('crossCheck', () => {
  test.each(FIXTURES)('three readers agree on every pixel of %s', async (name) => {
    const results = await check(readFileSync(fixture(name)));
    expect(results).toMatchObject([
      { reader: 'sharp', agrees: true, first: null },
      { reader: 'gifuct-js', agrees: true, first: null },
    ]);
  });

  test('names the first frame and pixel that differ, with both values', async () => {
    const { width } = await openImage(openSource({ bytes: held }), DEFAULT_BUDGET).structure();
    const [x, y] = [11, 5];
    let theirs: number[] = [];
    const results = await check(held, (frame) => {
      const { index, rgba } = frame;
      if (index < 3) return frame;
      const at = 4 * (y * width + x);
      if (index === 3) theirs = [...rgba.subarray(at, at + 4)];
      const changed = rgba.slice();
      changed.set([1, 2, 3, 255], at);
      return { ...frame, rgba: changed };
    });
    for (const result of results) {
      expect(result).toMatchObject({ agrees: false, first: { frame: 3, x, y, ours: [1, 2, 3, 255], theirs } });
      expect(result.message).toContain(`pixel ${x}, ${y} of frame 3`);
    }
    expect(results).toHaveLength(2);
  });

  test('see-through pixels are alike whatever their colour', async () => {
    const gif = writeGif({
      width: 2,
      height: 1,
      palette: [
        [255, 0, 0],
        [0, 0, 255],
      ],
      blocks: [{ width: 2, height: 1, indices: [0, 1], transparent: 1 }],
    });
    const results = await check(gif, (frame) => {
      const colored = frame.rgba.slice();
      colored.set([9, 9, 9, 0], 4);
      return { ...frame, rgba: colored };
    });
    expect(results.map(({ agrees }) => agrees)).toEqual([true, true]);
  });

  test('another number of frames is a disagreement without a pixel', async () => {
    const results = await check(held, (frame) => (frame.index < 2 ? frame : null));
    for (const result of results) expect(result).toMatchObject({ agrees: false, first: null });
    expect(results[0]?.message).toContain('more than our 2 frames');
  });

  test('a reader that cannot read the file is a result, not a crash', async () => {
    // a code size of 59 makes gifuct-js grow an array until V8 ends the process
    const image = [0x2c, 0, 0, 0, 0, 2, 0, 1, 0, 0, 59, 1, 0, 0];
    const gif = writeGif({ width: 2, height: 1, palette: [[1, 2, 3]], blocks: [{ raw: image }] });
    const results = await check(gif);
    expect(results.map(({ agrees, first }) => ({ agrees, first }))).toEqual([
      { agrees: false, first: null },
      { agrees: false, first: null },
    ]);
    expect(results[1]?.message).toContain('gifuct-js cannot read the file: it cannot decode a code size of 59');
  });

  test.each([
    ['the first table', []],
    ['a table after a clear code', [3, CLEAR]],
    ['a table after a full one', [...Array<number>(4096).fill(0), CLEAR]],
  ])('a code that would be its own prefix is refused in %s, not followed for ever', async (_, before) => {
    const codes = codesOf([...before, CLEAR + 2, CLEAR + 2, CLEAR + 2]);
    const image = { width: 90, height: 90, indices: [], codes, lzw: { minCodeSize: 2 } };
    const [, gifuct] = await check(writeGif({ width: 90, height: 90, palette: [[1, 2, 3]], blocks: [image] }));
    expect(gifuct).toMatchObject({ reader: 'gifuct-js', agrees: false, first: null });
    expect(gifuct?.message).toContain('it cannot decode a code table that does not begin with a colour');
  });

  test('a frame too large for gifuct-js is refused by it alone', async () => {
    const gif = writeGif({
      width: 2,
      height: 2,
      palette: [[1, 2, 3]],
      blocks: [{ width: 60_000, height: 60_000, indices: [0, 0, 0, 0] }],
    });
    const [, gifuct] = await check(gif);
    expect(gifuct).toMatchObject({ reader: 'gifuct-js', agrees: false, first: null });
    expect(gifuct?.message).toContain('60000 x 60000 pixels is too large for it');
  });

  test('says so when the canvas is over the budget', async () => {
    const results = await check(held, undefined, { maxCanvasPixels: 10, maxFrames: 100 });
    for (const result of results) {
      expect(result).toMatchObject({ agrees: false, first: null });
      expect(result.message).toMatch(/not compared: .*over the budget of 10 pixels/);
    }
  });

  test('a GIF without frames proves no agreement', async () => {
    const results = await check(writeGif({ width: 2, height: 2, palette: [[1, 2, 3]], blocks: [] }));
    expect(results.map(({ agrees }) => agrees)).toEqual([false, false]);
  });

  test('formats that are read through sharp alone have no second opinion', async () => {
    expect(await check(await encodeStill('png'))).toEqual([]);
  });
});

// libvips paints a background where the first frame leaves the canvas bare; browsers do not
const bare = writeGif({
  width: 2,
  height: 1,
  palette: [
    [255, 0, 0],
    [0, 0, 255],
  ],
  blocks: [{ width: 1, height: 1, indices: [0] }],
});

describe('crossCheckProblems', () => {
  test('has none where the readers agree', async () => {
    const source = openSource({ bytes: held });
    expect(await crossCheckProblems(openImage(source, DEFAULT_BUDGET), source, DEFAULT_BUDGET)).toEqual([]);
  });

  test('gives a disagreement as a warning with its frame', async () => {
    const source = openSource({ bytes: bare });
    expect(await crossCheckProblems(openImage(source, DEFAULT_BUDGET), source, DEFAULT_BUDGET)).toEqual([
      {
        code: 'readers_disagree',
        severity: 'warning',
        frame: 0,
        offset: null,
        message: expect.stringContaining('at pixel 1, 0 of frame 0') as string,
      },
    ]);
  });
});

/** What file_integrity says of an output. */
async function integrityOf(bytes: Uint8Array, asked: boolean) {
  const task = {
    kind: 'validate',
    original: { bytes: held },
    output: { bytes },
    operation: 'recompress',
    expectation: {},
    limits: {},
    checks: ['file_integrity'],
    budget: DEFAULT_BUDGET,
    crossCheck: asked,
  } as const;
  const { checks } = await runValidateTask(task);
  return { outcome: checks[0]?.outcome, problems: JSON.stringify(checks[0]?.details) };
}

test('asking for a second opinion never softens the verdict on a file that is no image', async () => {
  expect(await integrityOf(Buffer.from('this is no image'), true)).toMatchObject({ outcome: 'failed' });
});

test('a disagreement warns where a second opinion was asked for', async () => {
  expect(await integrityOf(bare, false)).toMatchObject({ outcome: 'passed' });
  const asked = await integrityOf(bare, true);
  expect(asked).toMatchObject({ outcome: 'warned' });
  expect(asked.problems).toContain('readers_disagree');
});

test('nobody is asked for a second opinion on what is damaged', async () => {
  const cut = await integrityOf(held.subarray(0, Math.floor(held.length * 0.6)), true);
  expect(cut).toMatchObject({ outcome: 'failed' });
  expect(cut.problems).not.toContain('readers_disagree');
});
