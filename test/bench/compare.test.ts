import { describe, expect, test } from 'vitest';
import { compare } from '../../bench/compare.js';
import { plain, ratio, type Measurement } from '../../bench/measurement.js';
import { reached } from '../../bench/targets.js';

describe('a ratio', () => {
  test('is taken round by round, so that a slow spell of the machine cancels', () => {
    const description = { id: 'decode/a/sharp', what: 'speed', unit: 'x', better: 'higher' } as const;
    expect(ratio(description, [10, 100, 10], [40, 400, 40])).toMatchObject({ rounds: [4, 4, 4], median: 4, ours: 10 });
  });

  test('is the share of the peer where less is better', () => {
    const description = { id: 'validate/a/default', what: 'share', unit: '%', better: 'lower' } as const;
    expect(ratio(description, [2, 3], [100, 100])).toMatchObject({ rounds: [2, 3], median: 2.5 });
  });
});

describe('comparison of two runs', () => {
  const run = (rounds: readonly number[], better: Measurement['better'] = 'higher', id = 'decode/a/sharp') => ({
    measurements: [plain({ id, what: id, unit: 'x', better }, rounds)],
    notMeasured: [],
  });
  const verdict = (before: readonly number[], after: readonly number[], better: Measurement['better'] = 'higher') =>
    compare(run(before, better), run(after, better)).changes[0]!.verdict;

  test('a fall of a ratio beyond the spread is worse, a rise better', () => {
    expect(verdict([4, 4.1, 4.2], [3, 3.1, 3.2])).toBe('worse');
    expect(verdict([3, 3.1, 3.2], [4, 4.1, 4.2])).toBe('better');
  });

  test('where less is better it is the other way round', () => {
    expect(verdict([4, 4.1, 4.2], [3, 3.1, 3.2], 'lower')).toBe('better');
    expect(verdict([3, 3.1, 3.2], [4, 4.1, 4.2], 'lower')).toBe('worse');
  });

  test('rounds that overlap prove nothing, however far the medians lie apart', () => {
    expect(verdict([2, 4, 6], [1, 3, 5])).toBe('same');
  });

  test('a small change is noise, however narrow the spread', () => {
    expect(verdict([4, 4, 4], [3.8, 3.8, 3.8])).toBe('same');
  });

  test('figures that one run lacks are named, not judged', () => {
    const { changes, onlyBefore, onlyAfter } = compare(run([1]), run([1], 'higher', 'decode/b/sharp'));
    expect({ changes, onlyBefore, onlyAfter }).toEqual({
      changes: [],
      onlyBefore: ['decode/a/sharp'],
      onlyAfter: ['decode/b/sharp'],
    });
  });
});

describe('a target', () => {
  test('is judged by the median in the direction of the figure', () => {
    const state = (id: string, median: number, better: Measurement['better']) => reached({ id, median, better });
    expect(state('decode/a/sharp', 4, 'higher')).toBe('aim');
    expect(state('decode/a/sharp', 2.5, 'higher')).toBe('must');
    expect(state('decode/a/sharp', 2.49, 'higher')).toBe('missed');
    expect(state('validate/b/default', 8, 'lower')).toBe('aim');
    expect(state('validate/b/default', 20.1, 'lower')).toBe('missed');
    expect(state('decode/a/gifuct', 9, 'higher')).toBeNull();
  });
});
