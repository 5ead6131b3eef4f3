import { fc } from '@fast-check/vitest';
import type { Shown } from '../../../../src/image/quality/meter/pair-metrics.js';
import type { Area, Size } from '../../../../src/image/reader.js';
import { differingTiles } from '../../../support/tiles.js';

/** How a picture is painted over a part of the one before. */
interface Stroke {
  readonly seed: number;
  /** Shares of the canvas. */
  readonly place: readonly [left: number, top: number, width: number, height: number];
  readonly kind: 'flat' | 'noise' | 'grain' | 'see-through';
}

const stroke: fc.Arbitrary<Stroke> = fc.record({
  seed: fc.nat(),
  place: fc.tuple(share(), share(), share(), share()),
  kind: fc.constantFrom('flat', 'noise', 'grain', 'see-through'),
});

function share(): fc.Arbitrary<number> {
  return fc.double({ min: 0, max: 1, noNaN: true });
}

/** What each side is painted with, before it is shown; null leaves a side as it was. */
export const steps = fc.array(
  fc.record({
    original: fc.option(stroke),
    output: fc.option(stroke),
    // the output gets what the original got
    honest: fc.boolean(),
    keep: fc.boolean(),
    measured: fc.boolean(),
  }),
  { minLength: 1, maxLength: 7 },
);

export const size = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ width: fc.integer({ min: 1, max: 110 }), height: fc.integer({ min: 1, max: 80 }) }),
  },
  // longer than a run of tiles, which is 8 of 32 pixels; tiles that the border cuts are alone
  fc.record({ width: fc.integer({ min: 250, max: 330 }), height: fc.integer({ min: 32, max: 40 }) }),
);

export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
  changed: Area;
  readonly #before: Uint8Array;
  #shows = 0;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.rgba = new Uint8Array(4 * width * height);
    this.#before = this.rgba.slice();
    this.changed = { left: 0, top: 0, width, height };
    paint(this, { seed: 1, place: [0, 0, 1, 1], kind: 'grain' });
  }

  /** Now and then as a reader does that knows no more than an area. */
  shown(): Shown {
    const touched = differingTiles(this.#before, this.rgba, this.width);
    this.#before.set(this.rgba);
    return { rgba: this.rgba, changed: this.changed, touched: this.#shows++ % 3 === 2 ? null : touched };
  }
}

export function paint(canvas: Canvas, { seed, place, kind }: Stroke): Area {
  const [left, top] = [Math.floor(place[0] * canvas.width), Math.floor(place[1] * canvas.height)];
  const width = Math.ceil(place[2] * (canvas.width - left));
  const height = Math.ceil(place[3] * (canvas.height - top));
  let state = seed;
  const next = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24;
  const color = [next(), next(), next()];
  for (let y = top; y < top + height; y++) {
    for (let x = left; x < left + width; x++) {
      const at = 4 * (y * canvas.width + x);
      const grain = kind === 'grain' ? (next() >> 5) + x + y : 0;
      for (let c = 0; c < 3; c++) canvas.rgba[at + c] = kind === 'noise' ? next() : color[c]! + grain;
      canvas.rgba[at + 3] = kind === 'see-through' ? [0, 255, 100, 200][next() & 3]! : 255;
    }
  }
  return { left, top, width, height };
}

export const NOTHING: Area = { left: 0, top: 0, width: 0, height: 0 };

/** Runs an animation through `visit`, which is shown each pair with what changed on each side. */
export function play(
  { width, height }: Size,
  animation: readonly {
    readonly original: Stroke | null;
    readonly output: Stroke | null;
    readonly honest: boolean;
    readonly keep: boolean;
    readonly measured: boolean;
  }[],
  visit: (original: Shown, output: Shown, keep: boolean, measured: boolean) => void,
): void {
  const [original, output] = [new Canvas(width, height), new Canvas(width, height)];
  visit(original.shown(), output.shown(), true, true);
  for (const step of animation) {
    original.changed = step.original ? paint(original, step.original) : NOTHING;
    const copied = step.honest ? step.original : step.output;
    output.changed = copied ? paint(output, copied) : NOTHING;
    visit(original.shown(), output.shown(), step.keep, step.measured);
  }
}

/** Everything as changed. */
export function whole({ rgba }: Pick<Shown, 'rgba'>, width: number, height: number): Shown {
  return { rgba, changed: { left: 0, top: 0, width, height }, touched: null };
}
