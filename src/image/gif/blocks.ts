import { ImageError } from '../errors.js';
import type { Budget } from '../reader.js';
import type { ByteSource } from '../source.js';
import { readExtension, type ExtensionState } from './extensions.js';
import { paletteSize, readPalette, type Palette } from './palette.js';
import type { ProblemLog } from './problems.js';
import { readScreen, type Screen } from './screen.js';
import { readRuns, type BytesConsumer } from './sub-blocks.js';
import { ByteWindow } from './window.js';

const EXTENSION_INTRODUCER = 0x21;
const IMAGE_SEPARATOR = 0x2c;
const TRAILER = 0x3b;

/** An image descriptor with what applies to it (GIF89a sections 20 to 23). */
export interface ImageBlock {
  /** From 0. */
  readonly index: number;
  /** Of the image separator. */
  readonly offset: number;
  /** Pixels, on the logical screen. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly interlaced: boolean;
  /** The local palette, else the global one. */
  readonly palette: Palette | null;
  readonly delayMs: number;
  /** 0..7 */
  readonly disposal: number;
  /** -1 for none. */
  readonly transparent: number;
  /** The byte before the data; null when the file ends before it. */
  readonly minCodeSize: number | null;
}

/** Walks a GIF block by block, images one at a time. Keeps nothing of those that went by. */
export class BlockReader {
  readonly screen: Screen;
  /** Images met so far. */
  images = 0;
  /** Whether the blocks ended as they should: at a trailer, or at least not inside one. */
  sound = false;
  readonly #window: ByteWindow;
  readonly #budget: Budget;
  readonly #problems: ProblemLog;
  readonly #extensions: ExtensionState = { control: null, loopCount: null, loopBlocks: 0 };
  #ended: boolean;
  #dataPending = false;

  /** @throws ImageError when the source is no GIF */
  constructor(source: ByteSource, budget: Budget, problems: ProblemLog) {
    this.#window = new ByteWindow(source);
    this.#budget = budget;
    this.#problems = problems;
    this.screen = readScreen(this.#window, problems);
    this.#ended = this.screen.truncated;
  }

  /** null = no loop block (so far). */
  get loopCount(): number | null {
    return this.#extensions.loopCount;
  }

  /** Where the next block begins. */
  get position(): number {
    return this.#window.position;
  }

  /**
   * The next image, or null after the last one. Data of the image before that was not read is skipped.
   * @throws ImageError `frames_over_budget`
   */
  nextImage(): ImageBlock | null {
    if (this.#dataPending) this.readData(() => {});
    while (!this.#ended) {
      const offset = this.#window.position;
      if (!this.#window.has(1)) return this.#endWithoutTrailer(offset);
      const introducer = this.#window.u8();
      if (introducer === IMAGE_SEPARATOR) return this.#readImage(offset);
      if (introducer === TRAILER) return this.#endAtTrailer(offset);
      if (introducer === EXTENSION_INTRODUCER) {
        const whole = readExtension(this.#window, this.#extensions, this.#problems, offset);
        if (!whole) this.#truncated('truncated_extension', 'an extension', null);
      } else if (introducer === 0) {
        this.#skipZeroBytes(offset);
      } else {
        const byte = `0x${introducer.toString(16).padStart(2, '0')}`;
        const message = `The byte ${byte} begins no block; nothing after it is read`;
        this.#problems.error('unexpected_byte', { frame: null, offset }, message);
        this.#ended = true;
      }
    }
    return null;
  }

  /**
   * Hands over the data of the image that `nextImage` returned last, as sub-blocks with their lengths.
   * @returns false when the file ended inside the data
   */
  readData(consume: BytesConsumer): boolean {
    this.#dataPending = false;
    const whole = readRuns(this.#window, consume);
    if (!whole) this.#ended = true;
    return whole;
  }

  #readImage(offset: number): ImageBlock | null {
    if (!this.#window.has(9)) {
      return this.#truncated('truncated_image_descriptor', 'an image descriptor', this.images);
    }
    const [left, top, width, height] = [this.#window.u16(), this.#window.u16(), this.#window.u16(), this.#window.u16()];
    const flags = this.#window.u8();
    let palette = this.screen.palette;
    if (flags & 0x80) {
      const size = paletteSize(flags);
      if (!this.#window.has(3 * size)) {
        return this.#truncated('truncated_local_palette', 'a local palette', this.images);
      }
      palette = readPalette(this.#window.bytes, this.#window.cursor, size);
      this.#window.skip(3 * size);
    }
    if (this.images >= this.#budget.maxFrames) {
      throw new ImageError('frames_over_budget', `The file has more than ${this.#budget.maxFrames} frames`);
    }
    const { control } = this.#extensions;
    this.#extensions.control = null;
    this.#dataPending = true;
    return {
      index: this.images++,
      offset,
      left,
      top,
      width,
      height,
      interlaced: (flags & 0x40) !== 0,
      palette,
      delayMs: 10 * (control?.delay ?? 0),
      disposal: control?.disposal ?? 0,
      transparent: control?.transparent ?? -1,
      minCodeSize: this.#window.has(1) ? this.#window.u8() : null,
    };
  }

  /** Empty sub-blocks that follow a terminator: some encoders write them, every reader skips them. */
  #skipZeroBytes(offset: number): void {
    while (this.#window.has(1) && this.#window.bytes[this.#window.cursor] === 0) this.#window.skip(1);
    const message = `${this.#window.position - offset} zero bytes between blocks are skipped`;
    this.#problems.warn('stray_zero_bytes', { frame: null, offset }, message);
  }

  /** @param frame - index that the image would have had; null where no image had begun */
  #truncated(code: string, inside: string, frame: number | null): null {
    const offset = this.#window.position + this.#window.available;
    this.#problems.error(code, { frame, offset }, `The file ends inside ${inside}`);
    this.#ended = true;
    return null;
  }

  #endAtTrailer(offset: number): null {
    const after = this.#window.left;
    if (after > 0) {
      const message = `${after} bytes follow the trailer`;
      this.#problems.warn('bytes_after_trailer', { frame: null, offset: offset + 1 }, message);
    }
    return this.#end();
  }

  #endWithoutTrailer(offset: number): null {
    this.#problems.warn('missing_trailer', { frame: null, offset }, 'The file ends without a trailer');
    return this.#end();
  }

  #end(): null {
    const { control } = this.#extensions;
    if (control !== null) {
      const message = 'A graphic control block is followed by no image';
      this.#problems.warn('orphan_graphic_control', { frame: null, offset: control.offset }, message);
    }
    this.#ended = true;
    this.sound = true;
    return null;
  }
}
