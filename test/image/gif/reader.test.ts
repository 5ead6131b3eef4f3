import { expect, test } from 'vitest';
import { DEFAULT_BUDGET, iteratorOf, type ImageReader } from '../../../src/image/reader.js';
import { loadKernels } from '../../../src/image/wasm/kernels.js';
import { loop, writeGif, type GifSpec, type ImageSpec } from '../../support/gif-writer.js';
import { imageErrorCode, open, readGif } from '../../support/read-gif.js';

const RED = [255, 0, 0] as const;
const BLUE = [0, 0, 255] as const;
const STILL: GifSpec = { width: 1, height: 1, palette: [RED], blocks: [{ width: 1, height: 1, indices: [0] }] };

async function drain(reader: ImageReader): Promise<number> {
  let frames = 0;
  for await (const { index } of reader.frames()) frames = index + 1;
  return frames;
}

test('tells the structure of an animation', async () => {
  const picture = { width: 2, height: 1, indices: [0, 1] };
  const { structure } = await readGif({
    width: 2,
    height: 1,
    palette: [RED, BLUE],
    blocks: [loop(3), { ...picture, delay: 10 }, { ...picture, delay: 0 }, picture],
  });
  expect(structure).toEqual({
    format: 'gif',
    width: 2,
    height: 1,
    frames: 3,
    delaysMs: [100, 0, 0],
    durationMs: 300,
    fps: 10,
    loopCount: 3,
  });
});

test('reads a legal 43-byte GIF', async () => {
  const bytes = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');
  const { structure, frames, integrity } = await readGif(bytes);
  expect(bytes).toHaveLength(43);
  expect(structure).toMatchObject({ width: 1, height: 1, frames: 1, durationMs: 0, fps: 0, loopCount: null });
  expect(frames).toEqual([Uint8Array.of(0, 0, 0, 0)]);
  expect(integrity).toEqual({ complete: true, problems: [] });
});

test("each frame is the reader's own buffer, changed in place by the next one", async () => {
  const dot: ImageSpec = { width: 1, height: 1, indices: [0] };
  const reader = open({ ...STILL, palette: [RED, BLUE], blocks: [dot, { ...dot, indices: [1] }] });
  const buffers: Uint8Array[] = [];
  for await (const { rgba } of reader.frames()) buffers.push(rgba);
  expect(buffers[0]!.buffer).toBe(buffers[1]!.buffer);
  expect([...buffers[0]!]).toEqual([...BLUE, 255]);
});

test('what is no GIF is refused by structure, frames and integrity alike', async () => {
  const reader = open(Buffer.from('\x89PNG\r\n\x1a\n and more bytes', 'latin1'));
  expect(await imageErrorCode(reader.structure())).toBe('not_an_image');
  expect(await imageErrorCode(reader.integrity())).toBe('not_an_image');
  expect(await imageErrorCode(drain(reader))).toBe('not_an_image');
});

test('a canvas over budget is not painted, but told of and checked', async () => {
  const reader = open({ ...STILL, width: 65_535, height: 65_535 });
  expect(await imageErrorCode(drain(reader))).toBe('canvas_over_budget');
  expect(await reader.structure()).toMatchObject({ width: 65_535, height: 65_535, frames: 1 });
  expect(await reader.integrity()).toEqual({ complete: true, problems: [] });
});

test('the canvas budget is met exactly', async () => {
  const gif = { ...STILL, width: 10, height: 10 };
  expect(await drain(open(gif, { ...DEFAULT_BUDGET, maxCanvasPixels: 100 }))).toBe(1);
  expect(await imageErrorCode(drain(open(gif, { ...DEFAULT_BUDGET, maxCanvasPixels: 99 })))).toBe('canvas_over_budget');
});

test('more frames than the budget are refused', async () => {
  const gif = { ...STILL, blocks: Array<ImageSpec>(4).fill({ width: 1, height: 1, indices: [0] }) };
  expect(await drain(open(gif, { ...DEFAULT_BUDGET, maxFrames: 4 }))).toBe(4);
  const reader = open(gif, { ...DEFAULT_BUDGET, maxFrames: 3 });
  expect(await imageErrorCode(reader.structure())).toBe('frames_over_budget');
  expect(await imageErrorCode(reader.integrity())).toBe('frames_over_budget');
});

test('a screen without area has a structure and an error, but no frames', async () => {
  const reader = open({ ...STILL, width: 0 });
  expect(await imageErrorCode(drain(reader))).toBe('not_decodable');
  expect(await reader.structure()).toMatchObject({ width: 0, height: 1, frames: 1 });
  expect((await reader.integrity()).problems).toMatchObject([{ code: 'zero_screen', severity: 'error' }]);
});

test('integrity after an abandoned pass is still that of the whole file', async () => {
  const whole: ImageSpec = { width: 1, height: 1, indices: [0] };
  const reader = open({ ...STILL, blocks: [whole, { ...whole, codes: [] }] });
  const frames = iteratorOf(reader.frames());
  await frames.next();
  await frames.return?.();
  expect(await reader.integrity()).toMatchObject({ complete: false, problems: [{ code: 'missing_pixels', frame: 1 }] });
});

test.each([false, true])(
  'a 65535 x 65535 frame on a 2 x 2 screen costs no memory for itself, interlaced: %s',
  async (interlaced) => {
    const head = writeGif({ ...STILL, width: 2, height: 2, palette: [RED, BLUE], blocks: [], trailer: false });
    const first = writeGif({
      ...STILL,
      blocks: [{ width: 65_535, height: 65_535, indices: [], codes: [0x0c, 0x0a], interlaced }],
    });
    const frame = first.subarray(19);
    const before = process.memoryUsage().arrayBuffers;
    const kernelsBefore = loadKernels()!.memory.buffer.byteLength;
    const { structure, frames, integrity } = await readGif(Buffer.concat([head, frame]));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
    expect(loadKernels()!.memory.buffer.byteLength).toBeLessThan(kernelsBefore + 2 ** 20);
    expect(structure).toMatchObject({ width: 2, height: 2, frames: 1 });
    expect(frames).toHaveLength(1);
    expect(integrity.problems.map(({ code }) => code)).toEqual(['frame_outside_screen', 'missing_pixels']);
  },
);

test('the memory of the kernels does not grow with the frames', async () => {
  const side = 100;
  const image: ImageSpec = { width: side, height: side, indices: Array<number>(side * side).fill(1), disposal: 3 };
  const gif = { ...STILL, width: side, height: side, palette: [RED, BLUE], blocks: Array<ImageSpec>(500).fill(image) };
  const sizes: number[] = [];
  for await (const { rgba } of open(gif).frames()) sizes.push(rgba.buffer.byteLength);
  expect(sizes).toHaveLength(500);
  expect(new Set(sizes).size).toBe(1);
});
