import type { FrameList, FrameQuality } from './comparison.js';
import { FigureColumn } from './figure-column.js';

type Figure = Exclude<keyof FrameQuality, 'extra'>;

/** The column of each figure. */
const PLACES: Readonly<Record<Figure, number>> = {
  place: 0,
  original: 1,
  output: 2,
  timeMs: 3,
  leastSsim: 4,
  ssim: 5,
  ssimFast: 6,
  mse: 7,
  psnr: 8,
  deltaE: 9,
  deltaEP95: 10,
  localDeltaE: 11,
  localStructure: 12,
  gmsd: 13,
  gradientRatio: 14,
  alphaChanged: 15,
  flicker: 16,
  late: 17,
  early: 18,
};
const FIGURES = Object.keys(PLACES) as Figure[];

/** Indices, of which is kept how far they are from the row's own: nothing, where every frame is compared with its like. */
const INDICES = PLACES.output + 1;

/** A frame that reads its figures where they are kept. */
class Row {
  readonly rows: FrameRows;
  index: number;

  constructor(rows: FrameRows, index: number) {
    this.rows = rows;
    this.index = index;
  }

  get extra(): FrameQuality['extra'] {
    return this.rows.extraOf(this.index);
  }
}

for (const [name, at] of Object.entries(PLACES)) {
  Object.defineProperty(Row.prototype, name, {
    get(this: Row) {
      return this.rows.figureOf(this.index, at);
    },
  });
}

/**
 * Keeps the figures of many frames, a column of numbers each: a frame takes 100 bytes, a quarter of what it takes as an
 * object with a box for each fraction. Objects are made only as they are asked for: for a function, one that goes along.
 */
export class FrameRows implements FrameList {
  readonly #columns: readonly FigureColumn[];
  /** Only where something was asked for by name. */
  readonly #extras: FrameQuality['extra'][] = [];
  #length = 0;

  /** @param most - frames that may come */
  constructor(most: number) {
    this.#columns = FIGURES.map(() => new FigureColumn(most));
  }

  get length(): number {
    return this.#length;
  }

  add(frame: FrameQuality): void {
    const index = this.#length++;
    for (let at = 0; at < FIGURES.length; at++) {
      const value = frame[FIGURES[at]!] ?? NaN;
      this.#columns[at]!.set(index, at < INDICES ? value - index : value);
    }
    if (frame.extra !== NO_EXTRA) this.#extras[index] = frame.extra;
  }

  *[Symbol.iterator](): Generator<FrameQuality> {
    for (let index = 0; index < this.#length; index++) yield asFrame(new Row(this, index));
  }

  forEach(see: (frame: FrameQuality) => void): void {
    this.every((frame) => {
      see(frame);
      return true;
    });
  }

  map<T>(of: (frame: FrameQuality) => T): T[] {
    const mapped: T[] = [];
    this.forEach((frame) => mapped.push(of(frame)));
    return mapped;
  }

  every(is: (frame: FrameQuality) => boolean): boolean {
    const row = new Row(this, 0);
    for (; row.index < this.#length; row.index++) if (!is(asFrame(row))) return false;
    return true;
  }

  /** For its rows; NaN stands for null. */
  figureOf(index: number, at: number): number | null {
    const value = this.#columns[at]!.at(index);
    if (Number.isNaN(value)) return null;
    return at < INDICES ? value + index : value;
  }

  extraOf(index: number): FrameQuality['extra'] {
    return this.#extras[index] ?? NO_EXTRA;
  }
}

/** Its getters are defined above. */
function asFrame(row: Row): FrameQuality {
  return row as unknown as FrameQuality;
}

export const NO_EXTRA: FrameQuality['extra'] = {};
