import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { composite, lumaOf } from '../../../../src/image/quality/kernels/index.js';
import { drawRgb, reference } from './samples.js';

const byte = fc.nat({ max: 255 });

describe('composite', () => {
  test.prop([byte, byte, byte])('rounds each channel to the nearest level', (color, alpha, background) => {
    const [level] = composite(Uint8Array.of(color, 0, 0, alpha), background, new Uint8Array(3));
    const exact = (color * alpha + background * (255 - alpha)) / 255;
    expect(Math.abs((level as number) - exact)).toBeLessThan(0.5);
  });

  test('keeps opaque pixels and shows only the background behind see-through ones', () => {
    const rgba = Uint8Array.of(1, 2, 3, 255, 200, 100, 50, 0);
    expect([...composite(rgba, 77, new Uint8Array(6))]).toEqual([1, 2, 3, 77, 77, 77]);
  });
});

describe('lumaOf', () => {
  test('gives every grey its own level to the last bit', () => {
    const greys = Uint8Array.from({ length: 768 }, (_, i) => Math.floor(i / 3));
    expect([...lumaOf(greys, new Float32Array(256))]).toEqual(Array.from({ length: 256 }, (_, level) => level));
  });

  test('weighs the primaries as BT.601 does', () => {
    const rgb = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255);
    expect([...lumaOf(rgb, new Float32Array(3))]).toEqual([76.245, 149.685, 29.07].map(Math.fround));
  });

  test.each(reference.pairs)('sums to what NumPy finds: $name', ({ width, height, a, rgb }) => {
    const luma = lumaOf(drawRgb(width, height, a), new Float32Array(width * height));
    const sum = luma.reduce((total, value) => total + value, 0);
    // a 32-bit float near 255 is off by at most 2^-17 (half of its last place)
    expect(Math.abs(sum - rgb.lumaSum)).toBeLessThanOrEqual(luma.length * 2 ** -17);
  });
});
