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

  get touched(): Uint8Array {
    return this.#canvas.touched.flags;
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
function drawingOf(canvas: Canvas, drawn: Drawn): Drawing | null {
  const { image } = drawn;
  const visible = canvas.clip(image);
  if (visible.width * visible.height < image.width * image.height) return null;
  return new GifDrawing(canvas, drawn);
}

/**
 * A class: an object literal with a getter takes a hidden class of its own, and that one is old from the start, so that
 * the drawings of all frames would outlive every quick collection.
 */
class GifDrawing implements Drawing {
  readonly covers: boolean;
  readonly disposed: Drawing['disposed'];
  readonly #drawn: Drawn;
  readonly #room: Uint32Array;
  #colors: Uint32Array | undefined;

  /** @param drawn - all of it on the canvas */
  constructor({ width, height, drawnColors }: Canvas, drawn: Drawn) {
    const { image, outcome, disposal } = drawn;
    const opaque = image.transparent < 0 || outcome?.used[image.transparent] !== 1;
    const total = width * height;
    this.covers = opaque && outcome?.pixels === total && image.width * image.height === total;
    this.disposed = disposal.became;
    this.#drawn = drawn;
    this.#room = drawnColors;
  }

  /** Most frames are never asked. */
  get colors(): Uint32Array {
    return (this.#colors ??= this.#find());
  }

  #find(): Uint32Array {
    const { image, outcome } = this.#drawn;
    if (!outcome) return this.#room.subarray(0, 0);
    return colorsOf(image.palette ?? NO_COLORS, outcome.used, image.transparent, this.#room);
  }
}
