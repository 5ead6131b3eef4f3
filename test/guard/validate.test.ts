import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { UsageError } from '../../src/core/errors.js';
import { reportSchema, type Report } from '../../src/core/report.js';
import { close } from '../../src/guard/close.js';
import { scan, validate } from '../../src/guard/validate.js';
import { EMERGENCY_VARIABLES } from '../../src/policy/emergency.js';
import { WorkerPool } from '../../src/pool/worker-pool.js';
import { fixture, temporaryFolder } from '../support/engine-run.js';
import '../support/quiet.js';

const ball = fixture('ball');
afterAll(close);
afterEach(() => void vi.unstubAllEnvs());

/** The report, after making sure that it is one and survives JSON. */
async function reportOf(work: Promise<Report>): Promise<Report> {
  const report = await work;
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  return reportSchema.parse(report);
}

function cut(): Uint8Array {
  const bytes = readFileSync(ball);
  return bytes.subarray(0, Math.floor(bytes.length * 0.6));
}

describe('validate', () => {
  test('passes a faithful copy and reports what it looked at', async () => {
    const report = await reportOf(validate(ball, ball));
    expect(report).toMatchObject({
      schemaVersion: 1,
      tool: { name: 'pressproof', version: JSON.parse(readFileSync('package.json', 'utf8')).version },
      suite: 'image',
      operation: 'recompress',
      expectation: {},
      mode: 'alert',
      modeSource: 'default',
      coverage: { level: 'full', framesCompared: 12, framesTotal: 12 },
      subject: { kind: 'image-pair', original: { path: ball, bytes: readFileSync(ball).length } },
    });
    expect(report.verdict).toBe('warn');
    expect(report.checks.filter(({ outcome }) => outcome !== 'passed').map(({ id }) => id)).toEqual(['size_reduction']);
  });

  test('gives the same judgement on paths, file URLs and bytes', async () => {
    const bytes = readFileSync(ball);
    const reports = await Promise.all([
      validate(ball, ball),
      validate(pathToFileURL(ball), pathToFileURL(ball)),
      validate(bytes, new Uint8Array(bytes)),
    ]);
    const [first, ...others] = reports.map(({ verdict, checks }) => [verdict, checks.map((c) => [c.id, c.outcome])]);
    expect(others).toEqual([first, first]);
    expect(reports.map(({ subject }) => subject.output?.sha256)).toEqual(
      Array(3).fill(reports[0]?.subject.output?.sha256),
    );
    expect(reports[2]?.subject.output?.path).toBeNull();
  });

  test('judges bytes as they were at the call, whatever the caller does with them next', async () => {
    const bytes = Uint8Array.from(readFileSync(ball));
    const pending = validate(ball, bytes);
    bytes.fill(0);
    expect((await pending).verdict).toBe('warn');
  });

  test('a missing output fails and a cut one names the place', async () => {
    const missing = await reportOf(validate(ball, join(temporaryFolder(), 'none.gif')));
    expect(missing.verdict).toBe('fail');
    expect(missing.subject.output).toMatchObject({ bytes: null, sha256: null });
    const broken = await reportOf(validate(ball, cut()));
    expect(broken.verdict).toBe('fail');
    expect(broken.checks[0]).toMatchObject({ id: 'file_integrity', outcome: 'failed' });
    expect(JSON.stringify(broken.checks[0])).toMatch(/"offset":16201/);
  });

  test('runs only the checks that were chosen', async () => {
    const { checks } = await reportOf(validate(ball, ball, { checks: ['dimensions', 'fps'] }));
    expect(checks.map(({ id }) => id).toSorted()).toEqual(['dimensions', 'fps']);
  });

  test('no check at all is inconclusive, never a pass', async () => {
    const none = await reportOf(validate(ball, ball, { checks: [] }));
    expect(none).toMatchObject({ verdict: 'inconclusive', checks: [] });
    expect(none.reason).toMatch(/^No check was run/);
  });

  test('takes limits from the call before those of a configuration file, and its switches', async () => {
    const folder = temporaryFolder();
    const config = join(folder, 'pressproof.yaml');
    writeFileSync(config, 'mode: shadow\nlimits: { maxBytes: 100 }\n');
    const fromFile = await reportOf(validate(ball, ball, { config }));
    expect(fromFile).toMatchObject({ verdict: 'fail', mode: 'shadow', modeSource: `file ${config}` });
    expect((await validate(ball, ball, { config, limits: { maxBytes: 10 ** 6 } })).verdict).toBe('warn');
    const without = join(folder, 'without.json');
    writeFileSync(without, JSON.stringify({ checks: { size_reduction: { enabled: false } } }));
    expect((await validate(ball, ball, { config: without })).verdict).toBe('pass');
  });

  test('looks at as much as it is asked to, by option or configuration', async () => {
    const structural = await reportOf(validate(ball, ball, { coverage: 'structural' }));
    expect(structural.coverage).toMatchObject({ level: 'structural', framesCompared: 0, couldOverturn: true });
    const config = join(temporaryFolder(), 'coverage.yaml');
    writeFileSync(config, 'coverage: structural\n');
    expect((await validate(ball, ball, { config })).coverage.level).toBe('structural');
    expect((await validate(ball, ball, { config, coverage: 'full' })).coverage.level).toBe('full');
    const hurried = await reportOf(validate(ball, ball, { timeBudgetMs: 0 }));
    expect(hurried.coverage).toMatchObject({ level: 'sampled', framesCompared: 1, framesTotal: 12 });
  });

  test.each([
    [{ coverage: 'some' as 'full' }, 'full, sampled, structural for coverage'],
    [{ timeBudgetMs: -1 }, 'timeBudgetMs'],
    [{ metrics: ['beauty' as 'ssim'] }, 'ms_ssim, ssimulacra2'],
    [{ metrics: 'psnr' as unknown as [] }, 'Expected a list for metrics but received "psnr"'],
    [{ checks: 'fps' as unknown as [] }, 'Expected a list for checks but received "fps"'],
    [{ limits: { fpsTolerances: 1 } }, 'limits.fpsTolerance'],
    [{ limits: { fpsTolerance: NaN } }, 'limits.fpsTolerance'],
    [{ limits: { colorTolerance: -1 } }, 'limits.colorTolerance'],
    [{ limits: { minBytes: 10, maxBytes: 5 } }, 'maxBytes'],
    [{ mode: 'loud' as 'alert' }, 'mode'],
    [{ operation: 'resize' as 'timing' }, 'operation'],
    [{ expectation: { colors: 0 } }, 'expectation.colors'],
    [{ expectation: { colours: 3 } as object }, 'colours'],
    [{ checks: ['sharpness'] }, 'checks'],
    [{ timeoutMs: 0 }, 'timeoutMs'],
    [{ preset: 'strict' }, 'preset'],
    [{ colors: 32 } as object, 'for options but received "colors"'],
  ])('refuses %j by name', async (options, name) => {
    const work = validate(ball, ball, options);
    await expect(work).rejects.toBeInstanceOf(UsageError);
    await expect(work).rejects.toThrow(name);
  });

  test.each([undefined, 3, '', new URL('https://example.org/a.gif')])('refuses %s as a subject', async (argument) => {
    await expect(validate(ball, argument as string)).rejects.toThrow(/for output but received/);
  });

  test('the time limit of a pool of the caller’s own holds unless the call states one', async () => {
    const pool = new WorkerPool({ worker: new URL('../faults/workers/hang.mjs', import.meta.url), timeoutMs: 1000 });
    expect((await validate(ball, ball, { pool })).reason).toContain('1000 ms');
    expect((await validate(ball, ball, { pool, timeoutMs: 1100 })).reason).toContain('1100 ms');
    await pool.close();
  });

  test('rejects with the signal’s reason, before and during the work', async () => {
    const reason = new Error('enough');
    await expect(validate(ball, ball, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const work = validate(ball, ball, { signal: controller.signal });
    controller.abort(reason);
    await expect(work).rejects.toBe(reason);
  });
});

describe('scan', () => {
  test('judges a lone image by what needs no original', async () => {
    const report = await reportOf(scan(ball));
    expect(report).toMatchObject({
      operation: 'scan',
      verdict: 'pass',
      subject: { kind: 'image', file: { path: ball } },
    });
    expect(report.subject.original).toBeUndefined();
    expect((await scan(cut())).verdict).toBe('fail');
  });
});

describe('policy', () => {
  test('mode off looks at nothing and says so', async () => {
    const report = await reportOf(validate(ball, cut(), { mode: 'off' }));
    expect(report).toMatchObject({ verdict: 'skipped', mode: 'off', checks: [] });
    expect(report.reason).toContain('call option');
  });

  test('the environment names the mode, and a wrong value is refused by its name', async () => {
    vi.stubEnv('PRESSPROOF_MODE', 'enforce');
    expect(await scan(ball)).toMatchObject({ mode: 'enforce', modeSource: 'environment PRESSPROOF_MODE' });
    vi.stubEnv('PRESSPROOF_MODE', 'strict');
    await expect(scan(ball)).rejects.toThrow('PRESSPROOF_MODE');
  });

  test.each(EMERGENCY_VARIABLES)('%s is read at every call', async (name) => {
    const answers: string[] = [];
    for (const value of ['1', '0', 'true', 'false', '', 'maybe']) {
      vi.stubEnv(name, value);
      const report = await reportOf(scan(ball, { checks: ['file_integrity'] }));
      answers.push(`${report.verdict} ${report.reason?.includes(name) ?? ''}`.trim());
    }
    expect(answers).toEqual(['skipped true', 'pass', 'skipped true', 'pass', 'pass', 'pass']);
  });

  test('in an emergency a broken configuration stops nobody', async () => {
    vi.stubEnv('PRESSPROOF_MODE', 'nonsense');
    vi.stubEnv('PRESSPROOF_CONFIG', '/nowhere/at/all.yaml');
    vi.stubEnv('PRESSPROOF_EMERGENCY_DISABLE', 'on');
    expect((await scan(ball)).verdict).toBe('skipped');
  });
});
