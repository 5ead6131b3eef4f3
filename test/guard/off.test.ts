import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Report } from '../../src/core/report.js';
import { close } from '../../src/guard/close.js';
import type { ValidationError } from '../../src/guard/errors.js';
import { guard } from '../../src/guard/guard.js';
import { copying, cutting } from '../support/compressors.js';
import { fixture, temporaryFolder } from '../support/engine-run.js';
import '../support/quiet.js';

const ball = fixture('ball');
let folder: string;
let output: string;

beforeEach(() => {
  folder = temporaryFolder();
  output = join(folder, 'out.gif');
});
afterEach(() => void vi.unstubAllEnvs());
afterAll(close);

describe('off', () => {
  test('as an option gives the engine’s own function back', async () => {
    const engine = cutting();
    const shrink = guard(engine, { mode: 'off' });
    expect(shrink.name).toBe('bound compress');
    const result = await shrink(ball, output);
    expect(result).toBe(engine.results[0]);
    expect(result.wrote).toBe(output);
  });

  test('in the environment is read at each call', async () => {
    const engine = cutting();
    const shrink = guard(engine);
    vi.stubEnv('PRESSPROOF_MODE', 'off');
    expect(await shrink(ball, output)).toBe(engine.results[0]);
    vi.stubEnv('PRESSPROOF_MODE', 'alert');
    expect((await shrink(ball, output)).validation?.verdict).toBe('fail');
  });
});

describe('the emergency switch', () => {
  test.each(['alert', 'enforce'] as const)('in %s publishes unseen and records why', async (mode) => {
    const reports: Report[] = [];
    const engine = cutting();
    const shrink = guard(engine, { mode, onReport: (report) => void reports.push(report) });
    vi.stubEnv('PRESSPROOF_EMERGENCY_DISABLE', '1');
    const { validation, ...rest } = await shrink(ball, output);
    expect(reports).toEqual([validation]);
    expect(rest).toEqual({ engine: 'cutting', wrote: output });
    expect(validation).toMatchObject({ verdict: 'skipped', mode: 'off', checks: [] });
    expect(validation?.reason).toContain('PRESSPROOF_EMERGENCY_DISABLE');
    vi.stubEnv('PRESSPROOF_EMERGENCY_DISABLE', 'false');
    const next = await shrink(ball, output).catch((error: unknown) => error as ValidationError);
    expect(('report' in next ? next.report : next.validation)?.verdict).toBe('fail');
  });

  test.each([
    ['shadow', ['skipped']],
    ['off', []],
  ])('in %s the caller sees nothing of it, and the record says %j', async (mode, verdicts) => {
    const reports: Report[] = [];
    const engine = cutting();
    vi.stubEnv('PRESSPROOF_MODE', mode);
    vi.stubEnv('GIFLAB_VALIDATION_EMERGENCY_DISABLE', 'yes');
    const result = await guard(engine, { onReport: (report) => void reports.push(report) })(ball, output);
    expect(result).toBe(engine.results[0]);
    expect(result.wrote).toBe(output);
    expect(reports.map(({ verdict }) => verdict)).toEqual(verdicts);
  });

  test('also where the configuration cannot be read: the guard is made, and the environment’s mode holds', async () => {
    vi.stubEnv('PRESSPROOF_EMERGENCY_DISABLE', '1');
    const config = join(folder, 'none.yaml');
    expect((await guard(copying(), { config })(ball, output)).validation?.verdict).toBe('skipped');
    vi.stubEnv('PRESSPROOF_MODE', 'shadow');
    expect(await guard(copying(), { config })(ball, output)).not.toHaveProperty('validation');
  });
});
