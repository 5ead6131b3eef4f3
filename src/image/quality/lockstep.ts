import type { Frame, ImageReader } from '../reader.js';

/** Walks a reader forward to the frames that a monotone plan asks for; holds one frame at a time. */
export class FrameCursor {
  readonly #frames: AsyncIterator<Frame>;
  readonly #name: string;
  #current: Frame | undefined;

  constructor(reader: ImageReader, name: string) {
    this.#frames = reader.frames()[Symbol.asyncIterator]();
    this.#name = name;
  }

  /**
   * RGBA of frame `index`, valid until the next call.
   * @throws RangeError when the index lies behind the current frame or the file has fewer frames than its blocks say
   */
  async at(index: number): Promise<Uint8Array> {
    while (this.#current === undefined || this.#current.index < index) {
      const next = await this.#frames.next();
      if (next.done === true) throw new RangeError(`Frame ${index} of the ${this.#name} could not be decoded`);
      this.#current = next.value;
    }
    if (this.#current.index !== index) {
      throw new RangeError(`Frame ${index} of the ${this.#name} was asked for after frame ${this.#current.index}`);
    }
    return this.#current.rgba;
  }

  async close(): Promise<void> {
    await this.#frames.return?.();
  }
}
