import { decompressFrame, parseGIF } from 'gifuct-js';
import { Canvas } from '../gif/canvas.js';

// its pixels are JavaScript numbers: 2^24 of them take 128 MiB
const MAX_FRAME_PIXELS = 2 ** 24;

// above it, its tables of 4,096 codes hold no code (its loop then grows an array until V8 ends the process)
const MAX_CODE_SIZE = 11;

/**
 * Composited RGBA frames of a GIF as gifuct-js decodes them, painted by browser rules. Memory: one canvas and one frame
 * beside the parsed file.
 * @throws Error for a frame that is too large to be held as gifuct-js holds it
 */
export async function* gifuctFrames(bytes: Buffer, width: number, height: number): AsyncGenerator<Uint8Array> {
  const parsed = parseGIF(exactBuffer(bytes));
  const canvas = new Canvas(width, height);
  for (const frame of parsed.frames) {
    if (!('image' in frame)) continue;
    const area = frame.image.descriptor;
    refuseUnsafe(area, frame.image.data.minCodeSize);
    // typed as always there, but gifuct-js leaves it undefined for a frame without a control block
    const disposal = (frame.gce as typeof frame.gce | undefined)?.extras.disposal ?? 0;
    const { patch } = decompressFrame(frame, parsed.gct, true);
    canvas.nextFrame(area, disposal);
    paint(canvas, area, new Uint32Array(patch.buffer));
    yield canvas.rgba;
  }
}

/** What would end the whole process instead of throwing: a frame without a bound, a code size without meaning. */
function refuseUnsafe({ width, height }: Area, minCodeSize: number): void {
  // written so that the NaN of a cut-off descriptor is refused too
  if (!(width * height <= MAX_FRAME_PIXELS))
    throw new Error(`a frame of ${width} x ${height} pixels is too large for it`);
  if (!(minCodeSize <= MAX_CODE_SIZE)) throw new Error(`it cannot decode a code size of ${minCodeSize}`);
}

interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function paint(canvas: Canvas, { left, top, width, height }: Area, patch: Uint32Array): void {
  const right = Math.min(width, canvas.width - left);
  const bottom = Math.min(height, canvas.height - top);
  for (let y = 0; y < bottom; y++) {
    for (let x = 0; x < right; x++) {
      const pixel = patch[y * width + x]!;
      // alpha is 0 or 255; all four bytes of see-through black would be 0, other colours are told by alpha
      if (isVisible(pixel, canvas.black)) canvas.pixels[(top + y) * canvas.width + left + x] = pixel;
    }
  }
}

/** `black` is opaque black in memory order: its only set byte is alpha. */
function isVisible(pixel: number, black: number): boolean {
  return (pixel & black) !== 0;
}

/** gifuct-js reads an ArrayBuffer from its beginning. */
function exactBuffer(bytes: Buffer): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.length);
  new Uint8Array(copy).set(bytes);
  return copy;
}
