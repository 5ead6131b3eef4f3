import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mostPixels } from '../../../src/image/gif/data-bound.js';
import { encodeLzw } from '../../support/lzw-encoder.js';
import { checkGif, readGif } from '../../support/read-gif.js';
import { openGif } from '../../../src/image/gif/reader.js';
import { DEFAULT_BUDGET } from '../../../src/image/reader.js';
import { openSource } from '../../../src/image/source.js';
import { gifSpec } from '../../support/gif-arbitrary.js';
import { writeGif, type GifSpec } from '../../support/gif-writer.js';

const outlineOf = (bytes: Uint8Array) => openGif(openSource({ bytes }), DEFAULT_BUDGET).outline();

describe('the bound on the pixels of data', () => {
  test('is passed by no data that an encoder writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), fc.nat(30_000), fc.boolean(), (codeSize, pixels, flat) => {
        const indices = Uint8Array.from({ length: pixels }, (_, i) => (flat ? 0 : (i * i) % 2 ** codeSize));
        const data = encodeLzw(indices, { minCodeSize: codeSize, clear: 'never' });
        expect(mostPixels(data.length, codeSize)).toBeGreaterThanOrEqual(pixels);
      }),
    );
  });

  test('is near for the data that holds most: one colour', () => {
    // 200 strings of 1 to 200 pixels in codes of 9 bits; clear and end code make two more
    const pixels = (200 * 201) / 2;
    const data = encodeLzw(new Uint8Array(pixels), { minCodeSize: 8 });
    expect(mostPixels(data.length, 8)).toBeLessThan(1.05 * pixels);
  });

  test('is one pixel, then two, then three for as many codes as there are', () => {
    // codes of 4 bits: 2 bytes hold 1 + 2 + 3 + 4 pixels
    expect([0, 1, 2].map((bytes) => mostPixels(bytes, 3))).toEqual([0, 3, 10]);
  });

  test('grows by the longest string once the table is full', () => {
    // code size 8: the longest string has 3839 pixels, after as many codes of 9 bits
    const full = Math.ceil((3839 * 9) / 8);
    const more = mostPixels(full + 9, 8) - mostPixels(full, 8);
    expect(more).toBe(8 * 3839);
  });
});

describe('an outline', () => {
  test('has the structure of the file, and no complaint about a sound one', async () => {
    await fc.assert(
      fc.asyncProperty(gifSpec(), async (spec) => {
        const { structure, integrity, weights } = await outlineOf(writeGif(spec));
        const read = await readGif(spec);
        expect(structure).toEqual(read.structure);
        expect(weights).toHaveLength(structure.frames);
        expect(integrity.complete).toBe(true);
      }),
    );
  });

  test('never finds missing what a decoder finds whole, nor more than it', async () => {
    await fc.assert(
      fc.asyncProperty(gifSpec(), fc.double({ min: 0.2, max: 1, noNaN: true }), async (spec, share) => {
        const bytes = writeGif(spec);
        const cut = bytes.subarray(0, Math.max(13, Math.floor(share * bytes.length)));
        const decoded = await checkGif(cut);
        const outlined = (await outlineOf(cut)).integrity;
        expect(outlined.complete || !decoded.complete).toBe(true);
        const codes = new Set(decoded.problems.map(({ code }) => code));
        for (const { code } of outlined.problems) expect(codes).toContain(code);
      }),
    );
  });

  const screen = { width: 100, height: 100, palette: [[0, 0, 0] as const, [255, 255, 255] as const] };
  const image = { width: 100, height: 100, indices: [] };

  test('finds data that is too short for its pixels', async () => {
    const spec: GifSpec = { ...screen, blocks: [{ ...image, codes: new Uint8Array(20) }] };
    const { integrity } = await outlineOf(writeGif(spec));
    expect(integrity).toMatchObject({ complete: false, problems: [{ code: 'missing_pixels', frame: 0 }] });
    expect(integrity.problems[0]?.message).toMatch(/bytes hold at most \d+ of 10000 pixels$/);
  });

  test('weighs a frame by its data and by its area', async () => {
    const small = { width: 10, height: 10, indices: new Uint8Array(100) };
    const whole = { width: 100, height: 100, indices: Uint8Array.from({ length: 10_000 }, (_, i) => (i * i) & 1) };
    const { weights } = await outlineOf(writeGif({ ...screen, blocks: [whole, small, small, small] }));
    expect(weights[0]).toBeGreaterThan(10 * weights[1]!);
    expect(weights[1]).toBe(weights[3]);
    // both shares are relative to their mean
    expect(Array.from(weights).reduce((a, b) => a + b)).toBeCloseTo(8, 9);
  });
});
