import { describe, expect, test } from 'vitest';
import { measure, planCapacity, type CapacityQuestion, type CostRow } from '../../../src/observe/capacity.js';
import { HOUR, START } from '../investigate/rows.js';

/** Subjects of an hour, evenly over it. */
function hour(number: number, count: number, more: Partial<CostRow> = {}): CostRow[] {
  return Array.from({ length: count }, (_, index) => ({
    at: START + number * HOUR + Math.floor((index * HOUR) / count),
    verdict: 'pass',
    coverage: 'full',
    validationMs: 100,
    queueWaitMs: 20,
    ...more,
  }));
}

const QUESTION: CapacityQuestion = {
  daily: 864_000,
  workers: null,
  maxWaitMs: 1000,
  retentionDays: 30,
  maxBytes: 1e9,
  bytesPerDecision: 2000,
};

function planFor(rows: readonly CostRow[], more: Partial<CapacityQuestion> = {}) {
  const measured = measure(rows);
  if (measured === null) throw new Error('Too few rows for this test');
  return planCapacity(measured, { ...QUESTION, ...more });
}

describe('what is measured', () => {
  test('is nothing for fewer subjects than support a mean', () => {
    expect(measure(hour(0, 29))).toBeNull();
    expect(measure([...hour(0, 29), ...hour(0, 50, { verdict: 'skipped' })])).toBeNull();
    expect(measure(hour(0, 30))).not.toBeNull();
  });

  test('is the time a worker had a subject, without the wait, by coverage', () => {
    const rows = [...hour(0, 30), ...hour(0, 10, { coverage: 'structural', validationMs: 5, queueWaitMs: null })];
    const measured = measure(rows);
    expect(measured?.byCoverage.map(({ coverage, service }) => [coverage, service.count, service.mean])).toEqual([
      ['full', 30, 80],
      ['structural', 10, 5],
    ]);
    expect(measured?.service.mean).toBe((30 * 80 + 10 * 5) / 40);
    expect(measured?.queueWait).toMatchObject({ count: 30, mean: 20 });
  });

  test('leaves out what was skipped, and says which share was looked at', () => {
    const measured = measure([
      ...hour(0, 60),
      ...hour(0, 20, { verdict: 'skipped', validationMs: 0, queueWaitMs: null }),
    ]);
    expect(measured).toMatchObject({ decisions: 80, judgedShare: 0.75, service: { mean: 80, count: 60 } });
  });

  test('is a peak only over two whole days with enough in them', () => {
    // 50 hours, of which the first and the last do not count
    const days = (count: (number: number) => number) =>
      Array.from({ length: 50 }, (_, index) => hour(index, count(index))).flat();
    const busyNoon = (number: number) => (number % 24 === 12 ? 300 : 100);
    const mean = (46 * 100 + 2 * 300) / 48;
    expect(measure(days(busyNoon))?.peakFactor).toBeCloseTo(300 / mean, 10);
    expect(measure(days((number) => busyNoon(number) / 2))?.peakFactor).toBeNull();
    expect(measure(days(busyNoon).slice(200))?.peakFactor).toBeNull();
  });
});

describe('a plan', () => {
  test('says where its peak is an assumption', () => {
    expect(planFor(hour(0, 100)).peak).toEqual({ factor: 3, measured: false });
  });

  test('counts with the load that was measured', () => {
    // 10 a second, three times as many at the peak, 80 ms each: 2.4 workers busy
    const { peakPerSecond, asked, workerHoursPerDay } = planFor(hour(0, 100), { workers: 3 });
    expect(peakPerSecond).toBeCloseTo(30, 10);
    expect(asked?.waiting.utilisation).toBeCloseTo(0.8, 10);
    expect(workerHoursPerDay).toBeCloseTo((864_000 * 0.08) / 3600, 8);
  });

  test('names the least number with which the wait stays within its limit', () => {
    const rows = hour(0, 100);
    const { workersNeeded, atNeeded } = planFor(rows);
    expect(workersNeeded).toBe(3);
    expect((atNeeded.p95Seconds ?? Infinity) * 1000).toBeLessThanOrEqual(1000);
    expect(planFor(rows, { workers: 2 }).asked).toMatchObject({ enough: false, waiting: { p95Seconds: null } });
    expect(planFor(rows, { workers: 3 }).asked?.enough).toBe(true);
    expect(planFor(rows, { maxWaitMs: 1 }).workersNeeded).toBeGreaterThan(3);
  });

  test('asks for more workers where times vary more, their mean being the same', () => {
    const even = hour(0, 100, { validationMs: 120 });
    const mixed = [...hour(0, 90, { validationMs: 30 }), ...hour(0, 10, { validationMs: 930 })];
    const of = (rows: readonly CostRow[]) => planFor(rows, { maxWaitMs: 50 }).workersNeeded;
    expect(of(mixed)).toBeGreaterThan(of(even));
  });

  test('needs fewer workers for what is sampled', () => {
    const sampled = [...hour(0, 50), ...hour(0, 50, { verdict: 'skipped', validationMs: 0, queueWaitMs: null })];
    expect(planFor(sampled).peakPerSecond).toBeCloseTo(15, 10);
  });

  test('keeps of the disk what retention lets stay, by age or by size', () => {
    const rows = hour(0, 100);
    expect(planFor(rows, { daily: 1000 }).storage).toEqual({ bytesPerDay: 2e6, bytesKept: 6e7, daysKept: 30 });
    expect(planFor(rows, { daily: 100_000 }).storage).toEqual({ bytesPerDay: 2e8, bytesKept: 1e9, daysKept: 5 });
  });
});
