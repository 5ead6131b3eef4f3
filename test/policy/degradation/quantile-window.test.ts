import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Probes } from '../../../src/policy/degradation/probes.js';
import { LEAST, QuantileWindow, RELATIVE_ERROR } from '../../../src/policy/degradation/quantile-window.js';
import { SLICES } from '../../../src/policy/windows/slices.js';

const WINDOW_MS = 6000;
const SLICE_MS = WINDOW_MS / SLICES;

/** What was added, with gaps between, some longer than the window. */
const additions = fc.array(
  fc.record({
    gapMs: fc.oneof({ weight: 8, arbitrary: fc.nat(300) }, { weight: 1, arbitrary: fc.nat(3 * WINDOW_MS) }),
    value: fc.oneof(fc.double({ min: 0, max: 500, noNaN: true }), fc.double({ min: 0, max: 1e6, noNaN: true })),
  }),
  { minLength: 1, maxLength: 200 },
);

/** Nearest rank, from all that was added. */
function reference(values: readonly number[], share: number): number {
  const ordered = values.toSorted((a, b) => a - b);
  return ordered[Math.max(1, Math.ceil(share * ordered.length)) - 1]!;
}

describe('a window of quantiles', () => {
  test('agrees with the raw values of its slices, within the error of a bucket', () => {
    const shares = fc.constantFrom(0.05, 0.5, 0.95, 1);
    fc.assert(
      fc.property(additions, shares, (added, share) => {
        const window = new QuantileWindow(WINDOW_MS);
        const raw: { at: number; value: number }[] = [];
        let now = 0;
        for (const { gapMs, value } of added) {
          now += gapMs;
          window.add(now, value);
          raw.push({ at: now, value });
        }
        const oldest = Math.floor(now / SLICE_MS) - SLICES + 1;
        const values = raw.filter(({ at }) => Math.floor(at / SLICE_MS) >= oldest).map(({ value }) => value);
        const wanted = reference(values, share);
        expect(window.count(now)).toBe(values.length);
        // a bucket's middle is off by the relative error; the least bucket reads as 0; and the logarithm rounds
        const allowed = RELATIVE_ERROR * wanted * (1 + 1e-9) + LEAST;
        expect(Math.abs(window.quantile(now, share)! - wanted)).toBeLessThanOrEqual(allowed);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        expect(window.mean(now)).toBeCloseTo(mean, 6);
      }),
    );
  });

  test('forgets everything a window after it was added', () => {
    const window = new QuantileWindow(WINDOW_MS);
    window.add(100, 7);
    expect(window.quantile(100 + WINDOW_MS - SLICE_MS, 0.95)).toBeCloseTo(7, 0);
    expect(window.count(100 + WINDOW_MS)).toBe(0);
    expect(window.quantile(100 + WINDOW_MS, 0.95)).toBeNull();
    expect(window.mean(100 + WINDOW_MS)).toBeNull();
  });

  test.each([Number.NaN, Infinity, -1])('does not count %s', (value) => {
    const window = new QuantileWindow(WINDOW_MS);
    window.add(0, value);
    expect(window.count(0)).toBe(0);
  });
});

describe('probes', () => {
  test('count in the window where enough of them are', () => {
    const probes = new Probes(WINDOW_MS, 3);
    for (const value of [900, 900, 900]) probes.add(0, value);
    for (const value of [10, 20, 30, 40]) probes.add(2 * WINDOW_MS, value);
    expect(probes.count(2 * WINDOW_MS)).toBe(4);
    expect(probes.quantile(2 * WINDOW_MS, 0.5)).toBeCloseTo(20, 0);
    expect(probes.mean(2 * WINDOW_MS)).toBeCloseTo(25, 6);
  });

  test('are the latest ones, however old, where the window has too few', () => {
    const probes = new Probes(WINDOW_MS, 3);
    for (const [index, value] of [900, 10, 30, 20].entries()) probes.add(index * WINDOW_MS, value);
    expect(probes.count(9 * WINDOW_MS)).toBe(3);
    expect(probes.quantile(9 * WINDOW_MS, 0.95)).toBe(30);
    expect(probes.mean(9 * WINDOW_MS)).toBe(20);
  });

  test('are none after they were cleared', () => {
    const probes = new Probes(WINDOW_MS, 3);
    probes.add(0, 5);
    probes.clear();
    expect([probes.count(0), probes.quantile(0, 0.95), probes.mean(0)]).toEqual([0, null, null]);
  });
});
