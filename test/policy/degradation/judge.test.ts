import { expect, test } from 'vitest';
import { breachIn, objectionsIn } from '../../../src/policy/degradation/judge.js';
import type { Measured } from '../../../src/policy/degradation/measured.js';
import type { DegradationSettings } from '../../../src/policy/degradation/settings.js';

const NONE = { degraded: null, structural: null, off: null };
const SETTINGS: DegradationSettings = {
  windowSeconds: 60,
  minSamples: 10,
  dwellSeconds: 60,
  recoverBelow: 0.5,
  validationMs: { ...NONE, degraded: 100 },
  queueWaitMs: { ...NONE, degraded: 40 },
  memoryMiB: NONE,
};

function seen(level: Measured['level'], more: Partial<Measured>): Measured {
  return { level, samples: 10, validationP95Ms: 1, waits: 10, queueWaitP95Ms: 1, better: null, ...more };
}

function tried(validationP95Ms: number, load: number, queueWaitP95Ms = 1): Measured {
  return seen('degraded', { queueWaitP95Ms, better: { level: 'normal', probes: 10, validationP95Ms, load } });
}

test('what meets its limit is no breach, what exceeds it is one', () => {
  expect(breachIn(seen('normal', { validationP95Ms: 100, queueWaitP95Ms: 40 }), SETTINGS)).toBeNull();
  expect(breachIn(seen('normal', { validationP95Ms: 101 }), SETTINGS)).toContain('Validation at full coverage took');
  expect(breachIn(seen('normal', { queueWaitP95Ms: 41 }), SETTINGS)).toContain('The wait for a worker was');
});

test.each([
  ['nothing', tried(49, 0.49), []],
  ['what it took', tried(50, 0.49), ['Validation at full coverage takes 50 ms']],
  ['the wait', tried(49, 0.49, 20), ['The wait for a worker is 20 ms']],
  ['the load of all', tried(49, 0.5), ['All subjects at full coverage would keep the workers busy for 50 %']],
])('%s speaks against a better level, from a share of its limit on', (_, measured, words) => {
  const against = objectionsIn(measured, SETTINGS);
  expect(against.map((sentence, index) => sentence.startsWith(words[index] ?? '?'))).toEqual(words.map(() => true));
});

test('the load says nothing where no wait is too long', () => {
  expect(objectionsIn(tried(49, 3), { ...SETTINGS, queueWaitMs: NONE })).toEqual([]);
});
