import { test, fc } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { ControlFile } from '../../../src/policy/control/index.js';
import { Expiry } from '../../../src/policy/control/expiry.js';
import { fakeClock } from './support.js';

const START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;

function disabled(since: number, until: number | null): ControlFile {
  const changedAt = new Date(since).toISOString();
  return {
    schemaVersion: 1,
    revision: 'a1',
    changedAt,
    changedBy: 'alice@web1',
    reason: 'noise',
    settings: {},
    emergency: {
      reason: 'noise',
      by: 'alice@web1',
      since: changedAt,
      until: until === null ? null : new Date(until).toISOString(),
    },
  };
}

test('an emergency holds until its time, and not a millisecond longer', () => {
  const clock = fakeClock(START);
  const expiry = new Expiry(clock);
  const file = disabled(START, START + HOUR);
  expect(expiry.inForce(file)).toEqual({ reason: 'noise', by: 'alice@web1', until: START + HOUR });
  clock.pass(HOUR - 1);
  expect(expiry.inForce(file)).not.toBeNull();
  clock.pass(1);
  expect(expiry.inForce(file)).toBeNull();
});

test('one without an end holds as long as it stands there', () => {
  const clock = fakeClock(START);
  const expiry = new Expiry(clock);
  clock.pass(1000 * 24 * HOUR);
  expect(expiry.inForce(disabled(START, null))).toEqual({ reason: 'noise', by: 'alice@web1', until: null });
});

test('a file without one, and no file, disable nothing', () => {
  const expiry = new Expiry(fakeClock());
  expect(expiry.inForce(null)).toBeNull();
  expect(expiry.inForce({ ...disabled(START, null), emergency: null })).toBeNull();
});

describe('a clock that is moved back', () => {
  test('while it holds does not prolong it', () => {
    const clock = fakeClock(START);
    const expiry = new Expiry(clock);
    const file = disabled(START, START + HOUR);
    expiry.inForce(file);
    clock.set(START - 1000 * HOUR);
    clock.pass(HOUR - 1);
    expect(expiry.inForce(file)).not.toBeNull();
    clock.pass(1);
    expect(expiry.inForce(file)).toBeNull();
  });

  test('before it was seen leaves it no longer than it was meant to last', () => {
    const clock = fakeClock(START - 1000 * HOUR);
    const expiry = new Expiry(clock);
    const file = disabled(START, START + HOUR);
    expect(expiry.inForce(file)).not.toBeNull();
    clock.pass(HOUR);
    expect(expiry.inForce(file)).toBeNull();
  });

  test('does not keep a second, later emergency from having its own time', () => {
    const clock = fakeClock(START);
    const expiry = new Expiry(clock);
    expiry.inForce(disabled(START, START + HOUR));
    clock.pass(HOUR);
    const later = { ...disabled(START + HOUR, START + 3 * HOUR), revision: 'a2' };
    expect(expiry.inForce(later)).not.toBeNull();
    clock.pass(2 * HOUR);
    expect(expiry.inForce(later)).toBeNull();
  });
});

test.prop([fc.array(fc.record({ jump: fc.integer({ min: -1e9, max: 1e9 }), pass: fc.nat(HOUR) }), { maxLength: 30 })])(
  'whatever is done to the calendar, nobody sees an emergency for longer than it was meant to last',
  (moves) => {
    const clock = fakeClock(START);
    const expiry = new Expiry(clock);
    const file = disabled(START, START + 2 * HOUR);
    expiry.inForce(file);
    const began = clock.monotone();
    for (const { jump, pass } of moves) {
      clock.set(clock.now() + jump);
      clock.pass(pass);
      const isSeen = expiry.inForce(file) !== null;
      expect(isSeen && clock.monotone() - began >= 2 * HOUR).toBe(false);
    }
  },
);
