import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { armAt, armOf } from '../../src/policy/arm.js';
import type { Experiment } from '../../src/policy/experiment.js';
import { drawOf, isSampled } from '../../src/policy/sampling.js';

const keys = Array.from({ length: 10_000 }, (_, index) => `subject ${index}`);
const trial: Experiment = {
  name: 'trial',
  arms: [
    { name: 'a', weight: 5 },
    { name: 'b', weight: 3 },
    { name: 'c', weight: 2 },
  ],
};
const anyArms = fc
  .array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 2, maxLength: 6 })
  .map((weights) => weights.map((weight, index) => ({ name: `arm-${index}`, weight })));

/** Share of the keys for which something holds. */
function shareOf(holds: (key: string) => boolean): number {
  return keys.filter(holds).length / keys.length;
}

/** Five standard deviations of a share of the keys. */
function tolerance(share: number): number {
  return 5 * Math.sqrt((share * (1 - share)) / keys.length);
}

describe('the arm of a subject', () => {
  test.prop([anyArms, fc.string()])('is one of the arms, the same each time, and the one at its draw', (arms, key) => {
    const experiment = { name: 'any', arms };
    const { arm, draw } = armOf(experiment, key);
    expect(arms).toContain(arm);
    expect(armOf(experiment, key)).toEqual({ arm, draw });
    expect(armAt(experiment, draw)).toBe(arm);
  });

  test.each(trial.arms)('is $name as often as its weight says', ({ name, weight }) => {
    const share = shareOf((key) => armOf(trial, key).arm.name === name);
    expect(Math.abs(share - weight / 10)).toBeLessThan(tolerance(weight / 10));
  });

  test('does not depend on whether the subject is sampled', () => {
    const both = shareOf((key) => armOf(trial, key).arm.name === 'a' && isSampled(0.5, 'trial', key));
    expect(Math.abs(both - 0.25)).toBeLessThan(tolerance(0.25));
  });

  test('is another in experiments of another name or salt, and the same under the same salt', () => {
    const alike = (other: Experiment) => shareOf((key) => armOf(other, key).arm.name === armOf(trial, key).arm.name);
    // 0.5 squared + 0.3 squared + 0.2 squared meet by chance
    expect(Math.abs(alike({ ...trial, name: 'other' }) - 0.38)).toBeLessThan(tolerance(0.38));
    expect(Math.abs(alike({ ...trial, salt: 'pepper' }) - 0.38)).toBeLessThan(tolerance(0.38));
    expect(alike({ ...trial, name: 'other', salt: 'trial' })).toBe(1);
  });

  test('is drawn as everybody else can draw it', () => {
    expect(armOf(trial, 'a key').draw).toBe(drawOf('experiment:trial', 'a key'));
  });

  test('at the very end of the range is the last one, whatever sums of weights round to', () => {
    const arms = Array.from({ length: 10 }, (_, index) => ({ name: `${index}`, weight: 0.1 }));
    expect(armAt({ arms }, 1 - 2 ** -48).name).toBe('9');
  });
});
