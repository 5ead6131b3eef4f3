import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/core/errors.js';
import { MODES } from '../../src/core/report.js';
import { parseMode, resolveMode } from '../../src/policy/mode.js';

describe('the mode of a call', () => {
  const all = { option: 'off', env: { PRESSPROOF_MODE: 'shadow' }, configFile: 'enforce', preset: 'alert' };

  test('comes from the strongest place that says something', () => {
    const { option, env, configFile, preset } = all;
    expect(resolveMode({ option, env, configFile, preset })).toEqual({ mode: 'off', source: 'call option' });
    expect(resolveMode({ env, configFile, preset })).toEqual({ mode: 'shadow', source: 'environment PRESSPROOF_MODE' });
    expect(resolveMode({ env: {}, configFile, preset })).toEqual({ mode: 'enforce', source: 'configuration file' });
    expect(resolveMode({ env: {}, preset })).toEqual({ mode: 'alert', source: 'preset' });
    expect(resolveMode({ env: {} })).toEqual({ mode: 'alert', source: 'default' });
  });

  test.each(['', '  '])('takes an empty variable (%j) for an unset one', (value) => {
    expect(resolveMode({ env: { PRESSPROOF_MODE: value } }).source).toBe('default');
  });

  test('refuses a wrong environment value by its name', () => {
    const resolve = () => resolveMode({ env: { PRESSPROOF_MODE: 'strict' } });
    expect(resolve).toThrow(UsageError);
    expect(resolve).toThrow(
      'Expected one of "off", "shadow", "alert", "enforce" for PRESSPROOF_MODE but received "strict"',
    );
  });

  test('does not read places below the one that decides', () => {
    expect(resolveMode({ option: 'enforce', env: { PRESSPROOF_MODE: 'nonsense' } }).mode).toBe('enforce');
  });

  test.each(MODES)('%s is a mode in any case', (mode) => {
    expect(parseMode('mode', mode.toUpperCase())).toBe(mode);
  });

  test.each([null, 1, true, {}, 'alerts'])('%j is none', (value) => {
    expect(() => parseMode('mode', value)).toThrow(/for mode but received/);
  });
});
