import { describe, expect, test } from 'vitest';
import { createPairMeter } from '../../../src/image/quality/meter/pair-meter.js';
import { leastSsim } from '../../../src/image/quality/ssim-bound.js';

/** Stripes or squares of one width, and the same with a part of them painted flat. */
function erased(
  width: number,
  height: number,
  period: number,
  squares: boolean,
  share: number,
): [Uint8Array, Uint8Array] {
  const original = new Uint8Array(4 * width * height).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const dark = (Math.floor(x / period) + (squares ? Math.floor(y / period) : 0)) % 2 === 1;
      original.fill(dark ? 30 : 230, 4 * (y * width + x), 4 * (y * width + x) + 3);
    }
  }
  const output = original.slice();
  const border = Math.round(((1 - Math.sqrt(share)) / 2) * width);
  for (let y = border; y < height - border; y++) {
    for (let x = border; x < width - border; x++) output.fill(130, 4 * (y * width + x), 4 * (y * width + x) + 3);
  }
  return [original, output];
}

describe('leastSsim', () => {
  test.each([64, 97, 160])(
    'is under the exact SSIM of stripes and squares that were erased, %i px wide',
    async (width) => {
      for (const period of [1, 3, 5, 6, 7, 8, 9, 12, 16]) {
        for (const squares of [false, true]) {
          for (const share of [0.05, 0.2, 0.5, 1]) {
            const [original, output] = erased(width, 80, period, squares, share);
            const changed = { left: 0, top: 0, width, height: 80 };
            const meter = await createPairMeter(width, 80);
            meter.show({ rgba: original, changed, touched: null }, { rgba: output, changed, touched: null });
            const { ssim, ssimFast } = meter.measure();
            meter.close();
            expect({ period, squares, share, under: leastSsim(ssimFast!, width, 80) <= ssim! }).toMatchObject({
              under: true,
            });
          }
        }
      }
    },
  );

  test.each([15, 31, 33, 34, 35, 47])(
    'allows for the columns and rows that the fast one does not see, %i px wide',
    async (side) => {
      const original = new Uint8Array(4 * side * side).fill(255);
      const seen = 4 * Math.floor(side / 4);
      // dark, so that a little is much
      for (let at = 0; at < original.length; at += 4) original.fill(0, at, at + 3);
      const output = original.slice();
      for (let y = 0; y < side; y++) {
        for (let x = y < seen ? seen : 0; x < side; x++) output.fill(40, 4 * (y * side + x), 4 * (y * side + x) + 3);
      }
      const changed = { left: 0, top: 0, width: side, height: side };
      const meter = await createPairMeter(side, side);
      meter.show({ rgba: original, changed, touched: null }, { rgba: output, changed, touched: null });
      const { ssim, ssimFast } = meter.measure();
      meter.close();
      expect(ssimFast).toBe(1);
      expect(leastSsim(ssimFast!, side, side)).toBeLessThanOrEqual(ssim!);
    },
  );

  test('allows for a bright spot in the middle that the fast one hardly sees', async () => {
    const side = 48;
    const picture = (bright: number): Uint8Array =>
      Uint8Array.from({ length: 4 * side * side }, (_, at) => {
        const [x, y] = [(at >> 2) % side, Math.floor((at >> 2) / side)];
        const inSpot = x >= 22 && x < 27 && y >= 22 && y < 27;
        return at % 4 === 3 ? 255 : inSpot ? bright : 0;
      });
    const changed = { left: 0, top: 0, width: side, height: side };
    for (const bright of [20, 60, 120, 255]) {
      const meter = await createPairMeter(side, side);
      meter.show({ rgba: picture(0), changed, touched: null }, { rgba: picture(bright), changed, touched: null });
      const { ssim, ssimFast } = meter.measure();
      meter.close();
      expect(leastSsim(ssimFast!, side, side)).toBeLessThanOrEqual(ssim!);
    }
  });

  test('is under the exact SSIM of bars on black whose ends moved by a pixel', async () => {
    const [width, height] = [128, 128];
    const picture = (shift: number): Uint8Array =>
      Uint8Array.from({ length: 4 * width * height }, (_, at) => {
        const [x, y] = [(at >> 2) % width, Math.floor((at >> 2) / width)];
        const inBar = (x + shift + 11) % 28 < 15 && (y + 27) % 16 < 3;
        return at % 4 === 3 || inBar ? 255 : 0;
      });
    const changed = { left: 0, top: 0, width, height };
    const meter = await createPairMeter(width, height);
    meter.show({ rgba: picture(0), changed, touched: null }, { rgba: picture(1), changed, touched: null });
    const { ssim, ssimFast } = meter.measure();
    meter.close();
    expect(leastSsim(ssimFast!, width, height)).toBeLessThanOrEqual(ssim!);
  });

  test('says something: a frame of ordinary size with a high fast SSIM is surely over the limits, one near them is not', () => {
    expect(leastSsim(0.95, 320, 240)).toBeGreaterThan(0.8);
    expect(leastSsim(1, 320, 240)).toBeGreaterThan(0.99);
    expect(leastSsim(0.7, 320, 240)).toBeLessThan(0.6);
  });

  test('says nothing of pictures that have few windows', () => {
    expect(leastSsim(0.9, 11, 11)).toBe(-1);
    // 0.841 by the rule for larger ones, of a pair that has 0.694: a checked spot of 2 x 2 squares that paled
    expect(leastSsim(0.9911, 16, 16)).toBe(-1);
    expect(leastSsim(0.9911, 200, 16)).toBe(-1);
  });

  test('begins where a picture has 32 pixels on each side', () => {
    // 22 x 22 windows: 1 - 0.001 - 32 / 484
    expect(leastSsim(1, 32, 32)).toBeCloseTo(0.932884, 6);
    expect(leastSsim(1, 31, 32)).toBe(-1);
    expect(leastSsim(1, 32, 31)).toBe(-1);
  });

  test('counts windows as both figures have them', () => {
    // 91 x 52 windows, of which the fast one sees 90 x 50: 1 - 0.001 - 3.5 x 0.02 / (4732 / 6262) - 32 / 4732 - 2 x 232 / 4732
    expect(leastSsim(0.98, 101, 62)).toBeCloseTo(0.8015486, 6);
  });
});
