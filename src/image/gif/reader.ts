import { ImageError } from '../errors.js';
import type { Integrity, Structure } from '../facts.js';
import type { Budget, Frame, ImageReader, Outline } from '../reader.js';
import type { ByteSource } from '../source.js';
import { loadKernels, type Kernels } from '../wasm/kernels.js';
import { BlockReader, type ImageBlock } from './blocks.js';
import { Canvas, KEPT } from './canvas.js';
import { GifFrame, type Drawn } from './frame.js';
import { checkData, checkDescriptor, type Decoded } from './image-problems.js';
import type { ImageJob, Kernel } from './kernel.js';
import { outlineOf } from './outline.js';
import { PlainKernel } from './plain-kernel.js';
import { ProblemLog } from './problems.js';
import type { Screen } from './screen.js';
import { WasmKernel } from './wasm-kernel.js';

/** The compiled kernels, or null for their TypeScript twins. */
type LoadKernels = () => Kernels | null;

/** Opens a GIF. Nothing is read yet; a source that is no GIF is refused by the first call. */
export function openGif(source: ByteSource, budget: Budget, load: LoadKernels = loadKernels): ImageReader {
  return new GifReader(source, budget, load);
}

/**
 * Strict, streaming reader of GIF87a and GIF89a (W3C copy of the CompuServe text, 31 July 1990).
 * Every pass reads the file anew through a small window; only the delays are kept.
 */
class GifReader implements ImageReader {
  readonly #source: ByteSource;
  readonly #budget: Budget;
  readonly #load: LoadKernels;
  #outline: Outline | undefined;
  #integrity: Integrity | undefined;

  constructor(source: ByteSource, budget: Budget, load: LoadKernels) {
    this.#source = source;
    this.#budget = budget;
    this.#load = load;
  }

  async structure(): Promise<Structure> {
    return (await this.outline()).structure;
  }

  async outline(): Promise<Outline> {
    if (!this.#outline) {
      const { blocks, problems } = this.#open();
      this.#outline = outlineOf(blocks, problems);
    }
    return this.#outline;
  }

  async integrity(): Promise<Integrity> {
    if (!this.#integrity) {
      const opened = this.#open();
      const kernel = openKernel(this.#load(), null);
      try {
        const pass = this.#decode(opened, kernel, null);
        while (!pass.next().done);
      } finally {
        kernel.free();
      }
    }
    return this.#integrity!;
  }

  /**
   * Browser rules: the canvas starts transparent, disposal 2 clears to transparent, 3 restores, frames are clipped at
   * the screen, missing pixels leave the canvas as it was.
   * @throws ImageError `canvas_over_budget`; `not_decodable` for a screen without area
   */
  *frames(): Generator<Frame> {
    const opened = this.#open();
    const { width, height } = opened.blocks.screen;
    refuseUnpaintable(opened.blocks.screen, this.#budget);
    const kernels = this.#load();
    const canvas = new Canvas(width, height, kernels?.memory);
    let kernel: Kernel | undefined;
    try {
      kernel = openKernel(kernels, canvas);
      for (const drawn of this.#decode(opened, kernel, canvas)) yield new GifFrame(canvas, drawn);
    } finally {
      kernel?.free();
      canvas.free();
    }
  }

  #open(): Opened {
    const problems = new ProblemLog();
    return { blocks: new BlockReader(this.#source, this.#budget, problems), problems };
  }

  /** Yields each image once it is on the canvas. A full pass settles the integrity. */
  *#decode({ blocks, problems }: Opened, kernel: Kernel, canvas: Canvas | null): Generator<Drawn> {
    const push = kernel.push.bind(kernel);
    let allPixels = true;
    for (let image = blocks.nextImage(); image; image = blocks.nextImage()) {
      checkDescriptor(image, blocks.screen, problems);
      const disposal = canvas?.nextFrame(image, image.disposal) ?? KEPT;
      const decoded = decodeData(blocks, image, kernel, push);
      const whole = checkData(image, decoded, problems);
      allPixels &&= whole;
      yield { image, outcome: decoded.outcome, disposal };
    }
    if (blocks.images === 0) {
      problems.error('no_image', { frame: null, offset: blocks.position }, 'The file holds no image');
    }
    this.#integrity = { complete: blocks.sound && allPixels && blocks.images > 0, problems: problems.list() };
  }
}

interface Opened {
  readonly blocks: BlockReader;
  readonly problems: ProblemLog;
}

function openKernel(kernels: Kernels | null, canvas: Canvas | null): Kernel {
  return kernels ? new WasmKernel(kernels, canvas) : new PlainKernel(canvas);
}

/** @param push - the kernel's */
function decodeData(blocks: BlockReader, image: ImageBlock, kernel: Kernel, push: Kernel['push']): Decoded {
  if (!isDecodable(image)) {
    const whole = blocks.readData(() => {});
    return { outcome: null, truncated: !whole, endOffset: blocks.position };
  }
  kernel.begin(image);
  const whole = blocks.readData(push);
  return { outcome: kernel.end(), truncated: !whole, endOffset: blocks.position };
}

function isDecodable(image: ImageBlock): image is ImageBlock & ImageJob {
  const { minCodeSize } = image;
  // 9 and more would be indices that no palette has; 1 is wrong by the text but every reader takes it
  return minCodeSize !== null && minCodeSize >= 1 && minCodeSize <= 8;
}

function refuseUnpaintable({ width, height }: Screen, budget: Budget): void {
  if (width === 0 || height === 0) {
    throw new ImageError(
      'not_decodable',
      `The logical screen is ${width} x ${height} pixels: there is no canvas to paint on`,
    );
  }
  if (width * height > budget.maxCanvasPixels) {
    throw new ImageError(
      'canvas_over_budget',
      `The canvas of ${width} x ${height} pixels is over the budget of ${budget.maxCanvasPixels} pixels`,
    );
  }
}
