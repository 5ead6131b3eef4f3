import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { linearise, positiveXyb } from '../../../../src/image/quality/kernels/xyb.js';

type Planes = readonly [Float32Array, Float32Array, Float32Array];

function xybOf(rgb: Uint8Array, width: number, margin: number): Planes {
  const height = rgb.length / 3 / width;
  const room = (): Float32Array => new Float32Array((width + 2 * margin) * (height + 2 * margin)).fill(9);
  const planes = [room(), room(), room()] as const;
  const linear = new Float32Array(rgb.length);
  linearise(rgb, linear);
  positiveXyb(linear, width, height, margin, planes);
  return planes;
}

const byte = fc.nat({ max: 255 });

describe('positiveXyb', () => {
  // the ranges that the metric's author states for sRGB, to the 6 digits given
  test.prop([byte, byte, byte], {
    examples: [
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
      [255, 255, 0],
      [0, 0, 0],
    ],
  })('keeps sRGB within the published ranges', (r, g, b) => {
    const [x, y, blue] = xybOf(Uint8Array.of(r, g, b), 1, 0).map((plane) => plane[0]!);
    expect(x).toBeGreaterThan(0.204593);
    expect(x).toBeLessThan(0.813403);
    expect(y).toBeGreaterThan(0.009999);
    expect(y).toBeLessThan(0.855309);
    expect(blue).toBeGreaterThan(0.272294);
    expect(blue).toBeLessThan(0.938013);
  });

  test.prop([byte])('greys differ in Y alone', (level) => {
    const [x, , blue] = xybOf(Uint8Array.of(level, level, level), 1, 0).map((plane) => plane[0]!);
    expect(x).toBeCloseTo(0.42, 6);
    expect(blue).toBeCloseTo(0.55, 6);
  });

  test('puts the picture in the middle of a frame of zeros', () => {
    const [x] = xybOf(Uint8Array.of(1, 2, 3, 4, 5, 6), 2, 2);
    const filled = [...x].map((value) => value !== 0);
    expect(x).toHaveLength(6 * 5);
    expect(filled.flatMap((isFilled, at) => (isFilled ? [at] : []))).toEqual([14, 15]);
  });
});
