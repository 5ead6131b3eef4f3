import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { CompiledPairMeter } from '../../../../src/image/quality/meter/compiled.js';
import { createPairMeter } from '../../../../src/image/quality/meter/pair-meter.js';
import { PlainPairMeter } from '../../../../src/image/quality/meter/plain.js';
import type { PairMetrics, Shown } from '../../../../src/image/quality/meter/pair-metrics.js';
import type { Area } from '../../../../src/image/reader.js';
import { loadKernels } from '../../../../src/image/wasm/kernels.js';
import { KernelMemory } from '../../../../src/image/wasm/memory.js';

const kernels = loadKernels()!;

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
const steps = fc.array(
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

const size = fc.record({ width: fc.integer({ min: 1, max: 110 }), height: fc.integer({ min: 1, max: 80 }) });

class Canvas {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
  changed: Area;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.rgba = new Uint8Array(4 * width * height);
    this.changed = { left: 0, top: 0, width, height };
    paint(this, { seed: 1, place: [0, 0, 1, 1], kind: 'grain' });
  }

  shown(): Shown {
    return { rgba: this.rgba, changed: this.changed };
  }
}

function paint(canvas: Canvas, { seed, place, kind }: Stroke): Area {
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

const NOTHING: Area = { left: 0, top: 0, width: 0, height: 0 };

/** Runs an animation through `visit`, which is shown each pair with what changed on each side. */
function play(
  { width, height }: { readonly width: number; readonly height: number },
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
function whole({ rgba }: Shown, width: number, height: number): Shown {
  return { rgba, changed: { left: 0, top: 0, width, height } };
}

describe('a meter that computes only what changed', () => {
  test.prop([size, steps])('gives the figures of one that computes everything, to the bit', (canvas, animation) => {
    const { width, height } = canvas;
    const meter = new CompiledPairMeter(kernels, width, height);
    const full = new CompiledPairMeter(kernels, width, height);
    let skipped = false;
    play(canvas, animation, (original, output, keep) => {
      meter.show(original, output);
      full.show(whole(original, width, height), whole(output, width, height));
      expect(meter.error()).toBe(full.error());
      // a pair that is not measured leaves its changes to the next
      skipped = !keep && !skipped;
      if (skipped) return;
      expect(meter.measure(() => keep)).toEqual(full.measure(() => keep));
      if (!keep) return;
      meter.keep();
      full.keep();
    });
    meter.close();
    full.close();
  });

  test.prop([size, steps])('gives for each pair what a new meter gives', (canvas, animation) => {
    const { width, height } = canvas;
    const meter = new CompiledPairMeter(kernels, width, height);
    play(canvas, animation, (original, output) => {
      const fresh = new CompiledPairMeter(kernels, width, height);
      fresh.show(whole(original, width, height), whole(output, width, height));
      meter.show(original, output);
      expect(meter.measure()).toEqual(fresh.measure());
      fresh.close();
    });
    meter.close();
  });
});

describe('a meter that is shown few changed pixels', () => {
  test.prop([
    fc.array(fc.record({ x: fc.nat(99), y: fc.nat(69), level: fc.nat(255) }), { minLength: 1, maxLength: 12 }),
    fc.constantFrom('noise', 'flat'),
  ])('gives what a new meter gives, wherever they lie between tiles and windows', (pixels, kind) => {
    const [original, output] = [new Canvas(100, 70), new Canvas(100, 70)];
    // the outputs are noise, or the same but for the pixels
    paint(output, { seed: 3, place: [0, 0, 1, 1], kind });
    if (kind === 'flat') paint(original, { seed: 3, place: [0, 0, 1, 1], kind });
    const meter = new CompiledPairMeter(kernels, 100, 70);
    meter.show(original.shown(), output.shown());
    meter.measure();
    for (const { x, y, level } of pixels) {
      output.rgba.fill(level, 4 * (100 * y + x), 4 * (100 * y + x) + 3);
      output.changed = { left: x, top: y, width: 1, height: 1 };
      meter.show({ rgba: original.rgba, changed: NOTHING }, output.shown());
      expect(meter.measure()).toEqual(freshMetrics(original, output));
    }
    meter.close();
  });

  test('sees another colour of the same luma on black, too', () => {
    const [original, output] = [new Canvas(64, 64), new Canvas(64, 64)];
    paint(output, { seed: 4, place: [0, 0, 0.4, 0.4], kind: 'see-through' });
    const meter = new CompiledPairMeter(kernels, 64, 64);
    // both have luma 76: 0.299 x 255 and 0.114 x 255 + 0.587 x 80
    for (const color of [
      [255, 0, 0],
      [0, 80, 255],
    ]) {
      for (let pixel = 2048; pixel < 4096; pixel++) output.rgba.set(color, 4 * pixel);
      meter.show(original.shown(), output.shown());
      expect(meter.measure()).toEqual(freshMetrics(original, output));
    }
    meter.close();
  });
});

function freshMetrics(original: Canvas, output: Canvas): PairMetrics {
  const { width, height } = original;
  const fresh = new CompiledPairMeter(kernels, width, height);
  fresh.show(whole(original, width, height), whole(output, width, height));
  const metrics = fresh.measure();
  fresh.close();
  return metrics;
}

/**
 * Whole-number figures are equal. SSIM and GMSD are sums of 32-bit floats that the kernels keep within 1e-6 (their own
 * tests); CIEDE2000 within 1e-4, its percentile one step of 0.05 more; flicker is made of means that the TypeScript
 * meter rounds to 32 bits, four of up to 255 in each block: 4 x 255 x 2^-24.
 */
function expectSame(compiled: PairMetrics, plain: PairMetrics): void {
  const exact = ({ mse, psnr, gradientRatio, localStructure, alphaChanged }: PairMetrics): unknown => ({
    mse,
    psnr,
    gradientRatio,
    localStructure,
    alphaChanged,
  });
  expect(exact(compiled)).toEqual(exact(plain));
  // averages over what is visible are 20 times as large at most
  const close: readonly (readonly [keyof PairMetrics, number])[] = [
    // of so small pictures: 5.2e-5 is the most that a search for the worst came upon, in 11 x 11 pixels
    ['ssim', 1e-4],
    ['ssimFast', 1e-6],
    ['gmsd', 1e-6],
    ['deltaE', 20 * 1e-4],
    ['deltaEP95', 0.05 + 1e-4],
    ['localDeltaE', 1e-4],
    ['flicker', 20 * 4 * 255 * 2 ** -24],
    ['late', 1e-9],
    ['early', 1e-9],
  ];
  for (const [name, tolerance] of close) {
    const [a, b] = [compiled[name], plain[name]];
    // the name is there for who reads a failure
    const apart = a === null || b === null ? Number(a !== b) : Math.abs(a - b);
    expect({ name, close: apart <= tolerance, a, b }).toMatchObject({ close: true });
  }
}

describe('the compiled meter', () => {
  test.prop([size, steps])('gives what the TypeScript one gives', (canvas, animation) => {
    const compiled = new CompiledPairMeter(kernels, canvas.width, canvas.height);
    const plain = new PlainPairMeter(canvas.width, canvas.height);
    let pending = false;
    play(canvas, animation, (original, output, keep, measured) => {
      for (const meter of [compiled, plain]) meter.show(original, output);
      expect(compiled.error()).toBe(plain.error());
      if (measured) expectSame(compiled.measure(), plain.measure());
      // what is kept was measured, now or before others were shown
      pending ||= measured;
      if (!keep || !pending) return;
      for (const meter of [compiled, plain]) meter.keep();
      pending = false;
    });
    compiled.close();
  });

  test('keeps the pair it measured, though others were shown since', () => {
    const [compiled, plain] = [new CompiledPairMeter(kernels, 70, 50), new PlainPairMeter(70, 50)];
    const flat = (level: number): Shown =>
      whole({ rgba: new Uint8Array(4 * 70 * 50).fill(level), changed: NOTHING }, 70, 50);
    for (const meter of [compiled, plain]) {
      meter.show(flat(255), flat(250));
      meter.measure();
      meter.show(flat(255), flat(100));
      meter.error();
      meter.keep();
      meter.show(flat(255), flat(240));
    }
    const { flicker } = compiled.measure();
    expect(flicker).toBeGreaterThan(0);
    expect(flicker).toBeCloseTo(plain.measure().flicker, 3);
    compiled.close();
  });

  test('finds equal pictures perfect, see-through or not', () => {
    const canvas = new Canvas(90, 70);
    paint(canvas, { seed: 5, place: [0.2, 0.1, 0.5, 0.9], kind: 'see-through' });
    const meter = createPairMeter(90, 70);
    meter.show(canvas.shown(), canvas.shown());
    const { ssim, ssimFast, mse, psnr, deltaE, localDeltaE, gmsd, gradientRatio, alphaChanged } = meter.measure();
    expect([ssim, ssimFast, mse, psnr, deltaE, localDeltaE, gmsd, gradientRatio, alphaChanged]).toEqual([
      1,
      1,
      0,
      null,
      0,
      0,
      0,
      1,
      0,
    ]);
    meter.close();
  });

  test("reads pictures in the kernels' memory where they lie, and others from a copy", () => {
    const rgba = new Canvas(60, 40).rgba;
    const address = kernels.memory.allocate(rgba.length);
    const inside = (): Uint8Array => kernels.memory.bytes(address, rgba.length);
    inside().set(rgba);
    const [meter, other] = [new CompiledPairMeter(kernels, 60, 40), new CompiledPairMeter(kernels, 60, 40)];
    const output = new Canvas(60, 40);
    paint(output, { seed: 9, place: [0.5, 0.5, 0.2, 0.2], kind: 'noise' });
    meter.show(whole({ rgba: inside(), changed: NOTHING }, 60, 40), output.shown());
    other.show(whole({ rgba, changed: NOTHING }, 60, 40), output.shown());
    expect(meter.measure()).toEqual(other.measure());
    kernels.memory.free(address);
    meter.close();
    other.close();
  });

  test('reads them there also where it lets that memory grow to set a pair aside', () => {
    const side = 640;
    const bytes = 4 * side * side;
    const address = kernels.memory.allocate(bytes);
    const inside = (): Shown => whole({ rgba: kernels.memory.bytes(address, bytes), changed: NOTHING }, side, side);
    const meter = new CompiledPairMeter(kernels, side, side);
    meter.show(inside(), inside());
    const first = meter.measure();
    // what is set aside has areas of 512 bytes a tile, for which there is no room left then
    const { buffer } = kernels.memory;
    const fillers: number[] = [];
    while (kernels.memory.buffer === buffer) fillers.push(kernels.memory.allocate(512 * 20 * 20));
    meter.show(inside(), inside());
    expect(meter.measure()).toEqual(first);
    meter.close();
    for (const area of [address, ...fillers]) kernels.memory.free(area);
  });

  test('gives all its memory back', () => {
    const before = kernels.memory.areas;
    const meter = new CompiledPairMeter(kernels, 33, 65);
    const canvas = new Canvas(33, 65);
    paint(canvas, { seed: 2, place: [0, 0, 1, 1], kind: 'see-through' });
    meter.show(canvas.shown(), new Canvas(33, 65).shown());
    meter.measure();
    meter.show(canvas.shown(), canvas.shown());
    meter.close();
    expect(kernels.memory.areas).toBe(before);
  });

  test('leaves nothing behind where memory does not suffice, wherever that shows', () => {
    // two lumas alone take 10 pages
    for (let maximum = 1; maximum <= 10; maximum++) {
      const memory = new KernelMemory(new WebAssembly.Memory({ initial: 1, maximum }), 0);
      expect(() => new CompiledPairMeter({ exports: kernels.exports, memory }, 600, 600)).toThrow(RangeError);
      expect(memory.areas).toBe(0);
    }
  });
});

test('a meter refuses pictures of another size by name', () => {
  const meter = createPairMeter(20, 10);
  const good = new Canvas(20, 10).shown();
  expect(() => meter.show(good, new Canvas(10, 10).shown())).toThrow('Expected a plane of 800 values for output');
  meter.close();
});
