import { expect, test } from 'vitest';
import { BlockReader } from '../../../src/image/gif/blocks.js';
import { ProblemLog } from '../../../src/image/gif/problems.js';
import { DEFAULT_BUDGET } from '../../../src/image/reader.js';
import { openSource, type ByteSource } from '../../../src/image/source.js';
import { writeGif, type GifSpec, type ImageSpec } from '../../support/gif-writer.js';

const DOT: ImageSpec = { width: 1, height: 1, indices: [0] };

function walk(gif: GifSpec): BlockReader {
  return new BlockReader(openSource({ bytes: writeGif(gif) }), DEFAULT_BUDGET, new ProblemLog());
}

test('describes an image with its graphic control and its own palette', () => {
  const palette = [
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
  ] as const;
  const image = { left: 3, top: 4, width: 5, height: 6, indices: Array<number>(30).fill(2), interlaced: true };
  const blocks = walk({
    width: 9,
    height: 10,
    palette: [[0, 0, 0]],
    blocks: [{ ...image, palette, delay: 7, disposal: 3, transparent: 1 }, DOT],
  });
  expect(blocks.nextImage()).toMatchObject({
    index: 0,
    // header 13, palette 6, graphic control 8
    offset: 27,
    left: 3,
    top: 4,
    width: 5,
    height: 6,
    interlaced: true,
    palette: { size: 4 },
    delayMs: 70,
    disposal: 3,
    transparent: 1,
    minCodeSize: 2,
  });
  const second = { index: 1, interlaced: false, palette: { size: 2 }, delayMs: 0, disposal: 0, transparent: -1 };
  expect(blocks.nextImage()).toMatchObject(second);
  expect(blocks.nextImage()).toBeNull();
  expect(blocks).toMatchObject({ images: 2, sound: true });
});

test('data that nobody asked for is skipped, data that was read is not read again', () => {
  const blocks = walk({ width: 1, height: 1, blocks: [DOT, { ...DOT, codes: [1, 2, 3], subBlockSize: 2 }, DOT] });
  blocks.nextImage();
  blocks.nextImage();
  const data: number[][] = [];
  expect(blocks.readData((bytes, start, end) => data.push([...bytes.subarray(start, end)]))).toBe(true);
  // a length before the data of each sub-block
  expect(data).toEqual([[2, 1, 2, 1, 3]]);
  expect(blocks.nextImage()).toMatchObject({ index: 2 });
});

test('nothing is read after a byte that begins no block', () => {
  const blocks = walk({ width: 1, height: 1, blocks: [DOT, { raw: [0x99] }, DOT] });
  blocks.nextImage();
  expect(blocks.nextImage()).toBeNull();
  expect(blocks.nextImage()).toBeNull();
  expect(blocks).toMatchObject({ images: 1, sound: false });
});

test('a file of 256 MiB is walked with the memory of one window', () => {
  const blocks = new BlockReader(endlessComments(2 ** 28), DEFAULT_BUDGET, new ProblemLog());
  const before = process.memoryUsage();
  expect(blocks.nextImage()).toBeNull();
  const after = process.memoryUsage();
  expect(blocks.position).toBe(2 ** 28);
  // 64 MiB allow for garbage that was not collected yet; the file is four times that
  expect(after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers).toBeLessThan(2 ** 26);
});

/** A GIF that is one comment of the given size, made up while it is read. */
function endlessComments(size: number): ByteSource {
  const head = [...writeGif({ width: 1, height: 1, blocks: [], trailer: false }), 0x21, 0xfe];
  return {
    path: null,
    size,
    read(target, position) {
      const count = Math.min(target.length, size - position);
      target.fill(255, 0, count);
      for (let i = 0; i < count && position + i < head.length; i++) target[i] = head[position + i]!;
      return count;
    },
    changed: () => false,
    close() {},
  };
}
