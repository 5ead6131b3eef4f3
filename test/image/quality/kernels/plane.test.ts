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
  test('gives every grey its own level', () => {
    const greys = Uint8Array.from({ length: 768 }, (_, i) => Math.floor(i / 3));
    expect([...lumaOf(greys, new Uint8Array(256))]).toEqual(Array.from({ length: 256 }, (_, level) => level));
  });

  test('weighs the primaries as BT.601 does', () => {
    const rgb = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255);
    expect([...lumaOf(rgb, new Uint8Array(3))]).toEqual([76, 150, 29]);
  });

  test.prop([byte, byte, byte])('is the exact sum rounded to the nearest level', (r, g, b) => {
    const [level] = lumaOf(Uint8Array.of(r, g, b), new Uint8Array(1));
    // the weights are off by at most half of 2^-16 each, 0.006 over three bytes
    expect(Math.abs((level as number) - (0.299 * r + 0.587 * g + 0.114 * b))).toBeLessThanOrEqual(0.5 + 0.006);
  });

  test.each(reference.pairs)('sums to what Pillow finds: $name', ({ width, height, a, rgb }) => {
    const luma = lumaOf(drawRgb(width, height, a), new Uint8Array(width * height));
    expect(luma.reduce((total, value) => total + value, 0)).toBe(rgb.lumaSum);
  });
});
