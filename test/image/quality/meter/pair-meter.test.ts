import { test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { CompiledPairMeter } from '../../../../src/image/quality/meter/compiled.js';
import { createPairMeter } from '../../../../src/image/quality/meter/pair-meter.js';
import { PlainPairMeter } from '../../../../src/image/quality/meter/plain.js';
import type { PairMetrics, Shown } from '../../../../src/image/quality/meter/pair-metrics.js';
import { loadKernels } from '../../../../src/image/wasm/kernels.js';
import { Canvas, paint, play, size, steps, whole } from './animations.js';

const kernels = loadKernels()!;

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
    // what few windows are left to 64 bits for: kernels/compiled-ssim.ts
    ['ssim', 1e-5],
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
    const flat = (level: number): Shown => whole({ rgba: new Uint8Array(4 * 70 * 50).fill(level) }, 70, 50);
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

  test('finds equal pictures perfect, see-through or not', async () => {
    const canvas = new Canvas(90, 70);
    paint(canvas, { seed: 5, place: [0.2, 0.1, 0.5, 0.9], kind: 'see-through' });
    const meter = await createPairMeter(90, 70);
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
});

test('a meter refuses pictures of another size by name', async () => {
  const meter = await createPairMeter(20, 10);
  const good = new Canvas(20, 10).shown();
  expect(() => meter.show(good, new Canvas(10, 10).shown())).toThrow('Expected a plane of 800 values for output');
  meter.close();
});
