import { frameOf, framesOf, type Animation } from './animation.js';
import { gifenc, type Color } from './gifenc-library.js';
import { colorAt, countAll, countColors, isSame, paletteOf, tooManyColors, type Palette } from './palette.js';

const TABLE_SIZE = 256;
// disposal methods (GIF89a, section 23)
const KEEP = 1;
const CLEAR = 2;

export interface WrittenGif {
  readonly bytes: Uint8Array;
  readonly warnings: readonly string[];
}

/**
 * Writes an animation with gifenc: one palette for all frames where their colours fit in it or `colors` bounds them,
 * else one for each frame. Pixels that did not change are left to show through, so that they cost little.
 * @param checkpoint - called before each frame; throw from it to stop
 */
export async function writeGif(
  animation: Animation,
  colors: number | undefined,
  checkpoint: () => void,
): Promise<WrittenGif> {
  const { width, height, frameCount, delaysMs, loopCount } = animation;
  const shared = await sharedPalette(animation, colors, checkpoint);
  const warnings: string[] = [];
  const encoder = gifenc.GIFEncoder();
  let cleared = true;
  let index = 0;
  for await (const rgba of framesOf(animation, checkpoint)) {
    const before = cleared ? null : frameOf(animation, index - 1);
    const { palette, hole, through } = shared
      ? { palette: shared, hole: holeOf(shared), through: before }
      : ownPalette(rgba, before);
    if (!shared && !palette.exact) warnings.push(tooManyColors(index));
    const table = tableOf(palette, hole);
    cleared = index + 1 < frameCount && uncovers(rgba, frameOf(animation, index + 1));
    encoder.writeFrame(indexesOf(rgba, hole === null ? null : through, palette, hole ?? 0), width, height, {
      ...((!shared || index === 0) && { palette: table }),
      transparent: hole !== null,
      transparentIndex: hole ?? 0,
      delay: delaysMs[index]!,
      repeat: loopCount ?? -1,
      // LZW codes begin at 2 bits at least (GIF89a, appendix F)
      colorDepth: Math.max(2, Math.ceil(Math.log2(table.length))),
      dispose: cleared ? CLEAR : KEEP,
    });
    index++;
  }
  encoder.finish();
  return { bytes: encoder.bytes(), warnings };
}

interface FramePalette {
  readonly palette: Palette;
  /** Entry of the see-through pixels; null where the table has no room for it. */
  readonly hole: number | null;
  /** Frame that shows through where nothing changed; null = every pixel is written. */
  readonly through: Uint8Array | null;
}

async function sharedPalette(
  animation: Animation,
  colors: number | undefined,
  checkpoint: () => void,
): Promise<Palette | null> {
  const count = await countAll(animation, checkpoint);
  const room = count.transparent > 0 ? TABLE_SIZE - 1 : TABLE_SIZE;
  if (colors === undefined && count.pixels.size > room) return null;
  return paletteOf(count, Math.min(colors ?? room, room));
}

/** Changed pixels alone where they fit beside the hole, or the whole frame where that fits; exact if it can be. */
function ownPalette(rgba: Uint8Array, before: Uint8Array | null): FramePalette {
  const changed = countColors(rgba, before);
  const whole = before ? countColors(rgba) : changed;
  const room = whole.transparent > 0 ? TABLE_SIZE - 1 : TABLE_SIZE;
  const full = changed.pixels.size >= TABLE_SIZE && whole.pixels.size <= room;
  const palette = full || !before ? paletteOf(whole, room) : paletteOf(changed, TABLE_SIZE - 1);
  return { palette, hole: holeOf(palette), through: full ? null : before };
}

function holeOf({ colors }: Palette): number | null {
  return colors.length < TABLE_SIZE ? colors.length : null;
}

function tableOf({ colors }: Palette, hole: number | null): readonly Color[] {
  return hole === null ? colors : [...colors, [0, 0, 0]];
}

function indexesOf(rgba: Uint8Array, through: Uint8Array | null, palette: Palette, hole: number): Uint8Array {
  const indexes = new Uint8Array(rgba.length / 4);
  for (let pixel = 0, at = 0; at < rgba.length; pixel++, at += 4) {
    const shown = rgba[at + 3] !== 0 && !(through && isSame(rgba, through, at));
    indexes[pixel] = shown ? palette.indexOf.get(colorAt(rgba, at))! : hole;
  }
  return indexes;
}

/** Whether a pixel must become see-through again, which only clearing the screen can do. */
function uncovers(rgba: Uint8Array, next: Uint8Array): boolean {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] !== 0 && next[at] === 0) return true;
  return false;
}
