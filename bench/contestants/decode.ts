/** decode.js DECODER FILE: every frame of a GIF, composited, as RGBA in memory. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { crc32 } from 'node:zlib';
import type * as Open from '../../src/image/open.js';
import type * as Reader from '../../src/image/reader.js';
import type * as Source from '../../src/image/source.js';
import { Screen } from './screen.js';
import { product } from './product.js';
import { serve } from './serve.js';

/** Shows every frame once; the bytes are the decoder's own and may change afterwards. */
type Decode = (show: (rgba: Uint8Array) => void) => Promise<void>;

const [name = '', file = ''] = process.argv.slice(2);
const require = createRequire(import.meta.url);

const DECODERS: Readonly<Record<string, (bytes: Buffer) => Promise<Decode>>> = { pressproof, sharp, omggif, gifuct };

await serve(async () => {
  const decode = await DECODERS[name]!(readFileSync(file));
  return {
    check: async () => {
      const sums: number[] = [];
      await decode((rgba) => sums.push(crc32(rgba)));
      return sums;
    },
    pass: () => decode(() => {}),
  };
});

async function pressproof(bytes: Buffer): Promise<Decode> {
  const { openImage } = await product<typeof Open>('image/open.js');
  const { openSource } = await product<typeof Source>('image/source.js');
  const { DEFAULT_BUDGET } = await product<typeof Reader>('image/reader.js');
  return async (show) => {
    for await (const { rgba } of openImage(openSource({ bytes }), DEFAULT_BUDGET).frames()) show(rgba);
  };
}

async function sharp(bytes: Buffer): Promise<Decode> {
  const { default: sharpOf } = await import('sharp');
  sharpOf.concurrency(1);
  sharpOf.cache(false);
  return async (show) => {
    const image = sharpOf(bytes, { pages: -1, limitInputPixels: false }).ensureAlpha().raw();
    const { data, info } = await image.toBuffer({ resolveWithObject: true });
    const frame = 4 * info.width * (info.pageHeight ?? info.height);
    for (let at = 0; at < data.length; at += frame) show(data.subarray(at, at + frame));
  };
}

interface OmgReader {
  readonly width: number;
  readonly height: number;
  numFrames(): number;
  frameInfo(index: number): { x: number; y: number; width: number; height: number; disposal: number };
  decodeAndBlitFrameRGBA(index: number, pixels: Uint8Array): void;
}

async function omggif(bytes: Buffer): Promise<Decode> {
  const { GifReader } = require('omggif') as { GifReader: new (bytes: Uint8Array) => OmgReader };
  return async (show) => {
    const reader = new GifReader(bytes);
    const screen = new Screen(reader.width, reader.height);
    for (let index = 0; index < reader.numFrames(); index++) {
      const { x: left, y: top, width, height, disposal } = reader.frameInfo(index);
      screen.nextFrame({ left, top, width, height }, disposal);
      reader.decodeAndBlitFrameRGBA(index, screen.rgba);
      show(screen.rgba);
    }
  };
}

/** As its README shows it: all patches first, then each painted on the canvas. */
async function gifuct(bytes: Buffer): Promise<Decode> {
  const { parseGIF, decompressFrames } = await import('gifuct-js');
  return async (show) => {
    const gif = parseGIF(new Uint8Array(bytes).buffer);
    const screen = new Screen(gif.lsd.width, gif.lsd.height);
    for (const { dims, patch, disposalType } of decompressFrames(gif, true)) {
      screen.nextFrame(dims, disposalType);
      screen.paint(dims, patch);
      show(screen.rgba);
    }
  };
}
