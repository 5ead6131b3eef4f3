import sharp from 'sharp';
import { decodePages, pageRanges } from '../raster/decode.js';

/** Composited RGBA frames of a GIF as libvips (libnsgif) sees them. Memory: one group of pages. */
export async function* sharpFrames(bytes: Buffer): AsyncGenerator<Uint8Array> {
  const {
    width,
    height,
    pageHeight,
    pages = 1,
  } = await sharp(bytes, { pages: -1, limitInputPixels: false }).metadata();
  const size = { width, height: pageHeight ?? height, frames: pages };
  const frameBytes = 4 * size.width * size.height;
  for (const range of pageRanges(size)) {
    const { rgba } = await decodePages(bytes, range, range.count * frameBytes);
    for (let page = 0; page < range.count; page++) yield rgba.subarray(page * frameBytes, (page + 1) * frameBytes);
  }
}
