import { describe, expect, test } from 'vitest';
import { erlangC, waitingFor } from '../../../src/observe/capacity/queueing.js';
import { chance } from '../investigate/rows.js';

describe("Erlang's C formula", () => {
  test.each([
    // one server: all wait who find it busy
    [1, 0.5, 0.5],
    // two servers, one erlang: 1/3 in every textbook
    [2, 1, 1 / 3],
    // (8^10/10!)(10/2) / (sum of 8^k/k! to 9 + the same), computed with 50 digits
    [10, 8, 0.40918],
    [3, 0, 0],
  ])('of %i servers with %f erlang is %f', (servers, offered, expected) => {
    expect(erlangC(servers, offered)).toBeCloseTo(expected, 4);
  });

  test('neither overflows nor cancels for thousands of servers', () => {
    const many = erlangC(5000, 4900);
    expect(many).toBeGreaterThan(0);
    expect(many).toBeLessThan(erlangC(5000, 4990));
  });
});

describe('the wait', () => {
  test('of a single server with exponential times is exact', () => {
    // M/M/1 at half load, mean 1 s: P(wait > t) = 0.5 e^(-0.5 t), 0.05 at ln(10) / 0.5
    const { utilisation, p95Seconds } = waitingFor(1, { perSecond: 0.5, serviceSeconds: 1, variability: 1 });
    expect(utilisation).toBe(0.5);
    expect(p95Seconds).toBeCloseTo(Math.log(10) / 0.5, 10);
  });

  test('is nothing where fewer than one in twenty wait, and has no end where more arrives than is done', () => {
    expect(waitingFor(50, { perSecond: 1, serviceSeconds: 1, variability: 1 }).p95Seconds).toBe(0);
    const over = waitingFor(2, { perSecond: 2, serviceSeconds: 1, variability: 1 });
    expect(over).toEqual({ utilisation: 1, waits: 1, p95Seconds: null });
  });

  test.each([
    ['all alike', 0, () => 1],
    ['exponential', 1, (draw: () => number) => -Math.log(1 - draw())],
    // one in ten takes 5.5 times as long as the others do not: mean 1, variance 2.25
    ['mixed', 2.25, (draw: () => number) => (draw() < 0.1 ? 5.5 : 0.5)],
  ])('is that of a simulated queue whose times are %s', (_, variability, service) => {
    const [servers, perSecond] = [3, 2.4];
    const simulated = p95Wait(servers, perSecond, service);
    const { p95Seconds } = waitingFor(servers, { perSecond, serviceSeconds: 1, variability });
    // the approximation is within some per cent of the mean; its tail, and 200,000 draws that depend on each other, add
    expect(Math.abs((p95Seconds ?? Infinity) / simulated - 1)).toBeLessThan(0.15);
  });
});

/** 95th percentile of the wait over 200,000 arrivals at random, first come first served. */
function p95Wait(servers: number, perSecond: number, service: (draw: () => number) => number): number {
  const draw = chance(11);
  const freeAt = Array.from({ length: servers }, () => 0);
  const waits: number[] = [];
  let now = 0;
  for (let arrival = 0; arrival < 200_000; arrival += 1) {
    now += -Math.log(1 - draw()) / perSecond;
    const first = freeAt.indexOf(Math.min(...freeAt));
    const start = Math.max(now, freeAt[first] ?? 0);
    waits.push(start - now);
    freeAt[first] = start + service(draw);
  }
  return waits.sort((a, b) => a - b)[Math.floor(0.95 * waits.length)] ?? 0;
}
