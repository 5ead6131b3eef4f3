import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { reportSchema, type Report } from '../../src/core/report.js';
import { close } from '../../src/guard/close.js';
import { ValidationError } from '../../src/guard/errors.js';
import { guard } from '../../src/guard/guard.js';
import { scan, validate, validateMany } from '../../src/guard/validate.js';
import { WorkerPool } from '../../src/pool/worker-pool.js';
import { compressor, copying, cutting, gathering } from '../support/compressors.js';
import { fixture, FIXTURES, temporaryFolder } from '../support/engine-run.js';
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

function configured(settings: object): string {
  const path = join(folder, 'pressproof.json');
  writeFileSync(path, JSON.stringify(settings));
  return path;
}

describe('modes of single checks', () => {
  // a copy is no smaller than its original, which warns; its frames are all there
  const strict = { limits: { minFrames: 99 } };

  test('a check in shadow is in the report, and neither the verdict nor the file feels it', async () => {
    const config = configured({ mode: 'enforce', checks: { frame_count: { mode: 'shadow' } }, ...strict });
    const { validation } = await guard(copying(), { config })(ball, output);
    expect(reportSchema.parse(validation)).toMatchObject({ mode: 'enforce', verdict: 'warn' });
    expect(validation?.checks.find(({ id }) => id === 'frame_count')).toMatchObject({
      outcome: 'failed',
      mode: 'shadow',
      modeSource: `file ${config}`,
    });
    expect(existsSync(output)).toBe(true);
  });

  test('a check in alert tells and publishes while the others enforce', async () => {
    const config = configured({ mode: 'enforce', checks: { frame_count: { mode: 'alert' } }, ...strict });
    const { validation } = await guard(copying(), { config })(ball, output);
    expect(validation?.verdict).toBe('fail');
    expect(existsSync(output)).toBe(true);
    const enforced = guard(cutting(), { config });
    await expect(enforced(ball, join(folder, 'cut.gif'))).rejects.toBeInstanceOf(ValidationError);
    expect(existsSync(join(folder, 'cut.gif'))).toBe(false);
  });

  test.each(['shadow', 'alert'] as const)('what fails in %s settles no doubt of what enforces', async (mode) => {
    const config = configured({
      mode: 'enforce',
      coverage: 'structural',
      checks: { frame_count: { mode } },
      ...strict,
    });
    const refused = await guard(copying(), { config })(ball, output).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'validation_partial' });
    expect((refused as ValidationError).message).toContain(
      'the pictures were not looked at (onReducedCoverage: reject)',
    );
    expect(existsSync(output)).toBe(false);
  });

  test('one check enforces while the suite is in shadow', async () => {
    const config = configured({ suites: { image: { mode: 'shadow' } }, checks: { frame_count: { mode: 'enforce' } } });
    await expect(guard(copying(), { config, ...strict })(ball, output)).rejects.toBeInstanceOf(ValidationError);
    const { validation } = await guard(copying(), { config, limits: { maxBytes: 100 } })(ball, output);
    expect(validation?.verdict).toBe('pass');
  });

  test('a check that is off does not run', async () => {
    const report = await validate(ball, ball, { config: configured({ checks: { frame_count: { mode: 'off' } } }) });
    expect(report.checks.map(({ id }) => id)).not.toContain('frame_count');
  });

  test('the environment overrules what a configuration file says of a check', async () => {
    vi.stubEnv('PRESSPROOF_MODE', 'shadow');
    const reports: Report[] = [];
    const config = configured({ checks: { frame_count: { mode: 'enforce' } }, ...strict });
    const onReport = (report: Report): void => void reports.push(report);
    expect(await guard(copying(), { config, onReport })(ball, output)).not.toHaveProperty('validation');
    await close();
    expect(reports).toMatchObject([{ mode: 'shadow', verdict: 'fail', modeSource: 'environment PRESSPROOF_MODE' }]);
  });
});

describe('sampling', () => {
  const verdictsAt = async (rate: string, salt = 'a') => {
    vi.stubEnv('PRESSPROOF_SAMPLE_RATE', rate);
    vi.stubEnv('PRESSPROOF_SAMPLE_SALT', salt);
    return await Promise.all(
      FIXTURES.map(async (name) => (await scan(fixture(name), { coverage: 'structural' })).verdict),
    );
  };

  test('looks at nobody at 0 and at everybody at 1, and keeps whom it took when the rate rises', async () => {
    const isOut = (verdict: string) => verdict === 'skipped';
    expect((await verdictsAt('0')).every(isOut)).toBe(true);
    expect((await verdictsAt('1')).some(isOut)).toBe(false);
    const [some, more] = [await verdictsAt('0.4'), await verdictsAt('0.7')];
    expect(more.filter((_, index) => !isOut(some[index]!))).toEqual(some.filter((verdict) => !isOut(verdict)));
    expect(some.filter(isOut).length).toBeGreaterThan(more.filter(isOut).length);
  });

  test('depends on the content, not on the name', async () => {
    const copies = FIXTURES.map((name, index) => {
      const copy = join(folder, `${index}.gif`);
      copyFileSync(fixture(name), copy);
      return copy;
    });
    const originals = await verdictsAt('0.5');
    const renamed = await Promise.all(
      copies.map(async (copy) => (await scan(readFileSync(copy), { coverage: 'structural' })).verdict),
    );
    expect(renamed.map((verdict) => verdict === 'skipped')).toEqual(originals.map((verdict) => verdict === 'skipped'));
  });

  test("follows the caller's key where there is one, and says why a subject was left out", async () => {
    vi.stubEnv('PRESSPROOF_SAMPLE_RATE', '0.5');
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, index) => scan(ball, { sampleKey: `job-${index}`, coverage: 'structural' })),
    );
    const out = outcomes.filter(({ verdict }) => verdict === 'skipped');
    // 40 fair draws: fewer than 8 or more than 32 of one kind has a chance of 1 in 20,000
    expect(out.length).toBeGreaterThan(7);
    expect(out.length).toBeLessThan(33);
    expect(out[0]).toMatchObject({ reason: 'Not among the share 0.5 of subjects that are validated', checks: [] });
  });

  test('takes or leaves all outputs of one original together, as bytes and as files', async () => {
    vi.stubEnv('PRESSPROOF_SAMPLE_RATE', '0.5');
    for (const name of FIXTURES) {
      const original = fixture(name);
      const reports = await validateMany(original, [original, readFileSync(original)], { coverage: 'structural' });
      expect(new Set(reports.map(({ verdict }) => verdict === 'skipped')).size).toBe(1);
    }
  });

  test('a guarded compression that was not drawn happens all the same', async () => {
    vi.stubEnv('PRESSPROOF_SAMPLE_RATE', '0');
    const { validation } = await guard(cutting(), { mode: 'enforce' })(ball, output);
    expect(validation).toMatchObject({ verdict: 'skipped', mode: 'enforce' });
    expect(existsSync(output)).toBe(true);
  });

  test('leaves a named pipe to the compressor', async () => {
    vi.stubEnv('PRESSPROOF_SAMPLE_RATE', '0.5');
    const pipe = join(folder, 'pipe.gif');
    execFileSync('mkfifo', [pipe]);
    const writer = spawn('sh', ['-c', 'cat "$0" > "$1"', ball, pipe]);
    const ended = once(writer, 'exit');
    // a drawing that opened it would have ended its writer before the compressor comes
    const reading = compressor('reading', async (from, to) => {
      await pause(100);
      if (writer.exitCode === null && writer.signalCode === null) await writeFile(to, await readFile(from));
    });
    await guard(reading, { mode: 'shadow' })(pipe, output);
    await ended;
    expect(readFileSync(output)).toEqual(readFileSync(ball));
  });

  test.each(['1.5', '-0.1', 'half', 'NaN'])('a rate of %s is refused by its name', async (rate) => {
    vi.stubEnv('PRESSPROOF_SAMPLE_RATE', rate);
    await expect(scan(ball)).rejects.toThrow('for PRESSPROOF_SAMPLE_RATE but received');
  });
});

describe('experiments', () => {
  const experiments = [
    {
      name: 'gate',
      arms: [
        { name: 'control', mode: 'off' },
        { name: 'treatment', limits: { minFrames: 99 } },
      ],
    },
  ];
  const keys = Array.from({ length: 20 }, (_, index) => `subject-${index}`);

  test('put each subject into one arm for good, and treat it as the arm says', async () => {
    const config = configured({ experiments });
    const judged = async () =>
      await Promise.all(keys.map((sampleKey) => validate(ball, ball, { config, experiment: 'gate', sampleKey })));
    const reports = await judged();
    const treated = reports.map(({ experiment, verdict }) => `${experiment?.name} ${experiment?.arm} ${verdict}`);
    expect(new Set(treated)).toEqual(new Set(['gate control skipped', 'gate treatment fail']));
    const arms = reports.map(({ experiment }) => experiment?.arm);
    expect(new Set(arms)).toEqual(new Set(['control', 'treatment']));
    expect((await judged()).map(({ experiment }) => experiment?.arm)).toEqual(arms);
  });

  test("an arm's mode yields to what is stated more strongly than the configuration", async () => {
    const config = configured({ experiments });
    const reports = await Promise.all(
      keys.map((sampleKey) => validate(ball, ball, { config, experiment: 'gate', sampleKey, mode: 'alert' })),
    );
    expect(reports.filter(({ verdict }) => verdict === 'skipped')).toEqual([]);
  });

  test.each([
    ['a suite', { suites: { image: { mode: 'shadow' } } }, 'shadow', []],
    ['a check', { checks: { frame_count: { mode: 'shadow' } } }, 'enforce', ['frame_count']],
  ])("an arm's mode yields to what the control file says of %s", async (_, settings, mode, inShadow) => {
    const control = join(folder, 'control.json');
    const change = { revision: 'a', changedAt: new Date().toISOString(), changedBy: 'me', reason: 'night' };
    writeFileSync(control, JSON.stringify({ schemaVersion: 1, ...change, settings, emergency: null }));
    vi.stubEnv('PRESSPROOF_CONTROL_FILE', control);
    const arms = [
      { name: 'strict', mode: 'enforce' },
      { name: 'strict_too', mode: 'enforce' },
    ];
    const config = configured({ experiments: [{ name: 'gate', arms }], checks: { fps: { mode: 'shadow' } } });
    const report = await validate(ball, ball, { config, experiment: 'gate' });
    expect(report.mode).toBe(mode);
    expect(report.checks.filter((check) => check.mode === 'shadow').map(({ id }) => id)).toEqual(inShadow);
  });

  test('are those of the configuration that the environment names at the call', async () => {
    const shrink = guard(copying(), { experiment: 'gate', sampleKey: 'subject-1' });
    await expect(shrink(ball, output)).rejects.toThrow('(none is configured) for experiment but received "gate"');
    vi.stubEnv('PRESSPROOF_CONFIG', configured({ experiments }));
    expect((await shrink(ball, output)).validation?.experiment?.name).toBe('gate');
  });

  test('one that is not configured is refused by name', async () => {
    await expect(validate(ball, ball, { config: configured({ experiments }), experiment: 'gat' })).rejects.toThrow(
      'Expected the name of a configured experiment (gate) for experiment but received "gat"',
    );
  });
});

describe('a pass that rests on less than everything, in enforce', () => {
  const partial = { mode: 'enforce', coverage: 'structural' } as const;

  test('publishes nothing by default and says why', async () => {
    const error = await guard(copying(), partial)(ball, output).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ValidationError);
    expect((error as ValidationError).code).toBe('validation_partial');
    expect((error as ValidationError).message).toContain('onReducedCoverage');
    expect(existsSync(output)).toBe(false);
  });

  test('is accepted where the operator said so', async () => {
    const { validation } = await guard(copying(), { ...partial, onReducedCoverage: 'accept' })(ball, output);
    expect(validation?.coverage).toMatchObject({ level: 'structural', couldOverturn: true });
    expect(existsSync(output)).toBe(true);
  });

  test('is published and checked fully later where the operator said so', async () => {
    const config = configured({ onReducedCoverage: 'queue-full-check' });
    const reports: Report[] = [];
    const onReport = (report: Report): void => void reports.push(report);
    const { validation } = await guard(copying(), { ...partial, config, onReport })(ball, output);
    expect(existsSync(output)).toBe(true);
    writeFileSync(output, 'the caller goes on with its file');
    await close();
    expect(reports.map(({ coverage }) => coverage.level)).toEqual(['structural', 'full']);
    expect(reports[0]?.id).toBe(validation?.id);
    expect(reports[1]).toMatchObject({ verdict: 'warn', subject: { output: { path: output } } });
  });

  test('is not checked later where so many wait already that their copies would fill the disk', async () => {
    const config = configured({ onReducedCoverage: 'queue-full-check', shadow: { maxPending: 1 } });
    const reports: Report[] = [];
    const onReport = (report: Report): void => void reports.push(report);
    // one worker, and all come at once: the first full check stands in its queue behind all others
    const pool = new WorkerPool({ threads: 1 });
    const shrink = guard(gathering(3), { ...partial, config, pool, onReport });
    await Promise.all([0, 1, 2].map((index) => shrink(ball, join(folder, `${index}.gif`))));
    await close();
    await pool.close();
    const levels = reports.map(({ coverage }) => coverage.level).toSorted();
    expect(levels).toEqual(['full', 'structural', 'structural', 'structural']);
  });

  test('is not checked later where it could not be published after all', async () => {
    const config = configured({ onReducedCoverage: 'queue-full-check' });
    const reports: Report[] = [];
    // a folder takes the place of the destination while the file is judged
    const onto = compressor('onto', async (from, to) => {
      copyFileSync(from, to);
      mkdirSync(join(output, 'taken'), { recursive: true });
    });
    const onReport = (report: Report): void => void reports.push(report);
    await expect(guard(onto, { ...partial, config, onReport })(ball, output)).rejects.toThrow('EISDIR');
    await close();
    expect(reports).toEqual([]);
  });
});

test('shadow mode drops and says so when too many subjects wait, and its callers never wait', async () => {
  const config = configured({ mode: 'shadow', shadow: { maxPending: 1 } });
  const pool = new WorkerPool({ threads: 1 });
  const reports: Report[] = [];
  const onReport = (report: Report): void => void reports.push(report);
  const shrink = guard(gathering(3), { config, pool, onReport });
  await Promise.all([0, 1, 2].map((index) => shrink(ball, join(folder, `${index}.gif`))));
  await close();
  await pool.close();
  const verdicts = reports.map(({ verdict }) => verdict).toSorted();
  expect(verdicts).toEqual(['skipped', 'skipped', 'warn']);
  expect(reports.find(({ verdict }) => verdict === 'skipped')?.reason).toContain('1 subjects of shadow mode');
});
