import { expect, test } from 'vitest';
import { raw, writeGif, type Block, type GifSpec, type ImageSpec, type Rgb } from '../../support/gif-writer.js';
import { checkGif, readGif } from '../../support/read-gif.js';

const PALETTE: readonly Rgb[] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
];
const PICTURE: ImageSpec = { width: 4, height: 4, indices: Array.from({ length: 16 }, (_, i) => i & 3), delay: 5 };

function gif(blocks: readonly Block[], rest: Partial<GifSpec> = {}): GifSpec {
  return { width: 4, height: 4, palette: PALETTE, blocks, ...rest };
}

function withoutPalette(...blocks: readonly Block[]): GifSpec {
  return { width: 4, height: 4, blocks };
}

interface Case {
  readonly name: string;
  readonly gif: GifSpec;
  readonly complete: boolean;
  readonly problems: readonly string[];
}

const CASES: readonly Case[] = [
  { name: 'a whole GIF', gif: gif([PICTURE, PICTURE]), complete: true, problems: [] },
  {
    name: 'no image',
    gif: gif([]),
    complete: false,
    problems: ['error no_image'],
  },
  {
    name: 'a frame that reaches outside the screen',
    gif: gif([{ ...PICTURE, left: 1 }]),
    complete: true,
    problems: ['error frame_outside_screen'],
  },
  {
    name: 'a frame without area',
    gif: gif([PICTURE, { width: 0, height: 4, indices: [] }]),
    complete: true,
    problems: ['error zero_sized_frame'],
  },
  {
    name: 'a frame without a palette',
    gif: withoutPalette(PICTURE),
    complete: true,
    problems: ['error no_palette'],
  },
  {
    name: 'a transparent frame without a palette',
    gif: withoutPalette({ width: 1, height: 1, indices: [1], transparent: 1 }),
    complete: true,
    problems: ['warning no_palette_needed'],
  },
  {
    name: 'fewer pixels than promised',
    gif: gif([{ ...PICTURE, indices: [1, 2, 3] }]),
    complete: false,
    problems: ['error missing_pixels'],
  },
  {
    name: 'fewer pixels than promised and no end code',
    gif: gif([{ ...PICTURE, indices: [1, 2, 3], lzw: { endCode: false } }]),
    complete: false,
    problems: ['error missing_pixels'],
  },
  {
    name: 'no data at all',
    gif: gif([{ ...PICTURE, codes: [] }]),
    complete: false,
    problems: ['error missing_pixels'],
  },
  {
    name: 'more pixels than promised',
    gif: gif([{ ...PICTURE, indices: Array<number>(20).fill(1) }]),
    complete: true,
    problems: ['warning extra_pixels'],
  },
  {
    name: 'no end code',
    gif: gif([{ ...PICTURE, lzw: { endCode: false } }]),
    complete: true,
    problems: ['warning no_end_code'],
  },
  {
    name: 'an LZW code that means nothing',
    // 3-bit codes 4 (clear), 1, 7
    gif: gif([{ ...PICTURE, codes: [0b11_001_100, 0b1] }]),
    complete: false,
    problems: ['error lzw_invalid_code'],
  },
  {
    name: 'an LZW code that means nothing after the last pixel',
    gif: gif([{ width: 1, height: 1, indices: [1], codes: [0b11_001_100, 0b1] }]),
    complete: true,
    problems: ['warning lzw_invalid_code_after_pixels'],
  },
  {
    name: 'an index beyond the palette',
    gif: gif([{ ...PICTURE, indices: Array<number>(16).fill(5) }]),
    complete: true,
    problems: ['warning index_outside_palette'],
  },
  {
    name: 'a reserved disposal',
    gif: gif([{ ...PICTURE, disposal: 5 }]),
    complete: true,
    problems: ['warning reserved_disposal'],
  },
  {
    name: 'no trailer',
    gif: gif([PICTURE], { trailer: false }),
    complete: true,
    problems: ['warning missing_trailer'],
  },
  {
    name: 'bytes after the trailer',
    gif: gif([PICTURE], { tail: [1, 2, 3] }),
    complete: true,
    problems: ['warning bytes_after_trailer'],
  },
  {
    name: 'zero bytes between blocks',
    gif: gif([PICTURE, raw(0, 0, 0), PICTURE]),
    complete: true,
    problems: ['warning stray_zero_bytes'],
  },
  {
    name: 'junk between blocks',
    gif: gif([PICTURE, raw(0x47), PICTURE]),
    complete: false,
    problems: ['error unexpected_byte'],
  },
  ...[0, 9, 12, 255].map((minCodeSize) => ({
    name: `the code size ${minCodeSize}`,
    gif: gif([{ ...PICTURE, codes: [1, 2, 3], lzw: { minCodeSize } }]),
    complete: false,
    problems: ['error lzw_bad_code_size'],
  })),
  {
    name: 'the code size 1',
    // 2-bit codes 2 (clear), 1, 3 (end)
    gif: gif([{ width: 1, height: 1, indices: [1], codes: [0b11_01_10], lzw: { minCodeSize: 1 } }]),
    complete: true,
    problems: ['warning code_size_1'],
  },
];

test.each(CASES)('$name: $problems', async ({ gif: spec, complete, problems }) => {
  const { integrity } = await readGif(spec);
  expect(integrity.problems.map(({ severity, code }) => `${severity} ${code}`)).toEqual(problems);
  expect(integrity.complete).toBe(complete);
  expect(await checkGif(spec)).toEqual(integrity);
});

test('problems name the frame and the byte offset', async () => {
  const spec = gif([PICTURE, { ...PICTURE, left: 2 }]);
  const secondImage = writeGif(gif([PICTURE], { trailer: false })).length + 8;
  expect((await checkGif(spec)).problems).toMatchObject([{ frame: 1, offset: secondImage }]);
});

test.each([
  ['truncated_image_descriptor', 4],
  ['truncated_local_palette', 14],
])('%s names the frame that would have come, and where the file ends', async (code, rest) => {
  const whole = writeGif(gif([PICTURE], { trailer: false }));
  // graphic control 8, then the descriptor (10) and its palette
  const cut = writeGif(gif([PICTURE, { ...PICTURE, palette: PALETTE }])).subarray(0, whole.length + 8 + rest);
  expect((await checkGif(cut)).problems).toMatchObject([{ code, severity: 'error', frame: 1, offset: cut.length }]);
});

test('an invalid code is placed at its byte', async () => {
  const bytes = writeGif(gif([{ ...PICTURE, codes: [0b11_001_100, 0b1] }]));
  const { problems } = await checkGif(bytes);
  // before the end: the byte itself, the terminator, the trailer
  expect(problems[0]).toMatchObject({ frame: 0, offset: bytes.length - 3 });
});

test('a GIF cut anywhere is never whole, and is never worse than an error with its place', async () => {
  const bytes = writeGif(gif([PICTURE, { ...PICTURE, palette: PALETTE }]));
  const ends = [
    gif([PICTURE], { trailer: false }),
    gif([PICTURE, { ...PICTURE, palette: PALETTE }], { trailer: false }),
  ];
  // at these lengths only the trailer is missing, or an image together with its trailer
  const betweenBlocks = new Set([...ends.map((spec) => writeGif(spec).length), writeGif(ends[0]!).length + 8]);
  for (let length = 13; length < bytes.length; length++) {
    const { complete, problems } = await checkGif(bytes.subarray(0, length));
    const errors = problems.filter(({ severity }) => severity === 'error');
    expect({ length, complete, damaged: errors.length > 0 }).toEqual({
      length,
      complete: betweenBlocks.has(length),
      damaged: !betweenBlocks.has(length),
    });
    for (const { offset } of errors) expect(offset).toBeLessThanOrEqual(length);
  }
});

test('frames that a cut file still holds are shown as far as they go', async () => {
  const bytes = writeGif(gif([PICTURE, { ...PICTURE, indices: Array<number>(16).fill(3), subBlockSize: 1 }]));
  const { structure, frames, integrity } = await readGif(bytes.subarray(0, bytes.length - 6));
  expect(structure).toMatchObject({ frames: 2, delaysMs: [50, 50] });
  expect(integrity.problems).toMatchObject([{ code: 'lzw_truncated', severity: 'error', frame: 1 }]);
  expect(frames[1]!.subarray(0, 4)).toEqual(Uint8Array.of(255, 255, 255, 255));
  expect(frames[1]!.subarray(60)).toEqual(frames[0]!.subarray(60));
});
