import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { CompiledPairMeter } from '../../../../src/image/quality/meter/compiled.js';
import type { PairMetrics, Shown } from '../../../../src/image/quality/meter/pair-metrics.js';
import { loadKernels } from '../../../../src/image/wasm/kernels.js';
import { KernelMemory } from '../../../../src/image/wasm/memory.js';
import { Canvas, NOTHING, paint, play, size, steps, whole } from './animations.js';

const kernels = loadKernels()!;

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
      meter.show({ rgba: original.rgba, changed: NOTHING, touched: null }, output.shown());
      expect(meter.measure()).toEqual(freshMetrics(original, output));
    }
    meter.close();
  });

  test.each([0, 1, 2])('sees that channel %i alone is another, on either side', (channel) => {
    for (const side of [0, 1] as const) {
      const pair = [new Canvas(64, 64), new Canvas(64, 64)] as const;
      for (const canvas of pair) canvas.rgba.fill(255);
      const meter = new CompiledPairMeter(kernels, 64, 64);
      meter.show(pair[0].shown(), pair[1].shown());
      meter.measure();
      for (let pixel = 1024; pixel < 2048; pixel++) pair[side].rgba[4 * pixel + channel] = 90;
      meter.show(pair[0].shown(), pair[1].shown());
      expect(meter.measure()).toEqual(freshMetrics(...pair));
      meter.close();
    }
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

describe("a meter in the kernels' memory", () => {
  test("reads pictures in the kernels' memory where they lie, and others from a copy", () => {
    const rgba = new Canvas(60, 40).rgba;
    const address = kernels.memory.allocate(rgba.length);
    const inside = (): Uint8Array => kernels.memory.bytes(address, rgba.length);
    inside().set(rgba);
    const [meter, other] = [new CompiledPairMeter(kernels, 60, 40), new CompiledPairMeter(kernels, 60, 40)];
    const output = new Canvas(60, 40);
    paint(output, { seed: 9, place: [0.5, 0.5, 0.2, 0.2], kind: 'noise' });
    meter.show(whole({ rgba: inside() }, 60, 40), output.shown());
    other.show(whole({ rgba }, 60, 40), output.shown());
    expect(meter.measure()).toEqual(other.measure());
    kernels.memory.free(address);
    meter.close();
    other.close();
  });

  test('reads them there also where it lets that memory grow to set a pair aside', () => {
    const side = 640;
    const bytes = 4 * side * side;
    const address = kernels.memory.allocate(bytes);
    const inside = (): Shown => whole({ rgba: kernels.memory.bytes(address, bytes) }, side, side);
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
