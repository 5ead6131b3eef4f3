import type { Tensor } from '../formats/format.js';
import type { Span } from './spans.js';

/**
 * Times that the bytes of a file are read for tensors of different places or types. Those of real models are apart, tied ones
 * have the same place; a pickle can name one value again and again, each time in three bytes and with another shape.
 */
export const MOST_TIMES = 16;
/** What may be read of any file: a second. Columns of one matrix, each a tensor, all reach from its first row to its last. */
const ALWAYS_BYTES = 2 ** 30;

/** What was found in each place, so that what several tensors share is read once. */
export class Readings<Found> {
  readonly #found = new Map<string, Map<string, Found>>();
  readonly #bytes = new Map<string, number>();

  /** @param found - made where this place was not read in this way before */
  of({ file, offset, bytes, dtype, shape, encoding }: Tensor, spans: readonly Span[], found: () => Found): Found {
    const known = this.#found.get(file) ?? new Map<string, Found>();
    this.#found.set(file, known);
    const isWhole = spans.length === 1 && spans[0]!.bytes === bytes;
    const parts = isWhole ? '' : spans.map(({ start }) => start).join();
    const key = `${offset} ${bytes} ${dtype} ${encoding ?? ''} ${shape.join()} ${parts}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const now = found();
    known.set(key, now);
    return now;
  }

  /** Counts bytes that are about to be read. @param size - of the file. @returns whether they may be */
  mayRead(file: string, bytes: number, size: number): boolean {
    const all = (this.#bytes.get(file) ?? 0) + bytes;
    if (all > Math.max(ALWAYS_BYTES, MOST_TIMES * size)) return false;
    this.#bytes.set(file, all);
    return true;
  }
}
