import { afterEach, expect, test } from 'vitest';
import { NOTHING_STATED } from '../../../src/config/plain.js';
import { resolveSettings } from '../../../src/config/resolve.js';
import { holdForProcess } from '../../../src/guard/plan/process-options.js';
import { settingsFor } from '../../../src/guard/plan/settings.js';

let undo = (): void => undefined;
afterEach(() => undo());

test('where nothing is stated, all calls share one object that none of them can change', () => {
  const found = settingsFor({ mode: undefined }, { PRESSPROOF_MODE: '' });
  expect(found).toBe(NOTHING_STATED);
  expect(() => Object.assign(found.settings.limits, { fpsTolerance: 1 })).toThrow(TypeError);
  expect(() => found.settings.metrics.push('ssim')).toThrow(TypeError);
});

test('and it says what the defaults say, of which checks bring their own', () => {
  const { settings } = resolveSettings({ env: {} });
  const { limits, checks } = settings;
  expect({ ...settingsFor({}, {}).settings, limits, checks }).toEqual(settings);
});

test.each([
  ['an option', { mode: 'shadow' }, {}],
  ['a variable', {}, { PRESSPROOF_MODE: 'shadow' }],
] as const)('%s is heard', (_, options, env) => {
  expect(settingsFor(options, env).settings.mode).toBe('shadow');
});

test('a flag of the process is heard', () => {
  const flag = { field: 'mode', value: 'shadow', name: '--mode', source: 'flag --mode' };
  undo = holdForProcess({ flags: [flag], configFile: undefined, recordsJudged: false });
  expect(settingsFor({}, {}).settings.mode).toBe('shadow');
});

test.each([
  ['of a call', { config: 'missing.yaml' }, {}],
  ['of the environment', {}, { PRESSPROOF_CONFIG: 'missing.yaml' }],
])('a configuration file %s is read', (_, options, env) => {
  expect(() => settingsFor(options, env)).toThrow('missing.yaml');
});

test('a configuration file of the process is read', () => {
  undo = holdForProcess({ flags: [], configFile: 'missing.yaml', recordsJudged: false });
  expect(() => settingsFor({}, {})).toThrow('missing.yaml');
});
