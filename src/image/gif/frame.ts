import { boundsOf, NO_AREA } from '../area.js';
import type { Area, Drawing, Frame } from '../reader.js';
import type { ImageBlock } from './blocks.js';
import type { Canvas, Disposal } from './canvas.js';
import { largestUsed, type ImageOutcome } from './kernel.js';
import { colorsOf, readPalette } from './palette.js';

/** All black, which is what an image without a palette is painted in. */
const NO_COLORS = readPalette(new Uint8Array(0), 0, 0);

/** What an image's data came to on the canvas; `outcome` is null when nothing was decoded. */
export interface Drawn {
  readonly image: ImageBlock;
  readonly outcome: ImageOutcome | null;
  /** Of the frame before. */
  readonly disposal: Disposal;
}

/** The canvas after an image was drawn onto it. */
export class GifFrame implements Frame {
  readonly index: number;
  readonly changed: Area;
  readonly drawing: Drawing | null;
  readonly #canvas: Canvas;

  constructor(canvas: Canvas, drawn: Drawn) {
    this.#canvas = canvas;
    this.index = drawn.image.index;
    this.changed = changedBy(canvas, drawn);
    this.drawing = drawingOf(canvas, drawn);
  }

  get rgba(): Uint8Array {
    return this.#canvas.rgba;
  }
}

function changedBy(canvas: Canvas, { image, outcome, disposal }: Drawn): Area {
  if (image.index === 0) return { left: 0, top: 0, width: canvas.width, height: canvas.height };
  const drew = outcome !== null && largestUsed(outcome.used, image.transparent) >= 0;
  return boundsOf(disposal.area, drew ? canvas.clip(image) : NO_AREA);
}

/** null where pixels were drawn beside the canvas: which of their colours lie on it is not known. */
function drawingOf(canvas: Canvas, { image, outcome, disposal }: Drawn): Drawing | null {
  const visible = canvas.clip(image);
  if (visible.width * visible.height < image.width * image.height) return null;
  const used = outcome?.used;
  const opaque = image.transparent < 0 || used?.[image.transparent] !== 1;
  const total = canvas.width * canvas.height;
  let colors: readonly number[] | undefined;
  return {
    // most frames are never asked
    get colors() {
      return (colors ??= used ? colorsOf(image.palette ?? NO_COLORS, used, image.transparent) : []);
    },
    covers: opaque && outcome?.pixels === total && visible.width * visible.height === total,
    disposed: disposal.became,
  };
}
