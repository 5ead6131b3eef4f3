import { describe, expect, test } from 'vitest';
import { storeTiming } from '../../src/engines/gif-timing.js';
import { readGif } from '../support/read-gif.js';
import { loop, writeGif, type Block } from '../support/gif-writer.js';

const dot = { width: 1, height: 1, indices: [0] };

function gif(blocks: readonly Block[], trailer = true): Uint8Array {
  return writeGif({ width: 1, height: 1, palette: [[255, 0, 0]], blocks, trailer });
}

describe('storeTiming', () => {
  test('puts delays and loop count where the file keeps them', async () => {
    const bytes = gif([loop(3), { ...dot, delay: 1 }, { ...dot, delay: 2 }]);
    storeTiming(bytes, { delaysMs: [0, 655_350], loopCount: 65_535 });
    expect((await readGif(bytes)).structure).toMatchObject({ delaysMs: [0, 655_350], loopCount: 65_535 });
  });

  test('finds them behind comments and local palettes', async () => {
    const control = [0x21, 0xf9, 4, 0, 9, 0, 0, 0];
    const comment = [0x21, 0xfe, 1, 65, 0];
    const palette = [
      [1, 2, 3],
      [44, 33, 59],
    ] as const;
    const bytes = gif([{ raw: [...control, ...comment] }, dot, { ...dot, palette, delay: 4 }]);
    storeTiming(bytes, { delaysMs: [110, 120], loopCount: null });
    expect((await readGif(bytes)).structure).toMatchObject({ delaysMs: [110, 120], loopCount: null });
  });

  test.each([
    ['a PNG', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'does not begin with "GIF"'],
    ['a cut file', gif([dot, dot]).subarray(0, 30), 'past its end'],
    ['no image', gif([]), 'no image'],
    ['bytes between blocks', gif([dot, { raw: [0x99] }, dot]), 'begins no block'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => storeTiming(bytes, { delaysMs: [0], loopCount: null })).toThrow(message);
  });

  test('refuses what the file has no field for, instead of losing it', () => {
    const bytes = gif([dot, dot]);
    expect(() => storeTiming(bytes, { delaysMs: [50, 0], loopCount: null })).toThrow('without a delay');
    expect(() => storeTiming(bytes, { delaysMs: [0, 0], loopCount: 2 })).toThrow('Loop count 2');
    expect(() => storeTiming(bytes, { delaysMs: [0], loopCount: null })).toThrow('1 frames');
  });
});
