import { describe, expect, test } from 'vitest';
import { readTiming, storeTiming } from '../../src/engines/gif-timing.js';
import { loop, writeGif, type Block } from '../support/gif-writer.js';

const dot = { width: 1, height: 1, indices: [0] };

function gif(blocks: readonly Block[], trailer = true): Uint8Array {
  return writeGif({ width: 1, height: 1, palette: [[255, 0, 0]], blocks, trailer });
}

describe('readTiming', () => {
  test('gives the delays as stored, 0 without a control block', () => {
    const { delaysMs } = readTiming(gif([{ ...dot, delay: 7 }, dot, { ...dot, delay: 0 }, { ...dot, delay: 65_535 }]));
    expect(delaysMs).toEqual([70, 0, 0, 655_350]);
  });

  test('keeps a control block for the image behind a comment', () => {
    const control = [0x21, 0xf9, 4, 0, 9, 0, 0, 0];
    const comment = [0x21, 0xfe, 1, 65, 0];
    expect(readTiming(gif([{ raw: [...control, ...comment] }, dot])).delaysMs).toEqual([90]);
  });

  test.each([[0], [1], [65_535]])('gives the loop count as stored: %i', (count) => {
    expect(readTiming(gif([loop(count), dot])).loopCount).toBe(count);
  });

  test('has no loop count without a loop block', () => {
    expect(readTiming(gif([dot])).loopCount).toBeNull();
  });

  test('skips local palettes', () => {
    const palette = [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
      [44, 33, 59],
    ] as const;
    expect(
      readTiming(
        gif([
          { ...dot, palette, delay: 3 },
          { ...dot, delay: 4 },
        ]),
      ).delaysMs,
    ).toEqual([30, 40]);
  });

  test('does without a trailer', () => {
    expect(readTiming(gif([{ ...dot, delay: 5 }], false)).delaysMs).toEqual([50]);
  });

  test.each([
    ['a PNG', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'does not begin with "GIF"'],
    ['a cut file', gif([dot, dot]).subarray(0, 30), 'past its end'],
    ['no image', gif([]), 'no image'],
    ['bytes between blocks', gif([dot, { raw: [0x99] }, dot]), 'begins no block'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readTiming(bytes)).toThrow(message);
  });
});

describe('storeTiming', () => {
  test('puts delays and loop count where the file keeps them', () => {
    const bytes = gif([loop(3), { ...dot, delay: 1 }, { ...dot, delay: 2 }]);
    storeTiming(bytes, { delaysMs: [0, 655_350], loopCount: 65_535 });
    expect(readTiming(bytes)).toEqual({ delaysMs: [0, 655_350], loopCount: 65_535 });
  });

  test('refuses what the file has no field for, instead of losing it', () => {
    const bytes = gif([dot, dot]);
    expect(() => storeTiming(bytes, { delaysMs: [50, 0], loopCount: null })).toThrow('without a delay');
    expect(() => storeTiming(bytes, { delaysMs: [0, 0], loopCount: 2 })).toThrow('Loop count 2');
    expect(() => storeTiming(bytes, { delaysMs: [0], loopCount: null })).toThrow('1 frames');
  });
});
