import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { afterAll, describe, expect } from 'vitest';
import { DEFAULTS } from '../../src/config/defaults.js';
import { describeSettings, entriesOf, entryOf, resolveSettings } from '../../src/config/index.js';
import { UsageError } from '../../src/core/errors.js';

const folder = mkdtempSync(join(tmpdir(), 'pressproof-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function set(field: string, value: unknown) {
  return resolveSettings({ flags: [entryOf(field, value, 'flag --set')], env: {} });
}

test('what a caller writes into the answer of one call is in no other', () => {
  const { settings, sources } = resolveSettings({ env: {} });
  Object.assign(settings.limits, { minFps: 7 });
  Object.assign(settings.checks, { fps: null });
  expect(() => Object.assign(sources, { mode: 'nobody' })).toThrow(TypeError);
  const next = resolveSettings({ env: {} });
  expect(next.settings).toEqual(DEFAULTS);
  expect(next.sources['mode']).toBe('default');
});

function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error('Nothing was refused');
}

describe('without any source', () => {
  test('the defaults are those of the contract', () => {
    const { settings, sources } = resolveSettings({ env: {} });
    expect(settings).toMatchObject({ mode: 'alert', preset: null, failOpen: false, quarantineDir: null });
    expect(settings.limits).toMatchObject({
      minFrames: 1,
      frameAllowance: 0.02,
      colorTolerance: 0,
      fpsTolerance: 0.1,
      durationTolerance: 0.05,
      maxDriftMs: 100,
      minBytes: 14,
      maxBytes: 100 * 2 ** 20,
      minFps: 0.1,
      maxFps: 60,
    });
    expect(new Set(Object.values(sources))).toEqual(new Set(['default']));
  });
});

describe('the order of sources', () => {
  const yaml = file('order.yaml', 'mode: "off"\npreset: debug\nlogLevel: info\nlimits: { maxDriftMs: 30 }\n');

  test('flag over environment over file over preset over default, each with its name', () => {
    const env = { PRESSPROOF_CONFIG: yaml, PRESSPROOF_LOG_LEVEL: 'error', PRESSPROOF_MODE: 'shadow' };
    const { settings, sources } = resolveSettings({ flags: entriesOf({ mode: 'enforce' }, 'call option'), env });
    expect(settings).toMatchObject({
      mode: 'enforce',
      logLevel: 'error',
      limits: { maxDriftMs: 30, durationTolerance: 0.01, maxFps: 60 },
    });
    expect(sources).toMatchObject({
      mode: 'call option',
      logLevel: 'environment PRESSPROOF_LOG_LEVEL',
      'limits.maxDriftMs': `file ${yaml}`,
      'limits.durationTolerance': 'preset debug',
      'limits.maxFps': 'default',
    });
  });

  test('a file named by the caller replaces the one that the environment names', () => {
    const other = file('other.json', '{"limits":{"maxDriftMs":40}}');
    const { settings, sources } = resolveSettings({ configFile: other, env: { PRESSPROOF_CONFIG: yaml } });
    expect(settings).toMatchObject({ mode: 'alert', limits: { maxDriftMs: 40 } });
    expect(sources['limits.maxDriftMs']).toBe(`file ${other}`);
  });

  test('empty variables are unset ones', () => {
    const env = { PRESSPROOF_MODE: '', PRESSPROOF_CONFIG: '', PRESSPROOF_LOG_LEVEL: '' };
    expect(resolveSettings({ env })).toEqual(resolveSettings({ env: {} }));
  });

  test('a wrong value is refused also where a stronger source wins', () => {
    const env = { PRESSPROOF_MODE: 'enforced' };
    expect(refusal(() => resolveSettings({ flags: [entryOf('mode', 'alert', 'flag')], env }))).toBe(
      'Expected one of off, shadow, alert, enforce for PRESSPROOF_MODE but received "enforced"',
    );
  });

  test('every field is described with its value and source', () => {
    const described = describeSettings(set('pool.threads', 2));
    expect(described).toContainEqual({ field: 'pool.threads', value: 2, source: 'flag --set' });
    expect(described).toContainEqual({ field: 'checks.fps.enabled', value: true, source: 'default' });
    expect(JSON.parse(JSON.stringify(described))).toEqual(described);
  });

  test('a mode that a wider one of a stronger place overrules is described as it holds', () => {
    const checks = { fps: { mode: 'enforce' }, duration: { mode: null } };
    const path = file('modes.json', JSON.stringify({ checks, suites: { image: { mode: 'enforce' } }, mode: 'alert' }));
    const modes = (env: Record<string, string>) =>
      describeSettings(resolveSettings({ configFile: path, env }))
        .filter(({ field, value }) => field.endsWith('mode') && value !== null)
        .map(({ field, value, source }) => `${field} ${value as string}: ${source}`);
    expect(modes({ PRESSPROOF_MODE: 'shadow' })).toEqual([
      'mode shadow: environment PRESSPROOF_MODE',
      `checks.fps.mode shadow: environment PRESSPROOF_MODE (else enforce, file ${path})`,
      `suites.image.mode shadow: environment PRESSPROOF_MODE (else enforce, file ${path})`,
    ]);
    // within one place the narrower holds
    expect(modes({})).toEqual([
      `mode alert: file ${path}`,
      `checks.fps.mode enforce: file ${path}`,
      `suites.image.mode enforce: file ${path}`,
    ]);
  });
});

describe('what is refused', () => {
  test.each([
    ['limits.fpsTolerance', -1, 'Expected a number over 0 and at most 1 for limits.fpsTolerance but received -1'],
    [
      'limits.fpsTolerance',
      Number.NaN,
      'Expected a number over 0 and at most 1 for limits.fpsTolerance but received NaN',
    ],
    ['limits.maxDriftMs', Infinity, 'Expected a number over 0 for limits.maxDriftMs but received Infinity'],
    ['limits.colorTolerance', -1, 'Expected an integer of at least 0 for limits.colorTolerance but received -1'],
    ['limits.minBytes', '14', 'Expected an integer of at least 0 for limits.minBytes but received "14"'],
    ['limits.maxFps', null, 'Expected a number over 0 for limits.maxFps but received null'],
    ['checks.fps.enabled', 'no', 'Expected true or false for checks.fps.enabled but received "no"'],
    ['pool.threads', 0, 'Expected an integer from 1 to 1024 or null for pool.threads but received 0'],
    ['preset', 'fast', /^Expected one of development, .*, giflab or null for preset but received "fast"$/],
    ['limits.fpsTolerence', 0.1, 'Unknown field limits.fpsTolerence; did you mean limits.fpsTolerance?'],
    ['zebra', 1, 'Unknown field zebra; pressproof config print shows every field'],
    ['__proto__', 1, 'Unknown field __proto__; pressproof config print shows every field'],
  ])('%s = %s', (field, value, message) => {
    expect(refusal(() => set(field, value))).toMatch(message);
  });

  test.each([
    [
      { minFps: 70 },
      'Expected limits.minFps to be at most limits.maxFps but received minFps 70 (call option), maxFps 60 (default)',
    ],
    [
      { minBytes: 10, maxBytes: 9 },
      'Expected limits.minBytes to be at most limits.maxBytes but received minBytes 10 (call option), maxBytes 9 (call option)',
    ],
  ])('%o: limits that contradict each other, with where each came from', (limits, message) => {
    expect(refusal(() => resolveSettings({ flags: entriesOf({ limits }, 'call option'), env: {} }))).toBe(message);
  });

  test.each([
    [
      { validationMs: { degraded: 300 } },
      'Expected degradation.validationMs.degraded to be at most degradation.validationMs.structural but received degraded 300 (call option), structural 200 (default)',
    ],
    [
      { memoryMiB: { structural: null, off: 1000 } },
      'Expected degradation.memoryMiB.degraded to be at most degradation.memoryMiB.off but received degraded 1024 (default), off 1000 (call option)',
    ],
  ])('%o: a level that more leads to than to the next', (degradation, message) => {
    expect(refusal(() => resolveSettings({ flags: entriesOf({ degradation }, 'call option'), env: {} }))).toBe(message);
  });

  test('limits that meet are right', () => {
    const flags = entriesOf({ limits: { minFps: 60, minBytes: 5, maxBytes: 5 } }, 'call option');
    expect(resolveSettings({ flags, env: {} }).settings.limits).toMatchObject({ minFps: 60, maxFps: 60, minBytes: 5 });
  });

  test.prop([
    fc.constantFrom('limits.frameAllowance', 'limits.durationTolerance', 'limits.maxDriftMs', 'limits.maxBytes'),
    fc.oneof(fc.double({ max: -Number.MIN_VALUE }), fc.constantFrom(Number.NaN, Infinity), fc.string(), fc.object()),
  ])('no field accepts a negative, infinite or non-numeric limit, and each error names it', (field, value) => {
    expect(refusal(() => set(field, value))).toContain(field);
  });
});

describe('a configuration file', () => {
  const through = (path: string) => () => resolveSettings({ configFile: path, env: {} });

  test('that is empty states nothing', () => {
    expect(through(file('empty.yaml', '# nothing\n'))().settings).toEqual(resolveSettings({ env: {} }).settings);
  });

  test.each(['marked.json', 'marked.yaml'])('may begin with a byte order mark: %s', (name) => {
    expect(through(file(name, '\ufeff{"mode":"enforce"}'))().settings.mode).toBe('enforce');
  });

  test('with an error names field and file', () => {
    const path = file('wrong.yaml', 'limits:\n  fpsTolerance: .nan\n');
    expect(refusal(through(path))).toBe(
      `Expected a number over 0 and at most 1 for limits.fpsTolerance in ${path} but received NaN`,
    );
    const unknown = file('unknown.json', '{"pool":{"thread":2}}');
    expect(refusal(through(unknown))).toBe(`Unknown field pool.thread in ${unknown}; did you mean pool.threads?`);
  });

  test.each([
    [
      'list.yaml',
      '- mode\n',
      /Expected an object, in YAML such as "mode: shadow" or in JSON, for the configuration in .*list\.yaml but received \["mode"\]/,
    ],
    ['flat.yaml', 'limits: 3\n', /Expected an object for limits in .*flat\.yaml but received 3/],
    [
      'cut.json',
      '{"mode":',
      /cut\.json cannot be read: .+ \(named by --config, read as JSON for its name; YAML needs another\)/,
    ],
    ['comma.json', '{\n  "mode": "off",\n}', /comma\.json cannot be read: .+\bline 3,? column 1\b/],
    ['other.toml', 'mode = "off"\n', /in YAML such as "mode: shadow" or in JSON, .*other\.toml/],
    ['twice.yaml', 'mode: alert\nmode: enforce\n', /twice\.yaml cannot be read: .*unique/],
  ])('%s is refused', (name, text, message) => {
    expect(refusal(through(file(name, text)))).toMatch(message);
  });

  test.each(['wide.json', 'wide.yaml'])('in UTF-16, as Windows PowerShell writes, is refused as such: %s', (name) => {
    const path = join(folder, name);
    writeFileSync(path, Buffer.from('\ufeff{"mode":"shadow"}', 'utf16le'));
    expect(refusal(through(path))).toMatch(/ is UTF-16: save it as UTF-8/);
  });

  test('that is not there is refused with the name that named it', () => {
    const path = join(folder, 'absent.yaml');
    expect(refusal(through(path))).toContain(`Expected a readable file for --config but received "${path}"`);
    expect(refusal(() => resolveSettings({ env: { PRESSPROOF_CONFIG: path } }))).toContain('for PRESSPROOF_CONFIG');
  });
});
