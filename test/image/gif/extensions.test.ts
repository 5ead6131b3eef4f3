import { expect, test } from 'vitest';
import {
  ascii,
  comment,
  extension,
  graphicControl,
  loop,
  plainText,
  type Block,
  type ImageSpec,
} from '../../support/gif-writer.js';
import { readGif, type GifReading } from '../../support/read-gif.js';

const DOT: ImageSpec = { width: 1, height: 1, indices: [0] };

function read(...blocks: readonly Block[]): Promise<GifReading> {
  return readGif({ width: 1, height: 1, palette: [[9, 9, 9]], blocks });
}

async function loopCountOf(...blocks: readonly Block[]): Promise<number | null> {
  return (await read(...blocks, DOT)).structure.loopCount;
}

async function problemsOf(...blocks: readonly Block[]): Promise<string[]> {
  return (await read(...blocks)).integrity.problems.map(({ code, severity }) => `${severity} ${code}`);
}

test('without a loop block the count is null; 0 means for ever; else as stored', async () => {
  expect(await loopCountOf()).toBeNull();
  expect(await loopCountOf(loop(0))).toBe(0);
  expect(await loopCountOf(loop(513, 'ANIMEXTS1.0'))).toBe(513);
});

test('a loop block after the last image counts too', async () => {
  expect((await read(DOT, loop(7))).structure.loopCount).toBe(7);
});

test('only sub-block 1 is a loop count, and only in the two applications that define it', async () => {
  expect(await loopCountOf(extension(0xff, ascii('NETSCAPE2.0'), [2, 1, 0, 0, 0]))).toBeNull();
  expect(await loopCountOf(extension(0xff, ascii('NETSCAPE2.0'), [2, 1, 0, 0, 0], [1, 4, 0]))).toBe(4);
  expect(await loopCountOf(extension(0xff, ascii('NETSCAPE2.1'), [1, 4, 0]))).toBeNull();
  expect(await loopCountOf(extension(0xff, ascii('XMP DataXMP'), [1, 4, 0]))).toBeNull();
  expect(await loopCountOf(extension(0xff, ascii('NETSCAPE2.0'), [1, 4]))).toBeNull();
});

test('of several loop blocks the last counts, with a warning', async () => {
  expect(await loopCountOf(loop(3), loop(0))).toBe(0);
  expect(await problemsOf(loop(3), DOT, loop(0))).toEqual(['warning several_loop_blocks']);
});

test('a delay is hundredths of a second as stored, for its own image only', async () => {
  const { structure } = await read({ ...DOT, delay: 65_535 }, DOT, { ...DOT, delay: 1 });
  expect(structure.delaysMs).toEqual([655_350, 0, 10]);
});

test('a graphic control reaches its image over comments', async () => {
  const { structure, integrity } = await read(graphicControl({ delay: 5 }), comment('between'), DOT);
  expect(structure.delaysMs).toEqual([50]);
  expect(integrity.problems).toEqual([]);
});

test('a plain text block is not drawn and uses up the graphic control before it', async () => {
  const { structure, integrity } = await read(graphicControl({ delay: 5 }), plainText(), DOT);
  expect(structure.delaysMs).toEqual([0]);
  expect(integrity.problems).toMatchObject([{ code: 'plain_text', severity: 'warning' }]);
});

test('of two graphic controls the second counts, with a warning', async () => {
  const blocks = [graphicControl({ delay: 5 }), graphicControl({ delay: 6 }), DOT];
  expect((await read(...blocks)).structure.delaysMs).toEqual([60]);
  expect(await problemsOf(...blocks)).toEqual(['warning repeated_graphic_control']);
});

test.each([
  ['a graphic control without an image', [DOT, graphicControl({ delay: 5 })], 'warning orphan_graphic_control'],
  ['a graphic control of two bytes', [extension(0xf9, [0, 5]), DOT], 'warning short_graphic_control'],
  ['an unknown label', [extension(0x42, [1, 2, 3]), DOT], 'warning unknown_extension'],
])('%s is a warning', async (_, blocks, problem) => {
  expect(await problemsOf(...blocks)).toEqual([problem]);
});

test('comments of any length are skipped in silence', async () => {
  expect(await problemsOf(comment(''), comment('x'.repeat(200_000)), DOT)).toEqual([]);
});
