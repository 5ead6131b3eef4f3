import { decompressFrame, parseGIF } from 'gifuct-js';
import { Canvas } from '../gif/canvas.js';
import { refuseHazards } from './gifuct-hazards.js';

/**
 * Composited RGBA frames of a GIF as gifuct-js decodes them, painted by browser rules. Memory: one canvas and one frame
 * beside the parsed file.
 * @throws Error for a frame that gifuct-js cannot hold or would never end to decode
 */
export async function* gifuctFrames(bytes: Buffer, width: number, height: number): AsyncGenerator<Uint8Array> {
  const parsed = parseGIF(exactBuffer(bytes));
  const canvas = new Canvas(width, height);
  for (const frame of parsed.frames) {
    if (!('image' in frame)) continue;
    const area = frame.image.descriptor;
    const { minCodeSize, blocks } = frame.image.data;
    refuseHazards({ width: area.width, height: area.height, minCodeSize, data: blocks });
    // typed as always there, but gifuct-js leaves it undefined for a frame without a control block
    const disposal = (frame.gce as typeof frame.gce | undefined)?.extras.disposal ?? 0;
    const { patch } = decompressFrame(frame, parsed.gct, true);
    canvas.nextFrame(area, disposal);
    paint(canvas, area, new Uint32Array(patch.buffer));
    yield canvas.rgba;
  }
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
