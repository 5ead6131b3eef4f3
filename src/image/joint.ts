import type { Measured } from '../core/fact.js';
import { comparePass, type Contestant } from './pass.js';
import type { Comparison } from './quality/comparison.js';
import type { Size } from './reader.js';
import type { ImageSubject } from './subject.js';

/**
 * What outputs that are compared at once may take, bytes: enough for a dozen at 800 x 600, and no more than one pair of
 * the largest canvases takes by itself.
 */
const MOST_BYTES = 2 ** 28;

/** And what may be open at once: a process has 256 descriptors on some systems, and several workers share them. */
const MOST_OUTPUTS = 32;

/** Of one output and pixel: its canvas, its share of what the meter keeps on two backgrounds, and room for disposal 3. */
const BYTES_PER_PIXEL = 32;

/** An output that is compared with the original, alone or together with others. */
export interface Joining {
  /** It has to be compared in any case, and was not yet. */
  readonly isWaiting: boolean;
  /** It needs the original's pixel facts. */
  readonly countsOriginal: boolean;
  /** What a pass needs to know of it, or why it cannot be compared. */
  prepare(): Promise<Measured<{ readonly size: Size; readonly contestant: Contestant }>>;
  /** Takes the result of the pass. */
  settle(compared: Measured<Comparison>): void;
}

/** Outputs of one original that are compared with it in one pass, or in as few as memory allows. */
export class Joint {
  readonly #original: ImageSubject;
  readonly #mostBytes: number;
  readonly #pairs: Joining[] = [];

  constructor(original: ImageSubject, mostBytes = MOST_BYTES) {
    this.#original = original;
    this.#mostBytes = mostBytes;
  }

  join(pair: Joining): void {
    this.#pairs.push(pair);
  }

  /** Compares a pair and, in the same pass, others that will have to be compared. */
  async compare(asking: Joining): Promise<void> {
    const waiting = [asking, ...this.#pairs.filter((pair) => pair !== asking && pair.isWaiting)];
    const group: Joining[] = [];
    const contestants = [];
    let size: Size | undefined;
    for (const pair of waiting) {
      const prepared = await pair.prepare();
      if (!prepared.measured) {
        pair.settle(prepared);
        continue;
      }
      // all have the size of the original
      size = prepared.value.size;
      group.push(pair);
      contestants.push(prepared.value.contestant);
      const oneMore = (group.length + 1) * BYTES_PER_PIXEL * size.width * size.height;
      if (oneMore > this.#mostBytes || group.length === MOST_OUTPUTS) break;
    }
    if (!size) return;
    const counted = group.some((pair) => pair.countsOriginal);
    const compared = await comparePass(this.#original, counted, size, contestants);
    for (const [index, pair] of group.entries()) pair.settle(compared[index]!);
  }
}
