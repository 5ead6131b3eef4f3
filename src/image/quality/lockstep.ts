import { iteratorOf, type Frame, type ImageReader } from '../reader.js';

/** Walks a reader forward, once: to the frames that a monotone plan asks for, and to the end. Holds one frame at a time. */
export class FrameCursor {
  readonly #frames: Iterator<Frame> | AsyncIterator<Frame>;
  readonly #name: string;
  readonly #watchers: ((frame: Frame) => void)[] = [];
  #current: Frame | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** @param name - for errors */
  constructor(reader: ImageReader, name: string) {
    this.#frames = iteratorOf(reader.frames());
    this.#name = name;
  }

  /** Shows somebody every frame that the walk comes by from now on. */
  watch(see: (frame: Frame) => void): void {
    this.#watchers.push(see);
  }

  /**
   * Frame `index`, valid until the next call; a promise where the reader makes one wait.
   * @throws RangeError when the index lies behind the current frame or the file has fewer frames than its blocks say
   */
  at(index: number): Frame | Promise<Frame> {
    while (this.#current === undefined || this.#current.index < index) {
      const advanced = this.#advance();
      if (advanced instanceof Promise) return advanced.then((there) => this.#proceed(index, there));
      if (!advanced) return this.#proceed(index, false);
    }
    if (this.#current.index !== index) {
      throw new RangeError(`Frame ${index} of the ${this.#name} was asked for after frame ${this.#current.index}`);
    }
    return this.#current;
  }

  /** Goes by all frames that are left, so that the reader has seen the whole file. Throws again what ended the walk. */
  async finish(): Promise<void> {
    for (let more: boolean | Promise<boolean> = true; more;) {
      more = this.#advance();
      if (more instanceof Promise) more = await more;
    }
  }

  async close(): Promise<void> {
    await this.#frames.return?.();
  }

  #proceed(index: number, advanced: boolean): Frame | Promise<Frame> {
    if (!advanced) throw new RangeError(`Frame ${index} of the ${this.#name} could not be decoded`);
    return this.at(index);
  }

  #advance(): boolean | Promise<boolean> {
    // a generator that threw looks like one that ended
    if (this.#failure) throw this.#failure.error;
    try {
      const next = this.#frames.next();
      if (!(next instanceof Promise)) return this.#took(next);
      return next.then((result) => this.#took(result)).catch((error: unknown) => this.#fail(error));
    } catch (error) {
      return this.#fail(error);
    }
  }

  #took(next: IteratorResult<Frame>): boolean {
    if (next.done === true) return false;
    this.#current = next.value;
    for (const see of this.#watchers) see(next.value);
    return true;
  }

  #fail(error: unknown): never {
    this.#failure = { error };
    throw error;
  }
}
