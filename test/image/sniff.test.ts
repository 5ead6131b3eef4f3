import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sniff } from '../../src/image/sniff.js';
import { openSource } from '../../src/image/source.js';
import { fixture } from '../support/engine-run.js';
import { encodeStill } from '../support/raster.js';
import { imageErrorCode } from '../support/read-gif.js';

function sniffBytes(bytes: Uint8Array): string {
  return sniff(openSource({ bytes }));
}

function latin(text: string): Buffer {
  return Buffer.from(text.padEnd(32, '\0'), 'latin1');
}

describe('sniff', () => {
  test('knows a GIF by its content', () => {
    expect(sniffBytes(readFileSync(fixture('ball')))).toBe('gif');
  });

  test.each(['png', 'jpeg', 'webp', 'avif'] as const)('knows %s by its content', async (format) => {
    expect(sniffBytes(await encodeStill(format))).toBe(format);
  });

  test('knows an AVIF whose brand is only a compatible one', () => {
    expect(sniffBytes(Buffer.from('\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf', 'latin1'))).toBe('avif');
  });

  test.each([
    ['BMP', latin('BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0')],
    ['TIFF', latin('II*\0')],
    ['TIFF', latin('MM\0*')],
    ['SVG', latin('<svg xmlns="http://www.w3.org/2000/svg">')],
    ['SVG', latin('<?xml version="1.0"?>\n<!-- drawn by hand -->\n<svg width="3">')],
    ['JPEG XL', latin('\xff\x0a')],
    ['JPEG XL', latin('\0\0\0\x0cJXL \r\n\x87\n')],
    ['HEIC', latin('\0\0\0\x18ftypheic\0\0\0\0mif1heic')],
    ['ICO', latin('\0\0\x01\0\x01\0')],
    ['QOI', latin('qoif')],
  ])('says that %s is known but not read', async (name, bytes) => {
    const refused = Promise.resolve().then(() => sniffBytes(bytes));
    expect(await imageErrorCode(refused)).toBe('unsupported_format');
    await expect(refused).rejects.toThrow(`${name} images are not read`);
  });

  test.each([
    ['text', latin('BM is how this sentence begins')],
    ['HTML', latin('<html><body><p>svg</p>')],
    ['a RIFF sound', latin('RIFF\x24\0\0\0WAVEfmt ')],
    ['one byte', Buffer.of(0x47)],
  ])('takes %s for no image', async (_, bytes) => {
    expect(await imageErrorCode(Promise.resolve().then(() => sniffBytes(bytes)))).toBe('not_an_image');
  });

  test('says that an empty file is empty', async () => {
    expect(await imageErrorCode(Promise.resolve().then(() => sniffBytes(new Uint8Array())))).toBe('empty_file');
  });
});
