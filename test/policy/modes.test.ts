import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { MODES, type Mode } from '../../src/core/modes.js';
import { effectiveModes, strictness, type StatedMode } from '../../src/policy/modes.js';

const IDS = ['fps', 'frame_count', 'quality_degradation'];
const CONTROL = 1;
const ENVIRONMENT = 2;
const FILE = 4;

function stated(mode: Mode, rank: number): StatedMode {
  return { mode, rank, source: `place ${rank}` };
}

function modesOf(everything: StatedMode, suite: StatedMode | null = null, checks: Record<string, StatedMode> = {}) {
  return effectiveModes({ everything, suite, checks: new Map(Object.entries(checks)) }, IDS);
}

describe('the mode of a check', () => {
  test('is that of everything where nothing narrower is stated', () => {
    expect(modesOf(stated('enforce', FILE))).toEqual({ mode: 'enforce', source: 'place 4', checks: new Map() });
  });

  test('is its own within one place', () => {
    const { mode, checks } = modesOf(stated('enforce', FILE), null, { fps: stated('shadow', FILE) });
    expect(mode).toBe('enforce');
    expect([...checks]).toEqual([['fps', { mode: 'shadow', source: 'place 4' }]]);
  });

  test('is that of its suite where the suite has one', () => {
    expect(modesOf(stated('alert', FILE), stated('enforce', FILE)).mode).toBe('enforce');
  });

  test('yields to a stronger place, whatever that speaks of', () => {
    const quiet = modesOf(stated('shadow', ENVIRONMENT), stated('enforce', FILE), { fps: stated('enforce', FILE) });
    expect(quiet).toEqual({ mode: 'shadow', source: 'place 2', checks: new Map() });
    const one = modesOf(stated('shadow', ENVIRONMENT), null, { fps: stated('enforce', CONTROL) });
    expect(one.mode).toBe('enforce');
    expect(one.checks.get('frame_count')).toEqual({ mode: 'shadow', source: 'place 2' });
    expect(one.checks.has('fps')).toBe(false);
  });

  test('that all checks share is the mode of the report, also where everything says another', () => {
    const off = Object.fromEntries(IDS.map((id) => [id, stated('off', FILE)]));
    expect(modesOf(stated('enforce', FILE), null, off)).toMatchObject({ mode: 'off', checks: new Map() });
  });

  test('is that of the report where it is the only one', () => {
    const checks = new Map([['fps', stated('shadow', FILE)]]);
    const only = effectiveModes({ everything: stated('enforce', FILE), suite: null, checks }, ['fps']);
    expect(only).toEqual({ mode: 'shadow', source: 'place 4', checks: new Map() });
  });

  const anyStated = fc.record({ mode: fc.constantFrom(...MODES), rank: fc.nat(4), source: fc.string() });
  test.prop([anyStated, fc.option(anyStated), fc.dictionary(fc.constantFrom(...IDS), anyStated)])(
    'of the report is the strictest of its checks',
    (everything, suite, checks) => {
      const { mode, checks: others } = modesOf(everything, suite, checks);
      for (const [, own] of others) expect(strictness(own.mode)).toBeLessThan(strictness(mode));
      expect(others.size).toBeLessThan(IDS.length);
    },
  );
});
