import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { reportSchema, type Report } from '../../src/core/report.js';
import { gifenc, gifsicle } from '../../src/engines/index.js';
import { close } from '../../src/guard/close.js';
import { ValidationError } from '../../src/guard/errors.js';
import { guard } from '../../src/guard/guard.js';
import { compressor, copying, cutting, failing, silent } from '../support/compressors.js';
import { fixture, GIFSICLE, temporaryFolder } from '../support/engine-run.js';
import '../support/quiet.js';

const ball = fixture('ball');
const original = readFileSync(ball);
let folder: string;
let output: string;

beforeEach(() => {
  folder = temporaryFolder();
  output = join(folder, 'out.gif');
});
afterEach(() => void vi.unstubAllEnvs());
afterAll(close);

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function rejectionOf(work: Promise<unknown>): Promise<ValidationError> {
  const error = await work.then(
    () => new Error('it was published'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ValidationError);
  return error as ValidationError;
}

describe('enforce', () => {
  test.each([gifenc(), gifsicle({ path: GIFSICLE })])('publishes what $name did honestly', async (engine) => {
    const { validation, ...result } = await guard(engine, { mode: 'enforce' })(ball, output, { colors: 32 });
    expect(result).toMatchObject({ engine: engine.name, parameters: { colors: 32 } });
    expect(reportSchema.parse(validation)).toMatchObject({
      verdict: 'pass',
      mode: 'enforce',
      operation: 'color_reduction',
      expectation: { colors: 32, colorScope: 'animation' },
      subject: { original: { path: ball }, output: { path: output, sha256: hash(readFileSync(output)) } },
    });
    expect(readdirSync(folder)).toEqual(['out.gif']);
  });

  test('a rejected output never appears, and the error carries the whole report', async () => {
    const error = await rejectionOf(guard(cutting(), { mode: 'enforce' })(ball, output, { lossy: 20 }));
    expect(error).toMatchObject({ code: 'validation_failed', quarantined: null });
    expect(error.message).toContain(`${output} was not published: it failed. file_integrity: `);
    expect(reportSchema.parse(error.report)).toMatchObject({ verdict: 'fail', operation: 'lossy_compression' });
    expect(error.report.checks.length).toBeGreaterThan(5);
    expect(JSON.stringify(error.report)).not.toContain('.pressproof-');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('an older file at the destination survives byte for byte, as the same file', async () => {
    writeFileSync(output, original);
    const other = join(folder, 'link.gif');
    linkSync(output, other);
    await rejectionOf(guard(cutting(), { mode: 'enforce' })(ball, output));
    writeFileSync(other, 'written through the other name');
    expect(readFileSync(output, 'utf8')).toBe('written through the other name');
  });

  test('a rejected file is kept in quarantine with its report, under names of their own', async () => {
    const quarantineDir = join(folder, 'deep', 'rejected');
    const shrink = guard(cutting(), { mode: 'enforce', quarantineDir });
    const errors = await Promise.all([1, 2, 3].map(() => rejectionOf(shrink(ball, output))));
    const kept = errors.map(({ quarantined }) => quarantined as string);
    expect(new Set(kept).size).toBe(3);
    for (const [index, path] of kept.entries()) {
      expect(basename(path)).toMatch(/^out\..*\.gif$/);
      expect(readFileSync(path)).toEqual(original.subarray(0, Math.floor(original.length * 0.6)));
      expect(JSON.parse(readFileSync(`${path}.report.json`, 'utf8'))).toEqual(errors[index]?.report);
      expect(errors[index]?.message).toContain(path);
    }
    expect(readdirSync(folder)).toEqual(['deep']);
    expect(readdirSync(quarantineDir)).toHaveLength(6);
  });

  test('a quarantine that cannot be written rejects all the same, and says why', async () => {
    const blocked = join(folder, 'blocked');
    writeFileSync(blocked, 'a file where the folder should be');
    const error = await rejectionOf(guard(cutting(), { mode: 'enforce', quarantineDir: blocked })(ball, output));
    expect(error.quarantined).toBeNull();
    expect(error.cause).toBeInstanceOf(Error);
    expect(readdirSync(folder)).toEqual(['blocked']);
  });

  test('a rejected file is kept under a name that a file system takes, however long its own is', async () => {
    const long = join(folder, `${'é'.repeat(120)}.gif`);
    const quarantineDir = join(folder, 'rejected');
    const error = await rejectionOf(guard(cutting(), { mode: 'enforce', quarantineDir })(ball, long));
    expect(basename(error.quarantined ?? '')).toMatch(/^é+\..*\.gif$/);
    expect(readdirSync(quarantineDir)).toHaveLength(2);
  });

  test('a folder where the output should be is rejected and goes', async () => {
    const engine = compressor('folder', async (_, to) => {
      rmSync(to);
      mkdirSync(to);
      writeFileSync(join(to, 'inside'), 'x');
    });
    writeFileSync(output, 'older');
    const error = await rejectionOf(guard(engine, { mode: 'enforce', failOpen: true })(ball, output));
    expect(error.message).toContain('is not a regular file');
    expect(readdirSync(folder)).toEqual(['out.gif']);
    expect(readFileSync(output, 'utf8')).toBe('older');
  });

  test('a link to something unfit is rejected and goes, what it points at stays', async () => {
    const elsewhere = join(folder, 'elsewhere.gif');
    writeFileSync(elsewhere, original.subarray(0, 9000));
    const engine = compressor('linking', async (_, to) => {
      rmSync(to);
      symlinkSync(elsewhere, to);
    });
    await rejectionOf(guard(engine, { mode: 'enforce' })(ball, output));
    expect(readdirSync(folder)).toEqual(['elsewhere.gif']);
  });

  test('a recorder that changes its report changes no decision', async () => {
    const onReport = (report: Report) => void (report.verdict = 'pass');
    await rejectionOf(guard(cutting(), { mode: 'enforce', onReport })(ball, output));
    expect(readdirSync(folder)).toEqual([]);
  });

  test('what could not be judged is not published either, and failOpen does not excuse the file', async () => {
    const damaged = join(folder, 'damaged.gif');
    writeFileSync(damaged, original.subarray(0, Math.floor(original.length * 0.6)));
    const untouched = compressor('other', async (_, to) => writeFileSync(to, original));
    const options = { mode: 'enforce', failOpen: true, checks: ['quality_degradation'] } as const;
    const error = await rejectionOf(guard(untouched, options)(damaged, output));
    expect(error.code).toBe('validation_inconclusive');
    expect(existsSync(output)).toBe(false);
  });

  test('an engine that wrote nothing is rejected', async () => {
    const error = await rejectionOf(guard(silent(), { mode: 'enforce' })(ball, output));
    expect(error.report.verdict).toBe('fail');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('alert', () => {
  test('publishes and attaches the verdict to every key of the result', async () => {
    const { validation, ...rest } = await guard(cutting())(ball, output);
    expect(rest).toEqual({ engine: 'cutting', wrote: output });
    expect(validation).toMatchObject({ verdict: 'fail', mode: 'alert', modeSource: 'default' });
    expect(readFileSync(output)).toHaveLength(Math.floor(original.length * 0.6));
  });

  test('a result speaks of the destination, not of our temporary file', async () => {
    const engine = {
      name: 'talkative',
      compress: async (from: string, to: string) => {
        copyFileSync(from, to);
        const result = { path: to, command: ['talkative', '-o', to], at: new Date(0), self: null as unknown };
        result.self = result;
        return result;
      },
    };
    const odd = join(folder, 'a$&b$$.gif');
    const { validation, path, command, at } = await guard(engine)(ball, odd);
    expect({ path, command, at }).toEqual({ path: odd, command: ['talkative', '-o', odd], at: new Date(0) });
    expect(validation?.subject.output?.path).toBe(odd);
  });

  test('the new file may be read by whom the older one could be', async () => {
    writeFileSync(output, 'older');
    chmodSync(output, 0o640);
    await guard(gifenc())(ball, output, { colors: 32 });
    expect(statSync(output).mode & 0o777).toBe(0o640);
  });

  test('an engine that wrote nothing leaves the older file, as it would alone', async () => {
    writeFileSync(output, 'older');
    expect((await guard(silent())(ball, output)).validation?.verdict).toBe('fail');
    expect(readFileSync(output, 'utf8')).toBe('older');
  });

  test('gives every report to onReport, whose errors are its own', async () => {
    const reports: Report[] = [];
    const shrink = guard(copying(), {
      onReport: async (report) => {
        reports.push(report);
        throw new Error('the recorder is down');
      },
    });
    const { validation } = await shrink(ball, output);
    expect(reports).toEqual([validation]);
  });
});

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

describe('the same path in and out', () => {
  test('is judged against the original that it replaces', async () => {
    const path = join(folder, 'both.gif');
    writeFileSync(path, original);
    const { validation } = await guard(gifenc(), { mode: 'enforce' })(path, path, { colors: 16 });
    expect(validation?.subject).toMatchObject({
      original: { path, sha256: hash(original) },
      output: { path, sha256: hash(readFileSync(path)) },
    });
    expect(validation?.verdict).toBe('pass');
    expect(readFileSync(path).length).toBeLessThan(original.length);
  });

  test('is judged against what it was made from, whoever replaces it meanwhile', async () => {
    const path = join(folder, 'both.gif');
    const rival = join(folder, 'rival.gif');
    writeFileSync(path, original);
    writeFileSync(rival, readFileSync(fixture('plasma')));
    const engine = compressor('overtaken', async (from, to) => {
      await gifenc().compress(from, to, { colors: 16 });
      renameSync(rival, path);
    });
    const { validation } = await guard(engine, { mode: 'enforce' })(path, path, { colors: 16 });
    expect(validation).toMatchObject({ verdict: 'pass', subject: { original: { path, sha256: hash(original) } } });
  });

  test('through a link too, and a rejected output leaves the original alone', async () => {
    const path = join(folder, 'file.gif');
    const link = join(folder, 'link.gif');
    writeFileSync(path, original);
    symlinkSync('file.gif', link);
    await rejectionOf(guard(cutting(), { mode: 'enforce' })(path, link));
    expect(readFileSync(path)).toEqual(original);
    await guard(gifenc(), { mode: 'enforce' })(path, link, { colors: 16 });
    expect(readlinkSync(link)).toBe('file.gif');
    expect(readFileSync(path).length).toBeLessThan(original.length);
  });
});

describe('errors and aborts', () => {
  test.each([
    ['alert', 'older'],
    ['enforce', 'older'],
    ['shadow', 'half a file'],
  ] as const)('in %s the engine’s error surfaces unchanged, and there is %j', async (mode, left) => {
    const error = new Error('no such colour');
    writeFileSync(output, 'older');
    await expect(guard(failing(error), { mode })(ball, output)).rejects.toBe(error);
    expect(readFileSync(output, 'utf8')).toBe(left);
    expect(readdirSync(folder)).toEqual(['out.gif']);
  });

  test.each(['alert', 'enforce'] as const)('in %s an abort after the compression publishes nothing', async (mode) => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const engine = compressor('late', async (_, to) => {
      writeFileSync(to, original);
      controller.abort(reason);
    });
    await expect(guard(engine, { mode })(ball, output, {}, controller.signal)).rejects.toBe(reason);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('hands the signal to the engine', async () => {
    const signal = new AbortController().signal;
    let seen: AbortSignal | undefined;
    const engine = compressor('watching', async (_, to, given) => {
      seen = given;
      writeFileSync(to, original);
    });
    await guard(engine)(ball, output, {}, signal);
    expect(seen).toBe(signal);
  });

  test('a destination that is no place for a file is refused before anything runs', async () => {
    const engine = copying();
    mkdirSync(output);
    await expect(guard(engine)(ball, output)).rejects.toThrow('for output but received');
    await expect(guard(engine)(ball, '/dev/null')).rejects.toThrow('for output but received');
    await expect(guard(engine)(ball, join(folder, 'none', 'a.gif'))).rejects.toMatchObject({
      code: 'output_unwritable',
    });
    expect(engine.results).toEqual([]);
  });

  test('wrong options are refused when the guard is made', () => {
    expect(() => guard(copying(), { limits: { maxFps: -1 } })).toThrow('limits.maxFps');
    expect(() => guard(copying(), { mode: 'loud' as 'alert' })).toThrow('mode');
    expect(() => guard(copying(), { quarantine: 'rejected' } as object)).toThrow('received "quarantine"');
  });
});

test('concurrent calls to one destination never mix bytes: it is always one of the outputs, whole', async () => {
  const shrink = guard(gifenc(), { mode: 'enforce' });
  const results = await Promise.all([4, 8, 16, 32].map((colors) => shrink(ball, output, { colors })));
  const hashes = results.map(({ validation }) => validation?.subject.output?.sha256);
  expect(new Set(hashes).size).toBe(4);
  expect(hashes).toContain(hash(readFileSync(output)));
  expect(readdirSync(folder)).toEqual(['out.gif']);
});
