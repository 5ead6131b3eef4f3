import type { FrameQuality } from './comparison.js';

type Figure = Exclude<keyof FrameQuality, 'extra'>;

/** Where each figure is in its row. */
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
const COLUMNS = Object.entries(PLACES) as [Figure, number][];

/** A frame that reads its figures where they are kept; NaN stands for null. */
class Row {
  readonly figures: Float64Array;
  readonly start: number;
  readonly extra: FrameQuality['extra'];

  constructor(figures: Float64Array, start: number, extra: FrameQuality['extra']) {
    this.figures = figures;
    this.start = start;
    this.extra = extra;
  }
}

for (const [name, at] of COLUMNS) {
  Object.defineProperty(Row.prototype, name, {
    get(this: Row) {
      const value = this.figures[this.start + at]!;
      return Number.isNaN(value) ? null : value;
    },
  });
}

/**
 * Keeps the figures of many frames in one block of numbers: a frame takes 200 bytes, half of what it takes as an object
 * with a box for each fraction.
 */
export class FrameRows {
  readonly frames: FrameQuality[] = [];
  readonly #figures: Float64Array;

  /** @param most - frames that may come; memory is taken for those that do */
  constructor(most: number) {
    this.#figures = new Float64Array(most * COLUMNS.length);
  }

  add(frame: FrameQuality): void {
    const start = this.frames.length * COLUMNS.length;
    for (const [name, at] of COLUMNS) this.#figures[start + at] = frame[name] ?? NaN;
    this.frames.push(new Row(this.#figures, start, frame.extra) as unknown as FrameQuality);
  }
}
