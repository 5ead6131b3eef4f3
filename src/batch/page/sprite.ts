import sharp, { type Sharp } from 'sharp';
import type { Size } from '../../image/reader.js';
import type { Sprite } from './picture.js';

/** Pixels of one frame in a sprite, 256 x 256: as large as a plate is on half a laptop's screen, within a fifth. */
const FRAME_PIXELS = 2 ** 16;
/** Rows of four: twelve frames of 65536 pixels stay far below WebP's 16,383 pixels a side, whatever their shape. */
const COLUMNS = 4;
/** WebP keeps 16,383 pixels a side: a strip of 4 frames may not be wider. */
const LONGEST_SIDE = 2048;
/** Beyond this a lossless sprite gives way to a lossy one: dithered frames take five times as much, and look the same. */
const LOSSLESS_BYTES = 64 * 1024;
/** libwebp's scale 0..100: at 80 blocks are not seen at the size at which frames are shown. */
const QUALITY = 80;

/** Size at which frames of a canvas are shown: never larger than they are. */
export function frameSize({ width, height }: Size): Size {
  const scale = Math.min(1, Math.sqrt(FRAME_PIXELS / (width * height)), LONGEST_SIDE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** A frame at the size it is shown at. @param rgba - straight-alpha RGBA; copied */
export async function scaled(rgba: Uint8Array, from: Size, to: Size): Promise<Uint8Array> {
  if (from.width === to.width && from.height === to.height) return rgba.slice();
  const { width, height } = from;
  const input = sharp(rgba, { raw: { width, height, channels: 4 }, limitInputPixels: false });
  return await input
    .resize({ ...to, fit: 'fill' })
    .raw()
    .toBuffer();
}

/**
 * One picture of all frames.
 * @param frames - of `size` each; at least one
 * @param channels - 4: RGBA; 1: grey
 */
export async function spriteOf(frames: readonly Uint8Array[], size: Size, channels: 1 | 4): Promise<Sprite> {
  const columns = Math.min(COLUMNS, frames.length);
  const sheet = sheetOf(frames, size, columns, channels);
  const rows = Math.ceil(frames.length / columns);
  const raw = { width: size.width * columns, height: size.height * rows, channels };
  const open = () => sharp(sheet, { raw, limitInputPixels: false });
  const exact = await open().webp({ lossless: true, effort: 4 }).toBuffer();
  const lossless = exact.length <= LOSSLESS_BYTES;
  const webp = lossless
    ? exact
    : await smaller(exact, open().webp({ quality: QUALITY, effort: 4, smartSubsample: true }));
  return { ...size, columns, frames: frames.length, lossless: webp === exact, webp };
}

/** Where the lossy one is no smaller, nothing is gained by it. */
async function smaller(exact: Uint8Array, lossy: Sharp): Promise<Uint8Array> {
  const found = await lossy.toBuffer();
  return found.length < exact.length ? found : exact;
}

function sheetOf(
  frames: readonly Uint8Array[],
  { width, height }: Size,
  columns: number,
  channels: number,
): Uint8Array {
  const stride = width * columns * channels;
  const sheet = new Uint8Array(stride * height * Math.ceil(frames.length / columns));
  for (const [index, frame] of frames.entries()) {
    const corner = Math.floor(index / columns) * height * stride + (index % columns) * width * channels;
    for (let y = 0; y < height; y += 1) {
      sheet.set(frame.subarray(y * width * channels, (y + 1) * width * channels), corner + y * stride);
    }
  }
  return sheet;
}

/** Lists show pictures 64 pixels wide; twice that for fine screens. */
const THUMB: Size = { width: 112, height: 80 };

export async function thumbOf(frame: Uint8Array, { width, height }: Size): Promise<Uint8Array> {
  const input = sharp(frame, { raw: { width, height, channels: 4 } });
  return await input
    .resize({ ...THUMB, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 70 })
    .toBuffer();
}
