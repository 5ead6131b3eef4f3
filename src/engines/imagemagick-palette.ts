import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EncodeJob } from './define.js';
import { EngineError } from './errors.js';
import { magick } from './imagemagick-run.js';
import { samplesOf, type ColorCount } from './palette.js';
import { pam } from './pam.js';

// one of the 256 entries is left for pixels that are see-through or did not change
export const MOST_COLORS = 255;

/**
 * One palette for all frames, by ImageMagick's own quantiser: it gets every colour as often as it is seen, as a picture.
 * @param folder - where the palette is written
 * @returns what `-remap` takes; null where no pixel is visible
 */
export async function writePalette(
  job: EncodeJob,
  folder: string,
  count: ColorCount,
  colors: number,
): Promise<string | null> {
  if (count.pixels.size === 0) return null;
  const limit = Math.min(colors, MOST_COLORS);
  const reduce = ['-alpha', 'off', '+dither', '-colors', String(limit), '-unique-colors'];
  await magick(job, folder, ['pam:-', ...reduce, '-depth', '8', 'rgb:palette.rgb'], [inRows(samplesOf(count))]);
  const entries = rgbaOf(await readFile(join(folder, 'palette.rgb')));
  if (entries.length > 4 * limit) {
    throw new EngineError(
      'engine_failed',
      `imagemagick made ${entries.length / 4} colours where ${limit} were asked for`,
    );
  }
  const table = count.transparent > 0 ? Buffer.concat([entries, SEE_THROUGH]) : entries;
  await writeFile(join(folder, 'palette.pam'), pam(table.length / 4, 1, table));
  return 'pam:palette.pam';
}

const SEE_THROUGH = Uint8Array.of(0, 0, 0, 0);

function rgbaOf(rgb: Uint8Array): Uint8Array {
  const rgba = new Uint8Array((rgb.length / 3) * 4).fill(255);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) rgba.set(rgb.subarray(from, from + 3), to);
  return rgba;
}

// 2^24 colours and 2^18 samples are 8,320 rows of this; Debian's policy allows 16,384 pixels a side
const ROW = 2048;

/** Any number of RGBA pixels as one picture; the last is repeated to fill it. */
function inRows(rgba: Uint8Array): Uint8Array {
  const rows = Math.ceil(rgba.length / 4 / ROW);
  const whole = new Uint8Array(4 * ROW * rows);
  whole.set(rgba);
  const last = rgba.slice(-4);
  for (let at = rgba.length; at < whole.length; at += 4) whole.set(last, at);
  return pam(ROW, rows, whole);
}
