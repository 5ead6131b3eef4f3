import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolveSettings } from '../../src/config/index.js';
import { scratchFolder } from '../support/scratch.js';

const scratch = scratchFolder();

function file(text: string): string {
  const path = join(mkdtempSync(join(scratch, 'config-')), 'pressproof.yaml');
  writeFileSync(path, text);
  return path;
}

const BLUE_GREEN = `
mode: alert
limits: { fpsTolerance: 0.2 }
environments:
  blue: { mode: 'off' }
  green:
    mode: enforce
    sampling: { rate: 0.25 }
  staging:
`;

describe('environments of a configuration file', () => {
  test('state what holds there, above what holds everywhere', () => {
    const configFile = file(BLUE_GREEN);
    const green = resolveSettings({ configFile, env: { PRESSPROOF_ENV: 'green' } });
    expect(green.settings).toMatchObject({ mode: 'enforce', sampling: { rate: 0.25 }, limits: { fpsTolerance: 0.2 } });
    expect(green.sources['mode']).toBe(`file ${configFile} environments.green`);
    expect(green.sources['limits.fpsTolerance']).toBe(`file ${configFile}`);
    expect(resolveSettings({ configFile, env: { DEPLOYMENT_ENV: 'blue' } }).settings.mode).toBe('off');
    expect(resolveSettings({ configFile, env: {} }).settings.mode).toBe('alert');
    expect(resolveSettings({ configFile, env: { PRESSPROOF_ENV: 'staging' } }).settings.mode).toBe('alert');
  });

  test('PRESSPROOF_ENV is asked before DEPLOYMENT_ENV, and an empty one is none', () => {
    const configFile = file(BLUE_GREEN);
    const both = { PRESSPROOF_ENV: 'green', DEPLOYMENT_ENV: 'blue' };
    expect(resolveSettings({ configFile, env: both }).settings.mode).toBe('enforce');
    expect(resolveSettings({ configFile, env: { ...both, PRESSPROOF_ENV: '' } }).settings.mode).toBe('off');
  });

  test('the environment itself is weaker than variables and flags', () => {
    const configFile = file(BLUE_GREEN);
    const env = { PRESSPROOF_ENV: 'green', PRESSPROOF_MODE: 'shadow' };
    expect(resolveSettings({ configFile, env }).settings.mode).toBe('shadow');
  });

  test('one that is not there is refused with what is near, unless another tool named it', () => {
    const configFile = file(BLUE_GREEN);
    expect(() => resolveSettings({ configFile, env: { PRESSPROOF_ENV: 'gren' } })).toThrow(
      `Expected one of blue, green, staging, as in ${configFile} for PRESSPROOF_ENV but received "gren"; did you mean green?`,
    );
    expect(resolveSettings({ configFile, env: { DEPLOYMENT_ENV: 'canary' } }).settings.mode).toBe('alert');
    expect(resolveSettings({ configFile: file('mode: shadow'), env: { PRESSPROOF_ENV: 'x' } }).settings.mode).toBe(
      'shadow',
    );
  });

  test('all of them are checked, also those that do not hold', () => {
    const configFile = file('environments: { production: { mood: enforce } }');
    expect(() => resolveSettings({ configFile, env: {} })).toThrow(
      `Unknown field mood in environments.production in ${configFile}`,
    );
    expect(() => resolveSettings({ configFile: file('environments: [a]'), env: {} })).toThrow('Expected an object');
  });
});

describe('the control file', () => {
  const readControl = () => ({ mode: 'shadow', checks: { fps: { mode: 'off' } } });

  test('is stronger than the environment and weaker than flags', () => {
    const env = { PRESSPROOF_CONTROL_FILE: '/run/control.json', PRESSPROOF_MODE: 'enforce' };
    const { settings, sources, ranks } = resolveSettings({ env, readControl });
    expect(settings.mode).toBe('shadow');
    expect(settings.checks['fps']?.mode).toBe('off');
    expect(sources['mode']).toBe('control file /run/control.json');
    const flag = { field: 'mode', value: 'alert', name: '--mode', source: 'flag --mode' };
    const flagged = resolveSettings({ env, readControl, flags: [flag] });
    expect(flagged.settings.mode).toBe('alert');
    expect(flagged.ranks['mode']).toBeLessThan(ranks['mode']!);
    expect(ranks['mode']).toBeLessThan(ranks['control.file']!);
  });

  test('is read only where one is stated', () => {
    const refusing = () => {
      throw new Error('read although nobody stated it');
    };
    expect(resolveSettings({ env: {}, readControl: refusing }).settings.mode).toBe('alert');
  });

  test('that states what is no setting is refused by its name', () => {
    const env = { PRESSPROOF_CONTROL_FILE: 'c.json' };
    expect(() => resolveSettings({ env, readControl: () => ({ checks: { fsp: { mode: 'off' } } }) })).toThrow(
      'Unknown field checks.fsp in c.json',
    );
  });
});

test('PRESSPROOF_STORE names the store, and none records nothing', () => {
  expect(resolveSettings({ env: {} }).settings.store.path).toBe('.pressproof/results.db');
  expect(resolveSettings({ env: { PRESSPROOF_STORE: '/var/lib/p.db' } }).settings.store.path).toBe('/var/lib/p.db');
  expect(resolveSettings({ env: { PRESSPROOF_STORE: 'none' } }).settings.store.path).toBeNull();
});
