import { createHash } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
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
    const engine = cutting();
    const result = await guard(engine)(ball, output);
    const { validation, ...rest } = result;
    expect(rest).toEqual(engine.results[0]);
    expect(validation).toMatchObject({ verdict: 'fail', mode: 'alert', modeSource: 'default' });
    expect(readFileSync(output)).toHaveLength(Math.floor(original.length * 0.6));
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
    const engine = cutting();
    const shrink = guard(engine, { mode });
    vi.stubEnv('PRESSPROOF_EMERGENCY_DISABLE', '1');
    const { validation, ...rest } = await shrink(ball, output);
    expect(rest).toEqual({ engine: 'cutting', wrote: output });
    expect(validation).toMatchObject({ verdict: 'skipped', mode: 'off', checks: [] });
    expect(validation?.reason).toContain('PRESSPROOF_EMERGENCY_DISABLE');
    vi.stubEnv('PRESSPROOF_EMERGENCY_DISABLE', 'false');
    const next = await shrink(ball, output).catch((error: unknown) => error as ValidationError);
    expect(('report' in next ? next.report : next.validation)?.verdict).toBe('fail');
  });

  test.each(['shadow', 'off'])('in %s the caller sees nothing of it', async (mode) => {
    const engine = cutting();
    vi.stubEnv('PRESSPROOF_MODE', mode);
    vi.stubEnv('GIFLAB_VALIDATION_EMERGENCY_DISABLE', 'yes');
    expect(await guard(engine)(ball, output)).toBe(engine.results[0]);
    expect(engine.results[0]?.wrote).toBe(output);
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

  test.each(['enforce', 'shadow'] as const)(
    'is judged in %s against what it was made from, whoever replaces it meanwhile',
    async (mode) => {
      const path = join(folder, 'both.gif');
      const rival = join(folder, 'rival.gif');
      writeFileSync(path, original);
      writeFileSync(rival, readFileSync(fixture('plasma')));
      const engine = compressor('overtaken', async (from, to) => {
        await gifenc().compress(from, to, { colors: 16 });
        renameSync(rival, path);
      });
      const reports: Report[] = [];
      const options = { mode, operation: 'color_reduction', expectation: { colors: 16 } } as const;
      await guard(engine, { ...options, onReport: (report) => void reports.push(report) })(path, path);
      await close();
      expect(reports).toMatchObject([{ verdict: 'pass', subject: { original: { path, sha256: hash(original) } } }]);
    },
  );

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
  test.each(['alert', 'enforce', 'shadow'] as const)('in %s the engine’s error surfaces unchanged', async (mode) => {
    const error = new Error('no such colour');
    writeFileSync(output, 'older');
    await expect(guard(failing(error), { mode })(ball, output)).rejects.toBe(error);
    expect(readFileSync(output, 'utf8')).toBe('older');
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
