import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { iteratorOf } from '../../../src/image/reader.js';
import { drawFrames, encodeStill, encodeWebp, openBytes, readImage } from '../../support/raster.js';
import { imageErrorCode } from '../../support/read-gif.js';

const STILLS = ['png', 'jpeg', 'webp', 'avif'] as const;

describe('a still image', () => {
  test.each(STILLS)('%s has one frame, no time and no loop', async (format) => {
    const { structure, frames, integrity } = await readImage(await encodeStill(format));
    expect(structure).toEqual({
      format,
      width: 40,
      height: 30,
      frames: 1,
      delaysMs: [0],
      durationMs: 0,
      fps: 0,
      loopCount: null,
    });
    expect(frames.map(({ length }) => length)).toEqual([4 * 40 * 30]);
    expect(integrity).toEqual({ complete: true, problems: [] });
  });

  test('gives the pixels of a PNG as they are, alpha included', async () => {
    const rgba = drawFrames(9, 7, 1);
    rgba[7] = 128;
    const png = await sharp(rgba, { raw: { width: 9, height: 7, channels: 4 } })
      .png()
      .toBuffer();
    expect(Buffer.compare((await readImage(png)).frames[0]!, rgba)).toBe(0);
  });

  test.each(['b-w', 'grey16', 'rgb16'])('gives RGBA of 8 bits for a PNG in %s', async (space) => {
    const png = await sharp({ create: { width: 3, height: 2, channels: 3, background: '#808080' } })
      .toColourspace(space)
      .png()
      .toBuffer();
    const { frames } = await readImage(png);
    expect([...frames[0]!]).toEqual(Array.from({ length: 6 }, () => [128, 128, 128, 255]).flat());
  });

  test('turns a JPEG as its EXIF orientation says, as viewers do', async () => {
    const upright = await sharp({ create: { width: 8, height: 16, channels: 3, background: '#f00' } })
      .composite([{ input: { create: { width: 8, height: 8, channels: 3, background: '#00f' } }, top: 0, left: 0 }])
      .png()
      .toBuffer();
    // orientation 6: to be turned by 90 degrees to the right when shown, so it is stored turned to the left
    const jpeg = await sharp(upright).rotate(-90).withMetadata({ orientation: 6 }).jpeg({ quality: 100 }).toBuffer();
    const { structure, frames } = await readImage(jpeg);
    expect([structure.width, structure.height]).toEqual([8, 16]);
    const [red, , blue] = frames[0]!;
    expect(blue).toBeGreaterThan(200);
    expect(red).toBeLessThan(50);
  });
});

describe('an animated WebP', () => {
  const delay = [0, 5, 10, 20, 70, 65_000];
  const rgba = drawFrames(24, 16, delay.length);

  test('has its delays as stored, and plays as viewers play it', async () => {
    const { structure } = await readImage(await encodeWebp(rgba, 24, 16, { delay, loop: 0 }));
    expect(structure).toMatchObject({ frames: 6, delaysMs: delay, durationMs: 100 + 100 + 100 + 20 + 70 + 65_000 });
  });

  test.each([0, 1, 2, 7])('that was stored with loop count %i has that loop count', async (loop) => {
    const webp = await encodeWebp(rgba, 24, 16, { delay, loop });
    expect((await readImage(webp)).structure.loopCount).toBe(loop);
  });

  test('has every pixel of every frame', async () => {
    const { frames, integrity } = await readImage(await encodeWebp(rgba, 24, 16, { delay, loop: 0 }));
    expect(Buffer.concat(frames).equals(rgba)).toBe(true);
    expect(integrity).toEqual({ complete: true, problems: [] });
  });

  test('is decoded in groups when all frames together would be too much, with the same pixels', async () => {
    // 1024 x 512 pixels are 2 MiB: 32 frames a group, so these are two
    const count = 34;
    const large = drawFrames(1024, 512, count);
    const webp = await encodeWebp(large, 1024, 512, { delay: Array.from({ length: count }, () => 40), loop: 0 });
    let index = 0;
    for await (const frame of openBytes(webp).frames()) {
      const size = frame.rgba.length;
      expect(frame.index).toBe(index);
      expect(Buffer.compare(frame.rgba, large.subarray(index * size, (index + 1) * size))).toBe(0);
      index++;
    }
    expect(index).toBe(count);
  });
});

describe('damage', () => {
  test.each(STILLS)('%s cut anywhere is never complete', async (format) => {
    const bytes = await encodeStill(format);
    for (const left of [0.3, 0.6, 0.9].map((share) => Math.floor(bytes.length * share)).concat(bytes.length - 1)) {
      const reader = openBytes(bytes.subarray(0, left));
      // where not even a size can be had, the refusal itself is the verdict
      const complete = await reader.structure().then(
        async () => (await reader.integrity()).complete,
        (error: { code: string }) => error.code,
      );
      expect([false, 'not_decodable']).toContain(complete);
    }
  });

  test('a PNG cut within its last chunk, which sharp reads without a word, is cut', async () => {
    const png = await encodeStill('png');
    const cut = png.subarray(0, png.length - 4);
    await sharp(cut, { failOn: 'warning' }).raw().toBuffer();
    const { frames, integrity } = await readImage(cut);
    expect(frames).toHaveLength(1);
    expect(integrity.complete).toBe(false);
    expect(integrity.problems).toContainEqual(
      expect.objectContaining({ code: 'truncated', severity: 'error', offset: png.length - 12 }),
    );
  });

  test('a flipped byte in a PNG breaks a checksum', async () => {
    const png = await encodeStill('png');
    for (const at of [20, Math.floor(png.length / 2), png.length - 30]) {
      const flipped = Buffer.from(png);
      flipped[at]! ^= 0x10;
      expect(await integrityOf(flipped)).toMatchObject({ complete: false });
    }
  });

  test('a JPEG cut in its picture still shows what is there', async () => {
    const jpeg = await encodeStill('jpeg');
    const { frames, integrity } = await readImage(jpeg.subarray(0, Math.floor(jpeg.length * 0.8)));
    expect(frames).toHaveLength(1);
    expect(integrity.problems.map(({ code }) => code)).toEqual(['truncated', 'decoder_error']);
  });

  test.each(['png', 'jpeg', 'webp'] as const)('bytes after the end of a %s are a warning', async (format) => {
    const bytes = await encodeStill(format);
    const { problems, complete } = await integrityOf(Buffer.concat([bytes, Buffer.from('tail')]));
    expect(complete).toBe(true);
    expect(problems).toEqual([
      {
        code: 'bytes_after_end',
        severity: 'warning',
        frame: null,
        offset: bytes.length,
        message: expect.any(String) as string,
      },
    ]);
  });

  test('an animated WebP cut in its last frames is refused, with the place of the cut', async () => {
    const webp = await encodeWebp(drawFrames(24, 16, 4), 24, 16, { delay: [40, 40, 40, 40], loop: 0 });
    const cut = webp.subarray(0, webp.length - 20);
    await expect(openBytes(cut).structure()).rejects.toMatchObject({
      code: 'not_decodable',
      message: expect.stringContaining(`it should have ${webp.length} bytes`) as string,
    });
  });
});

async function integrityOf(bytes: Buffer) {
  const reader = openBytes(bytes);
  return reader.structure().then(
    () => reader.integrity(),
    (error: { code: string }) => ({ complete: false, problems: [], refused: error.code }),
  );
}

describe('what is refused', () => {
  test('a canvas over the budget, before it is decoded', async () => {
    const reader = openBytes(await encodeStill('png'), { maxCanvasPixels: 1199, maxFrames: 10 });
    expect(await reader.structure()).toMatchObject({ width: 40, height: 30 });
    expect(await imageErrorCode(Promise.resolve(iteratorOf(reader.frames()).next()))).toBe('canvas_over_budget');
    expect(await imageErrorCode(reader.integrity())).toBe('canvas_over_budget');
  });

  test('but a cut file over the budget is known to be cut', async () => {
    const png = await encodeStill('png');
    const reader = openBytes(png.subarray(0, png.length - 4), { maxCanvasPixels: 1199, maxFrames: 10 });
    expect((await reader.integrity()).complete).toBe(false);
  });

  test('a PNG that claims 60,000 x 60,000 pixels, without allocating them', async () => {
    const png = Buffer.from(await encodeStill('png'));
    png.writeUInt32BE(60_000, 16);
    png.writeUInt32BE(60_000, 20);
    png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
    const reader = openBytes(png);
    expect(await imageErrorCode(Promise.resolve(iteratorOf(reader.frames()).next()))).toBe('canvas_over_budget');
  });

  test('more frames than the budget', async () => {
    const webp = await encodeWebp(drawFrames(4, 4, 3), 4, 4, { delay: [40, 40, 40], loop: 0 });
    const reader = openBytes(webp, { maxCanvasPixels: 100, maxFrames: 2 });
    expect(await imageErrorCode(reader.structure())).toBe('frames_over_budget');
  });

  test('an animated PNG, of which only one frame would be seen', async () => {
    const png = await encodeStill('png');
    const control = Buffer.from('\0\0\0\x08acTL\0\0\0\x02\0\0\0\0\0\0\0\0', 'latin1');
    const apng = Buffer.concat([png.subarray(0, 33), control, png.subarray(33)]);
    expect(await imageErrorCode(openBytes(apng).structure())).toBe('animation_not_read');
  });

  test('an AVIF sequence, of which only one picture would be seen', async () => {
    const avif = Buffer.concat([await encodeStill('avif'), Buffer.from('\0\0\0\x08moov', 'latin1')]);
    expect(await imageErrorCode(openBytes(avif).structure())).toBe('animation_not_read');
  });

  test('a signature with nothing behind it', async () => {
    for (const start of [
      '\x89PNG\r\n\x1a\n',
      '\xff\xd8\xff\xe0',
      'RIFF\x10\0\0\0WEBP',
      '\0\0\0\x14ftypavif\0\0\0\0mif1',
    ]) {
      expect(await imageErrorCode(openBytes(Buffer.from(start, 'latin1')).structure())).toBe('not_decodable');
    }
  });
});
