import { reasonOf } from '../../core/errors.js';
import { ArtifactError } from '../errors.js';
import type { HoldoutHeader } from './example.js';

/** Of an image's header, before any pixel is decoded. */
const MAX_PIXELS = 2 ** 26;

/**
 * The pixels of an image as a model takes them: stretched to its width and height, in planes [1, channels, height, width]
 * or interleaved [1, height, width, channels], each (pixel x scale - mean) / std. Transparent pixels are black.
 * @param dims - of the input; 1 or 3 channels
 * @throws ArtifactError `holdout_image` where the file is no image; `holdout_input` for other dimensions
 */
export async function pixelsOf(
  path: string,
  dims: readonly number[],
  isFloat: boolean,
  { normalise = {}, channels: order = 'rgb' }: HoldoutHeader,
): Promise<Float64Array> {
  const { channels, height, width, isPlanar } = frameOf(dims);
  const pixels = await decoded(path, { width, height, channels });
  const { scale = isFloat ? 1 / 255 : 1, mean = [0], std = [1] } = normalise;
  const values = new Float64Array(channels * height * width);
  const size = height * width;
  for (let channel = 0; channel < channels; channel++) {
    const from = order === 'bgr' ? channels - 1 - channel : channel;
    const less = mean[channel] ?? mean[0] ?? 0;
    const by = std[channel] ?? std[0] ?? 1;
    for (let at = 0; at < size; at++) {
      const value = ((pixels[at * channels + from] ?? 0) * scale - less) / by;
      values[isPlanar ? channel * size + at : at * channels + channel] = value;
    }
  }
  return values;
}

/** Planes first where the second dimension can be that of channels, as most exporters write it. */
function frameOf(dims: readonly number[]) {
  const [batch = 0, a = 0, b = 0, c = 0] = dims;
  if (dims.length === 4 && batch === 1) {
    if (a === 1 || a === 3) return { channels: a, height: b, width: c, isPlanar: true } as const;
    if (c === 1 || c === 3) return { channels: c, height: a, width: b, isPlanar: false } as const;
  }
  const message = `The holdout does not fit the model: an input of ${dims.join(' x ')} is not one image of 1 or 3 channels`;
  throw new ArtifactError('holdout_input', message);
}

async function decoded(path: string, size: { width: number; height: number; channels: 1 | 3 }): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  const { width, height, channels } = size;
  try {
    const image = sharp(path, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
      .flatten({ background: 'black' })
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
      .resize(width, height, { fit: 'fill' });
    const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
    if (info.channels !== channels) throw new Error(`it has ${info.channels} channels, ${channels} were asked for`);
    return data;
  } catch (error) {
    throw new ArtifactError('holdout_image', `${path} cannot be decoded: ${reasonOf(error)}`, { cause: error });
  }
}
