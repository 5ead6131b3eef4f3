/** How often somebody who waits looks whether there are more slots by now: workers of a queue come and go. */
const LOOK_AGAIN_MS = 250;

/** Work that goes on at the same time, so much of it and no more. */
export class Slots {
  readonly #width: () => number;
  readonly #working = new Set<Promise<void>>();
  #wake: () => void = () => {};

  /** @param width - at least 1, asked again and again */
  constructor(width: () => number) {
    this.#width = width;
  }

  /** @param work - must not reject */
  use(work: Promise<void>): void {
    const held = work.finally(() => {
      this.#working.delete(held);
      this.wake();
    });
    this.#working.add(held);
  }

  /** Resolves when there is a slot and `ready` says so too, or after `wake` when `ready` says so however many work. */
  async free(ready: () => boolean, regardless: () => boolean): Promise<void> {
    while (!regardless() && (this.#working.size >= this.#width() || !ready())) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        timer = setTimeout(resolve, LOOK_AGAIN_MS);
      });
      clearTimeout(timer);
    }
  }

  /** Whoever waits looks again now. */
  wake(): void {
    this.#wake();
  }

  /** Resolves when nothing works any more. */
  async idle(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
  }
}
