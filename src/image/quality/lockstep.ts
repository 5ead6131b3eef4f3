import type { Frame, ImageReader } from '../reader.js';

/** Walks a reader forward, once: to the frames that a monotone plan asks for, and to the end. Holds one frame at a time. */
export class FrameCursor {
  readonly #frames: AsyncIterator<Frame>;
  readonly #name: string;
  readonly #watchers: ((frame: Frame) => void)[] = [];
  #current: Frame | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** @param name - for errors */
  constructor(reader: ImageReader, name: string) {
    this.#frames = reader.frames()[Symbol.asyncIterator]();
    this.#name = name;
  }

  /** Shows somebody every frame that the walk comes by from now on. */
  watch(see: (frame: Frame) => void): void {
    this.#watchers.push(see);
  }

  /**
   * Frame `index`, valid until the next call.
   * @throws RangeError when the index lies behind the current frame or the file has fewer frames than its blocks say
   */
  async at(index: number): Promise<Frame> {
    while (this.#current === undefined || this.#current.index < index) {
      if (!(await this.#advance())) throw new RangeError(`Frame ${index} of the ${this.#name} could not be decoded`);
    }
    if (this.#current.index !== index) {
      throw new RangeError(`Frame ${index} of the ${this.#name} was asked for after frame ${this.#current.index}`);
    }
    return this.#current;
  }

  /** Goes by all frames that are left, so that the reader has seen the whole file. Throws again what ended the walk. */
  async finish(): Promise<void> {
    while (await this.#advance());
  }

  async close(): Promise<void> {
    await this.#frames.return?.();
  }

  async #advance(): Promise<boolean> {
    // a generator that threw looks like one that ended
    if (this.#failure) throw this.#failure.error;
    try {
      const next = await this.#frames.next();
      if (next.done === true) return false;
      this.#current = next.value;
      for (const see of this.#watchers) see(next.value);
      return true;
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }
}
