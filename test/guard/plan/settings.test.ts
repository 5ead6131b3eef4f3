import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { NOTHING_STATED } from '../../../src/config/plain.js';
import { resolveSettings } from '../../../src/config/resolve.js';
import { close } from '../../../src/guard/close.js';
import { holdForProcess } from '../../../src/guard/plan/process-options.js';
import { emergencyNow, settingsFor, statedMode } from '../../../src/guard/plan/settings.js';
import { temporaryFolder } from '../../support/engine-run.js';
import '../../support/quiet.js';

let undo = (): void => undefined;
afterEach(() => undo());
afterAll(close);

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

test('an option of the call is stronger than a flag of the process, and that than the environment', () => {
  const flag = { field: 'mode', value: 'shadow', name: '--mode', source: 'flag --mode' };
  undo = holdForProcess({ flags: [flag], configFile: undefined, recordsJudged: false });
  const env = { PRESSPROOF_MODE: 'off' };
  expect(settingsFor({ mode: 'enforce' }, env).settings.mode).toBe('enforce');
  expect(settingsFor({}, env).settings.mode).toBe('shadow');
  // and so where no configuration can be read
  expect([statedMode({ mode: 'enforce' }, env), statedMode({}, env)]).toEqual(['enforce', 'shadow']);
  undo();
  expect([statedMode({}, env), statedMode({}, { PRESSPROOF_MODE: 'of' })]).toEqual(['off', undefined]);
});

test('settings that were resolved before hold as they are', () => {
  expect(settingsFor({ settings: NOTHING_STATED, mode: 'enforce' }, { PRESSPROOF_MODE: 'shadow' })).toBe(
    NOTHING_STATED,
  );
});

/** A control file that disables validation, or says nothing. */
function controlFile(isDisabled: boolean): string {
  const path = join(temporaryFolder(), 'control.json');
  const [changedAt, by] = [new Date().toISOString(), 'alice@web1'];
  const emergency = isDisabled ? { reason: 'false alarms', by, since: changedAt, until: null } : null;
  const file = { schemaVersion: 1, revision: 'a', changedAt, changedBy: by, reason: 'night', settings: {}, emergency };
  writeFileSync(path, JSON.stringify(file));
  return path;
}

test('an emergency of the control file holds where the configuration cannot be read, and is seen', () => {
  const path = controlFile(true);
  const env = { PRESSPROOF_CONFIG: 'missing.yaml', PRESSPROOF_CONTROL_FILE: path };
  const resolved = settingsFor({ mode: 'enforce' }, env);
  expect(resolved.settings).toMatchObject({ mode: 'enforce', control: { file: path } });
  expect(emergencyNow(env, resolved)).toMatchObject({ disabled: true, source: `control file ${path}` });
});

test('a control file without an emergency excuses no configuration that cannot be read', () => {
  const env = { PRESSPROOF_CONFIG: 'missing.yaml', PRESSPROOF_CONTROL_FILE: controlFile(false) };
  expect(() => settingsFor({}, env)).toThrow('missing.yaml');
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
