import { fc } from '@fast-check/vitest';
import { expect } from 'vitest';
import type { Kernels } from '../../../../src/image/wasm/kernels.js';
import { SCRATCH_BYTES, tilesAlong, type TileKernel } from '../../../../src/image/wasm/tile-kernels.js';

export interface Planes {
  readonly width: number;
  readonly height: number;
  readonly a: Uint8Array;
  readonly b: Uint8Array;
}

const side = fc.integer({ min: 1, max: 80 });

/** Two planes of one size of every character: flat, soft, noisy; equal, nearly equal, strangers. */
export const twoPlanes: fc.Arbitrary<Planes> = fc
  .record({
    width: side,
    height: side,
    seed: fc.nat(),
    base: fc.nat({ max: 255 }),
    range: fc.constantFrom(0, 1, 3, 40, 255),
    apart: fc.constantFrom(0, 1, 2, 30, 255),
    share: fc.constantFrom(0.01, 0.3, 1),
  })
  .map(({ width, height, seed, base, range, apart, share }) => {
    const random = randomFrom(seed);
    const a = Uint8Array.from({ length: width * height }, () => clamp(base + (2 * random() - 1) * range));
    const b = a.map((level) => (random() < share ? clamp(level + (2 * random() - 1) * apart) : level));
    return { width, height, a, b };
  });

/** The ends of what sums must hold: nothing but black and white, in two chequers of which a tenth is turned over. */
export const blackAndWhite: fc.Arbitrary<Planes> = fc
  .record({
    width: side,
    height: side,
    seed: fc.nat(),
    cell: fc.integer({ min: 1, max: 40 }),
    shift: fc.nat({ max: 40 }),
  })
  .map(({ width, height, seed, cell, shift }) => {
    const random = randomFrom(seed);
    const chequer = (i: number, by: number): number =>
      (Math.floor(((i % width) + by) / cell) + Math.floor(i / width / cell)) % 2 === 0 ? 0 : 255;
    const a = Uint8Array.from({ length: width * height }, (_, i) => chequer(i, 0));
    const b = a.map((level, i) => (random() < 0.1 ? 255 - level : chequer(i, shift)));
    return { width, height, a, b };
  });

const rectangleOfLevel = fc.record({
  left: fc.nat({ max: 230 }),
  top: fc.nat({ max: 230 }),
  width: fc.integer({ min: 1, max: 150 }),
  height: fc.integer({ min: 1, max: 150 }),
  level: fc.nat({ max: 255 }),
  shift: fc.integer({ min: -12, max: 12 }),
});

/** Flat areas, which the other picture shows at levels of its own: what 32-bit sums are worst at. */
export function flatAreas(sides: fc.Arbitrary<number>): fc.Arbitrary<Planes> {
  const areas = fc.array(rectangleOfLevel, { minLength: 1, maxLength: 20 });
  return fc.record({ width: sides, height: sides, areas }).map(({ width, height, areas: rectangles }) => {
    const a = new Uint8Array(width * height).fill(128);
    const b = a.slice();
    for (const area of rectangles) {
      for (let y = area.top; y < Math.min(height, area.top + area.height); y++) {
        const start = Math.min(width, area.left);
        const end = Math.min(width, area.left + area.width);
        a.fill(area.level, y * width + start, y * width + end);
        b.fill(clamp(area.level + area.shift), y * width + start, y * width + end);
      }
    }
    return { width, height, a, b };
  });
}

/** Tiles of every character beside and below each other: equal, flat, lively, and an output that is much brighter. */
export const patchwork: fc.Arbitrary<Planes> = fc
  .record({ width: patchworkSide(), height: patchworkSide(), seed: fc.nat() })
  .map(({ width, height, seed }) => {
    const random = randomFrom(seed);
    const a = new Uint8Array(width * height);
    const b = new Uint8Array(width * height);
    for (let top = 0; top < height; top += 32) {
      for (let left = 0; left < width; left += 32) {
        const base = 40 * random();
        const noise = random() < 0.5 ? 200 : 2;
        const apart = random() < 0.7 ? 4 : 0;
        const brighter = random() < 0.3 ? 60 : 0;
        for (let y = top; y < Math.min(height, top + 32); y++) {
          for (let x = left; x < Math.min(width, left + 32); x++) {
            a[y * width + x] = clamp(base + noise * random());
            b[y * width + x] = clamp(a[y * width + x]! + brighter + apart * random());
          }
        }
      }
    }
    return { width, height, a, b };
  });

function patchworkSide(): fc.Arbitrary<number> {
  return fc.integer({ min: 11, max: 170 });
}

/** Two planes in the memory of the kernels, and the sums of their tiles after runs over rectangles of tiles. */
export class TileRun {
  readonly #kernels: Kernels;
  readonly #values: number;
  readonly #width: number;
  readonly #height: number;
  readonly #a: number;
  readonly #b: number;
  readonly #scratch: number;
  readonly #sums: number;

  constructor(kernels: Kernels, { width, height, a, b }: Planes, values: number) {
    const { memory } = kernels;
    this.#kernels = kernels;
    this.#values = values;
    this.#width = width;
    this.#height = height;
    this.#a = memory.allocate(a.length);
    this.#b = memory.allocate(b.length);
    this.#scratch = memory.allocate(SCRATCH_BYTES);
    this.#sums = memory.allocate(8 * values * this.across * this.down);
    memory.bytes(this.#a, a.length).set(a);
    memory.bytes(this.#b, b.length).set(b);
  }

  get across(): number {
    return tilesAlong(this.#width);
  }

  get down(): number {
    return tilesAlong(this.#height);
  }

  run(kernel: TileKernel, left = 0, top = 0, right = this.across, bottom = this.down): void {
    const { memory } = this.#kernels;
    // what others left in the scratch memory must not matter
    memory.bytes(this.#scratch, SCRATCH_BYTES).fill(255);
    kernel(this.#a, this.#b, this.#width, this.#height, left, top, right, bottom, this.#scratch, this.#sums);
  }

  /** Leaves sums that no run left. */
  forget(): void {
    this.#kernels.memory.bytes(this.#sums, 8 * this.#values * this.across * this.down).fill(255);
  }

  /** A copy of all tiles' sums. */
  get sums(): Float64Array {
    const { buffer } = this.#kernels.memory;
    return new Float64Array(buffer, this.#sums, this.#values * this.across * this.down).slice();
  }

  free(): void {
    for (const address of [this.#a, this.#b, this.#scratch, this.#sums]) this.#kernels.memory.free(address);
  }
}

/** 40 tiles across: kernels that do 16 at once begin anew twice. */
export const widePlanes: Planes = {
  width: 1270,
  height: 40,
  a: Uint8Array.from({ length: 1270 * 40 }, (_, i) => Math.imul(i + 1, 2654435761) >>> 24),
  b: Uint8Array.from({ length: 1270 * 40 }, (_, i) => Math.imul(i + 7, 2654435761) >>> 24),
};

/** Even slopes: every place has the same gradient, but for the border. */
export const ramps: fc.Arbitrary<Planes> = fc
  .record({ width: side, height: side, steps: fc.tuple(slope(), slope(), slope(), slope()) })
  .map(({ width, height, steps: [aX, aY, bX, bY] }) => {
    const ramp = (x: number, y: number): Uint8Array =>
      Uint8Array.from({ length: width * height }, (_, i) => (i % width) * x + Math.floor(i / width) * y);
    return { width, height, a: ramp(aX, aY), b: ramp(bX, bY) };
  });

function slope(): fc.Arbitrary<number> {
  // 80 px each way stay within a byte
  return fc.constantFrom(0, 0.5, 1, 1.5);
}

/** A compiled kernel's figure beside its twin's: null where that is null. */
export function expectNear(compiled: number | null, plain: number | null, tolerance: number): void {
  if (plain === null) expect(compiled).toBeNull();
  else expect(Math.abs(compiled! - plain)).toBeLessThan(tolerance);
}

/** Where a rectangle of tiles begins and ends: any two numbers, taken by what fits. */
export const rectangle = fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat());

/** Runs a kernel over all tiles, over a rectangle of them, and tile by tile: nothing may change. */
export function expectSameBitsInAnyRectangle(
  kernels: Kernels,
  kernel: TileKernel,
  values: number,
  planes: Planes,
  [x0, x1, y0, y1]: readonly [number, number, number, number],
): void {
  const run = new TileRun(kernels, planes, values);
  run.run(kernel);
  const all = run.sums;
  const [left, right] = inOrder(x0 % (run.across + 1), x1 % (run.across + 1));
  const [top, bottom] = inOrder(y0 % (run.down + 1), y1 % (run.down + 1));
  run.forget();
  run.run(kernel);
  run.run(kernel, left, top, right, bottom);
  expect(run.sums).toEqual(all);
  run.forget();
  for (let row = 0; row < run.down; row++) {
    for (let column = 0; column < run.across; column++) run.run(kernel, column, row, column + 1, row + 1);
  }
  expect(run.sums).toEqual(all);
  run.free();
}

function inOrder(a: number, b: number): [number, number] {
  return [Math.min(a, b), Math.max(a, b)];
}

function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function clamp(level: number): number {
  return Math.max(0, Math.min(255, Math.round(level)));
}
