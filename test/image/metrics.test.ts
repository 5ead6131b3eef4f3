/** Metrics by name: on every frame compared, with unit and range, or null with the reason. */
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/core/check.js';
import { recolored, type Animation } from '../../fixtures/animation.js';
import { encodeGif } from '../../fixtures/encode.js';
import { SCENES } from '../../fixtures/scenes.js';
import {
  composite,
  createMsSsim,
  createPlainSsim,
  createSsimulacra2,
  lumaOf,
} from '../../src/image/quality/kernels/index.js';
import { METRIC_NAMES } from '../../src/image/quality/metric-names.js';
import { METRICS } from '../../src/image/quality/metrics.js';
import { runSuiteOn, type Asked } from '../support/run-suite.js';

/** A scene shown four times as large, so that every metric exists. */
function enlarged({ width, height, frames, ...rest }: Animation, times = 2): Animation {
  const [wide, high] = [width * times, height * times];
  return {
    ...rest,
    width: wide,
    height: high,
    frames: frames.slice(0, 3).map((frame) => {
      const pixels = new Uint32Array(frame.buffer, frame.byteOffset, width * height);
      const large = new Uint32Array(wide * high);
      for (let y = 0; y < high; y++) {
        for (let x = 0; x < wide; x++)
          large[y * wide + x] = pixels[Math.floor(y / times) * width + Math.floor(x / times)]!;
      }
      return new Uint8Array(large.buffer);
    }),
    delaysMs: [100, 100, 100],
  };
}

const scene = enlarged(SCENES.dashboard());
const dimmed = recolored(scene, ([r, g, b]) => [0.97 * r, 0.97 * g, b]);

type Summary = { readonly [key: string]: Json };
type Figures = Summary & { readonly worst: number };

async function quality(original: Animation, output: Animation, asked: Asked = {}) {
  const { check } = await runSuiteOn(encodeGif(original), encodeGif(output), {
    checks: ['quality_degradation'],
    ...asked,
  });
  const { details = {}, ...rest } = check('quality_degradation');
  const { frames, metrics = {} } = details as { readonly [name: string]: Summary };
  return { ...rest, frames: frames!, metrics: metrics as { readonly [name: string]: Figures } };
}

describe('metrics by name', () => {
  test('none are reported, nor paid for, unless they are asked for', async () => {
    const { metrics, frames } = await quality(scene, dimmed);
    expect(metrics).toEqual({});
    expect(Object.keys(frames)).not.toContain('ssimulacra2');
  });

  test('each has unit, range, mean and worst frame, and a column of all frames', async () => {
    const { metrics, frames } = await quality(scene, dimmed, { metrics: METRIC_NAMES });
    expect(Object.keys(metrics)).toEqual([...METRIC_NAMES]);
    for (const name of METRIC_NAMES) {
      const { unit, range, better, column } = METRICS[name];
      const { mean, worst, worstFrame, ...told } = metrics[name]!;
      expect(told).toEqual({ unit, range, better });
      const values = frames[column] as number[];
      expect(values).toHaveLength(3);
      expect(worst).toBe(better === 'higher' ? Math.min(...values) : Math.max(...values));
      expect(values[worstFrame as number]).toBe(worst);
      expect(mean).toBeCloseTo(values.reduce((a, b) => a + b) / 3, 3);
    }
    // the exact SSIM of every frame, which is not needed for limits here
    expect(frames['ssim']).not.toContain(null);
  });

  test('their figures are those of their kernels', async () => {
    const { frames } = await quality(scene, dimmed, { metrics: ['ssim', 'ms_ssim', 'ssimulacra2'] });
    const { width, height } = scene;
    const rgb = [scene, dimmed].map(({ frames: [first] }) =>
      composite(first!, 255, new Uint8Array(3 * width * height)),
    );
    const luma = rgb.map((picture) => lumaOf(picture, new Uint8Array(width * height)));
    // to the 1e-5 that other programs agree to
    const ssim = createPlainSsim(width, height)(luma[0]!, luma[1]!)!;
    expect(Math.abs((frames['ssim'] as number[])[0]! - ssim)).toBeLessThan(1e-5);
    expect((frames['msSsim'] as number[])[0]).toBeCloseTo(createMsSsim(width, height)(luma[0]!, luma[1]!)!, 4);
    expect((frames['ssimulacra2'] as number[])[0]).toBeCloseTo(createSsimulacra2(width, height)(rgb[0]!, rgb[1]!)!, 3);
  });

  test('identical pictures are perfect, and have no PSNR', async () => {
    const { metrics } = await quality(scene, scene, { metrics: METRIC_NAMES });
    expect(metrics).toMatchObject({
      ssim: { mean: 1 },
      ms_ssim: { mean: 1 },
      ssimulacra2: { mean: 100 },
      ciede2000: { mean: 0 },
      gmsd: { mean: 0 },
      banding: { mean: 0 },
      psnr: { mean: null, worst: null, worstFrame: null, reason: 'the pictures are identical, their PSNR is infinite' },
    });
  });

  test('what a picture is too small for is null with the reason', async () => {
    const { metrics } = await quality(SCENES.ball(), SCENES.ball(), { metrics: ['ms_ssim'] });
    expect(metrics['ms_ssim']).toMatchObject({ mean: null, reason: 'the picture is under 176 pixels in a side' });
  });

  test('a limit makes its metric be measured, and judges its worst frame', async () => {
    const strict = await quality(scene, dimmed, { limits: { minSsimulacra2: 99 } });
    expect(strict).toMatchObject({ outcome: 'failed', expected: { minSsimulacra2: 99 } });
    expect(strict.message).toMatch(/^SSIMULACRA 2 of the worst frame is .*limits.minSsimulacra2 is 99/);
    expect(strict.metrics).toHaveProperty('ssimulacra2');
    const lenient = await quality(scene, dimmed, { limits: { minSsimulacra2: -100, maxBanding: 255 } });
    expect(lenient.outcome).toBe('passed');
    expect(lenient.expected).not.toHaveProperty('minMsSsim');
  });

  test('a limit on what does not exist for the picture is not met by it', async () => {
    const ball = SCENES.ball();
    const dimmedBall = {
      ...ball,
      frames: ball.frames.map((frame) => frame.map((value) => (value === 255 ? 255 : (value >> 1) << 1))),
    };
    const limits = { minMsSsim: 0.5 };
    expect(await quality(ball, dimmedBall)).toMatchObject({ outcome: 'passed' });
    expect(await quality(ball, dimmedBall, { limits })).toMatchObject({
      outcome: 'inconclusive',
      message: 'limits.minMsSsim was asked for and could not be judged: the picture is under 176 pixels in a side',
    });
    // where nothing differs, nothing can break a limit
    expect(await quality(ball, ball, { limits })).toMatchObject({ outcome: 'passed' });
  });

  test('on a see-through background the worse of black and white counts', async () => {
    const seeThrough: Animation = {
      ...scene,
      frames: scene.frames.map((frame) =>
        frame.map((value, at) => (at % 4 === 3 && at < frame.length / 2 ? 0 : value)),
      ),
    };
    const { metrics } = await quality(scene, seeThrough, { metrics: ['ciede2000', 'ssimulacra2'] });
    expect(metrics['ciede2000']!.worst).toBeGreaterThan(10);
    expect(metrics['ssimulacra2']!.worst).toBeLessThan(0);
  });
});
