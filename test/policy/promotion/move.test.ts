import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { MODES, type Mode } from '../../../src/core/modes.js';
import type { Switches } from '../../../src/policy/control/index.js';
import { moveMode, statedMode } from '../../../src/policy/promotion/move.js';

const made = { by: 'pressproof (automatic)', at: '2026-01-02T03:04:05.000Z', why: 'a breach' };
const none = new Map<string, Mode>();

test('a suite moves, and checks with modes of their own are written down so that they stay', () => {
  const step = { target: { suite: 'image', check: null }, from: 'enforce', to: 'alert' } as const;
  const intent = moveMode({ ...step, keep: new Map([['fps', 'shadow'] as const]) }, 'demote suite image to alert');
  expect(intent.action).toBe('demote suite image to alert');
  expect(intent.apply({ settings: { mode: 'enforce' }, emergency: null }, made)).toEqual({
    settings: { mode: 'enforce', suites: { image: { mode: 'alert' } }, checks: { fps: { mode: 'shadow' } } },
    emergency: null,
  });
});

test('a check moves alone', () => {
  const step = { target: { suite: 'image', check: 'fps' }, from: 'shadow', to: 'alert', keep: none } as const;
  const before: Switches = { settings: { suites: { image: { mode: 'shadow' } } }, emergency: null };
  expect(moveMode(step, '').apply(before, made).settings).toEqual({
    suites: { image: { mode: 'shadow' } },
    checks: { fps: { mode: 'alert' } },
  });
});

const ownModes = fc.dictionary(fc.constantFrom('fps', 'image'), fc.record({ mode: fc.constantFrom(...MODES) }));
const settings = fc.record(
  { mode: fc.constantFrom(...MODES), suites: ownModes, checks: ownModes },
  { requiredKeys: [] },
);
const targets = fc.constantFrom({ suite: 'image', check: null }, { suite: 'image', check: 'fps' });

test.prop([settings, targets, fc.constantFrom(...MODES), fc.constantFrom(...MODES)])(
  'a step moves from where it starts, and leaves alone what somebody else has decided meanwhile',
  (given, target, from, to) => {
    const before: Switches = { settings: given, emergency: null };
    const stated = statedMode(before, target);
    const after = moveMode({ target, from, to, keep: none }, '').apply(before, made);
    expect(statedMode(after, target)).toBe(stated === undefined || stated === from ? to : stated);
  },
);
