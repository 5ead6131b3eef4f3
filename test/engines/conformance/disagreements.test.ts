import { describe, expect, test } from 'vitest';
import { disagreements } from './disagreements.js';
import type { Effect, Measurement } from './measure.js';

const nothing = { range: null, choices: null, needs: null, typical: [], colorScope: null, note: '' } as const;

const effect: Effect = {
  capability: { ...nothing, operation: 'color_reduction', parameter: 'colors', colorScope: 'animation' },
  values: [64, 8],
  bytes: [100, 50],
  changes: true,
  verdicts: [
    { verdict: 'pass', checks: [] },
    { verdict: 'fail', checks: ['quality_degradation', 'size_reduction'] },
  ],
};

const recompress: Effect = {
  ...effect,
  capability: { ...nothing, operation: 'recompress', parameter: null },
  values: [],
  bytes: [100],
  changes: null,
  verdicts: [{ verdict: 'pass', checks: [] }],
};

const honest: Measurement = {
  engine: 'honest',
  version: '1',
  effects: [recompress, effect],
  colors: [{ limit: 8, union: 8, maxPerFrame: 7 }],
  difference: { durationMs: 0, driftMs: 0, error: 0, transparency: 0 },
  loops: [[null, null]],
  heldFrames: 3,
  fates: { still: 'kept', pixel: 'kept', huge: 'unsupported_input', cut: 'engine_failed', empty: 'engine_failed' },
  abort: { code: 'aborted', processes: 0, files: [] },
};

describe('an engine that does what it declares', () => {
  test('disagrees with nothing, however bad it looks at the end of its scale', () => {
    expect(disagreements(honest)).toEqual([]);
  });
});

describe('an engine that does otherwise is found out', () => {
  test.each<[string, Partial<Measurement>, string]>([
    ['a parameter without an effect', { effects: [{ ...effect, changes: false }] }, 'the same bytes'],
    [
      'a broken promise',
      { effects: [{ ...effect, verdicts: [effect.verdicts[0]!, { verdict: 'fail', checks: ['duration'] }] }] },
      'colors 8 breaks duration',
    ],
    [
      'a bound of frames only',
      { colors: [{ limit: 8, union: 9, maxPerFrame: 8 }] },
      'bounds animation, but there are 9',
    ],
    ['a loop that is lost', { loops: [[3, 0]] }, 'loop count 3 became 0'],
    ['time that is lost', { difference: { ...honest.difference, durationMs: -30 } }, 'lasts -30 ms longer'],
    ['pictures off their time', { difference: { ...honest.difference, driftMs: 10 } }, '10 ms off'],
    ['other dimensions', { difference: { ...honest.difference, error: null } }, 'dimensions'],
    ['pixels that change', { difference: { ...honest.difference, error: 3 } }, 'up to 3 off'],
    ['holes that are filled', { difference: { ...honest.difference, transparency: 0.1 } }, '0.1 of the pixels'],
    ['a damaged input that passes', { fates: { ...honest.fates, cut: 'kept' } }, 'cut input: kept'],
    ['a ruined still', { fates: { ...honest.fates, still: 'fail: fps' } }, 'still input: fail: fps'],
    ['an abort that is not heard', { abort: { ...honest.abort, code: null } }, 'ended as null'],
    ['a process that stays', { abort: { ...honest.abort, processes: 1 } }, '1 processes outlive'],
    ['a file that stays', { abort: { ...honest.abort, files: ['.pressproof-1'] } }, 'leaves .pressproof-1'],
  ])('%s', (_, change, sentence) => {
    const found = disagreements({ ...honest, ...change });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(sentence);
  });
});
