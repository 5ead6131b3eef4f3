import { openGif } from './gif/reader.js';
import { lateReader } from './late-reader.js';
import type { Budget, ImageReader } from './reader.js';
import { sniff } from './sniff.js';
import type { ByteSource } from './source.js';

/**
 * The reader for what a file contains: GIF our own, the others through sharp.
 * @throws ImageError `empty_file`, `not_an_image`, `unsupported_format`
 */
export function openImage(source: ByteSource, budget: Budget): ImageReader {
  const format = sniff(source);
  if (format === 'gif') return openGif(source, budget);
  // sharp takes longer to load than a small GIF to judge
  return lateReader(async () => (await import('./raster/reader.js')).openRaster(source, format, budget));
}
