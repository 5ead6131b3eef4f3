import { inspectAvif } from './avif.js';
import { error, type Container, type RasterFormat } from './container.js';
import { inspectJpeg } from './jpeg.js';
import { inspectPng } from './png.js';
import { inspectWebp } from './webp.js';

const INSPECTORS: Readonly<Record<RasterFormat, (bytes: Buffer) => Container>> = {
  png: inspectPng,
  jpeg: inspectJpeg,
  webp: inspectWebp,
  avif: inspectAvif,
};

/**
 * Walks the container of a file.
 * @throws ImageError `animation_not_read` for animations of a still format, of which sharp shows one picture
 */
export function inspect(bytes: Buffer, format: RasterFormat): Container {
  try {
    return INSPECTORS[format](bytes);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    // a field lies past the end of the file
    return { problems: [error('truncated', bytes.length, 'The file is cut off within its header')], animation: null };
  }
}
