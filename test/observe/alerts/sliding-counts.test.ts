import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { BUCKETS, SlidingCounts } from '../../../src/observe/alerts/sliding-counts.js';

const WINDOW = 600_000;
const WIDTH = WINDOW / BUCKETS;

interface Step {
  readonly wait: number;
  readonly key: string;
}

/** What it should be, by remembering everything. */
function reference(added: readonly { readonly at: number; readonly key: string }[], now: number, key: string): number {
  const oldest = Math.floor(now / WIDTH) - BUCKETS;
  return added.filter((entry) => entry.key === key && Math.floor(entry.at / WIDTH) > oldest).length;
}

describe('counts over a window', () => {
  const steps = fc.array(
    fc.record<Step>({
      // from the same millisecond to beyond the window
      wait: fc.oneof(fc.nat(10), fc.nat(WIDTH * 2), fc.nat(WINDOW * 2)),
      key: fc.constantFrom('a', 'b', 'c'),
    }),
    { maxLength: 80 },
  );

  test.prop([fc.integer({ min: -1_000_000, max: 1_000_000 }), steps, fc.nat(WINDOW * 2)])(
    'are those of somebody who remembers every one, wherever time starts',
    (start, sequence, wait) => {
      const counts = new SlidingCounts(WINDOW);
      const added: { at: number; key: string }[] = [];
      let now = start;
      for (const step of sequence) {
        now += step.wait;
        counts.add(now, step.key);
        added.push({ at: now, key: step.key });
        for (const key of ['a', 'b', 'c']) expect(counts.of(key)).toBe(reference(added, now, key));
      }
      counts.advance(now + wait);
      const expected = ['a', 'b', 'c'].map((key) => [key, reference(added, now + wait, key)] as const);
      expect(Object.fromEntries(counts.ranked())).toEqual(
        Object.fromEntries(expected.filter(([, count]) => count > 0)),
      );
    },
  );

  test('keep what is younger than 59 sixtieths of the window and nothing older than all of it', () => {
    for (const within of [0, WIDTH / 2, WIDTH - 1]) {
      const counts = new SlidingCounts(WINDOW);
      counts.add(within, 'a');
      counts.advance(within + WINDOW - WIDTH);
      expect(counts.of('a')).toBe(1);
      counts.advance(within + WINDOW);
      expect(counts.of('a')).toBe(0);
    }
  });

  test('take a time that went back for the newest one', () => {
    const counts = new SlidingCounts(WINDOW);
    counts.add(WINDOW * 10, 'a');
    counts.add(0, 'a');
    expect(counts.of('a')).toBe(2);
    counts.advance(WINDOW * 11);
    expect(counts.of('a')).toBe(0);
  });

  test('join names beyond 64 under one, however many there are', () => {
    const counts = new SlidingCounts(WINDOW);
    for (let index = 0; index < 10_000; index += 1) counts.add(index, `check ${index}`);
    expect(counts.ranked()).toHaveLength(65);
    expect(counts.ranked()[0]).toEqual(['other', 10_000 - 64]);
  });

  test('list the most frequent first and equal ones by name', () => {
    const counts = new SlidingCounts(WINDOW);
    for (const key of ['b', 'c', 'a', 'c']) counts.add(0, key);
    expect(counts.ranked()).toEqual([
      ['c', 2],
      ['a', 1],
      ['b', 1],
    ]);
  });
});
