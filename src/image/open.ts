import { openGif } from './gif/reader.js';
import { openRaster } from './raster/reader.js';
import type { Budget, ImageReader } from './reader.js';
import { sniff } from './sniff.js';
import type { ByteSource } from './source.js';

/**
 * The reader for what a file contains: GIF our own, the others through sharp.
 * @throws ImageError `empty_file`, `not_an_image`, `unsupported_format`
 */
export function openImage(source: ByteSource, budget: Budget): ImageReader {
  const format = sniff(source);
  return format === 'gif' ? openGif(source, budget) : openRaster(source, format, budget);
}
