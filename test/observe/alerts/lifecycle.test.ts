import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { Lifecycle, type Reading } from '../../../src/observe/alerts/lifecycle.js';

const MINUTE = 60_000;
const PATIENCE = { pendingMs: 0, resolveMs: 5 * MINUTE, repeatMs: 60 * MINUTE };

/** States that one reading a minute leads to, e.g. "2 firing"; the first reading comes in minute 0. */
function told(readings: readonly Reading[], patience: Partial<typeof PATIENCE> = {}): string[] {
  const lifecycle = new Lifecycle({ ...PATIENCE, ...patience });
  return readings.flatMap((reading, minute) => {
    const transition = lifecycle.step(minute * MINUTE, reading);
    return transition ? [`${minute} ${transition.state}`] : [];
  });
}

const times = (count: number, reading: Reading): Reading[] => Array.from({ length: count }, () => reading);

describe('an alert', () => {
  test('is told once while it goes on, and again after the time to repeat', () => {
    expect(told(times(130, 'over'))).toEqual(['0 firing', '60 repeated', '120 repeated']);
  });

  test('ends when it has been clear for the time to resolve', () => {
    expect(told([...times(3, 'over'), ...times(20, 'clear')])).toEqual(['0 firing', '8 resolved']);
  });

  test('that is about to end is not told once more', () => {
    expect(told([...times(58, 'over'), ...times(10, 'clear')])).toEqual(['0 firing', '63 resolved']);
  });

  test('does not come and go with a value around its threshold', () => {
    const flapping = Array.from({ length: 50 }, (_, minute): Reading => (minute % 2 === 0 ? 'over' : 'between'));
    expect(told(flapping)).toEqual(['0 firing']);
  });

  test('goes on when it was clear for less than the time to resolve', () => {
    const short = Array.from({ length: 50 }, (_, minute): Reading => (minute % 5 === 0 ? 'over' : 'clear'));
    expect(told(short)).toEqual(['0 firing']);
  });

  test('that has something to wait for is told only after it', () => {
    const patience = { pendingMs: 2 * MINUTE };
    expect(told(['over', 'over', 'between', 'over', 'over', 'over'], patience)).toEqual(['5 firing']);
  });

  test('says for how long it went on', () => {
    const lifecycle = new Lifecycle(PATIENCE);
    lifecycle.step(1000, 'over');
    lifecycle.step(2000, 'clear');
    expect(lifecycle.step(2000 + 5 * MINUTE, 'clear')).toEqual({
      state: 'resolved',
      firing: 1,
      repetition: 0,
      firingForMs: 1000 + 5 * MINUTE,
    });
  });

  const readings = fc.constantFrom<Reading>('over', 'between', 'clear', 'unknown');
  test.prop([fc.array(fc.record({ wait: fc.nat(20 * MINUTE), reading: readings }), { maxLength: 200 })])(
    'has one beginning, at most one end, and nothing after it, whatever is read',
    (steps) => {
      const lifecycle = new Lifecycle(PATIENCE);
      const states = new Map<number, string[]>();
      let now = 0;
      let toldAt = -Infinity;
      for (const { wait, reading } of steps) {
        now += wait;
        const transition = lifecycle.step(now, reading);
        if (!transition) continue;
        const { state, firing } = transition;
        states.set(firing, [...(states.get(firing) ?? []), state]);
        if (state === 'repeated') expect(now - toldAt).toBeGreaterThanOrEqual(PATIENCE.repeatMs);
        toldAt = now;
      }
      for (const sequence of states.values()) {
        expect(sequence.join(' ')).toMatch(/^firing( repeated)*( resolved)?$/);
      }
      // one after the other: all but the last have ended
      const open = [...states.values()].slice(0, -1).filter((sequence) => sequence.at(-1) !== 'resolved');
      expect(open).toEqual([]);
    },
  );
});
