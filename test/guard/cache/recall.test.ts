import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { reportSchema, type Report } from '../../../src/core/report.js';
import { close } from '../../../src/guard/close.js';
import { guard } from '../../../src/guard/guard.js';
import type { ValidateOptions } from '../../../src/guard/plan/options.js';
import { scan, validate, validateMany } from '../../../src/guard/validate.js';
import { WorkerPool } from '../../../src/pool/worker-pool.js';
import { copying } from '../../support/compressors.js';
import { fixture, temporaryFolder } from '../../support/engine-run.js';
import '../../support/quiet.js';

afterAll(close);

let dir: string;
let original: string;
let output: string;
beforeEach(() => {
  const folder = temporaryFolder();
  dir = join(folder, 'cache');
  [original, output] = [join(folder, 'in.gif'), join(folder, 'out.gif')];
  copyFileSync(fixture('held'), original);
  copyFileSync(fixture('held'), output);
});

async function judged(options: ValidateOptions = {}, pair = [original, output]): Promise<Report> {
  const report = await validate(pair[0] as string, pair[1] as string, { cache: { dir }, ...options });
  return reportSchema.parse(JSON.parse(JSON.stringify(report)));
}

const entries = (): string[] => (readdirSync(dir, { recursive: true }) as string[]).filter((name) => /\./.test(name));

/** What a report says apart from when and from where it was said. */
function substance({ checks, verdict, coverage, subject }: Report) {
  return {
    verdict,
    coverage,
    files: [subject.original, subject.output, subject.file].map((file) => [file?.bytes, file?.sha256]),
    checks: checks.map(({ durationMs: _, ...check }) => check),
  };
}

describe('the same bytes under the same configuration', () => {
  test('are judged once, and the second report says that it was known', async () => {
    const first = await judged();
    const second = await judged();
    expect([first.cached, second.cached]).toEqual([undefined, true]);
    expect(substance(second)).toEqual(substance(first));
    expect(entries()).toHaveLength(1);
  });

  test('are reported under the names and at the time of each call', async () => {
    const first = await judged();
    const moved = [join(temporaryFolder(), 'elsewhere.gif'), join(temporaryFolder(), 'copy.gif')];
    for (const path of moved) copyFileSync(original, path);
    const second = await judged({}, moved);
    expect(second).toMatchObject({
      cached: true,
      subject: { original: { path: moved[0] }, output: { path: moved[1] } },
    });
    expect(JSON.stringify(second)).not.toContain(original);
    expect(Date.parse(second.startedAt)).toBeGreaterThanOrEqual(Date.parse(first.startedAt));
    expect(second.checks.map(({ durationMs }) => durationMs)).toEqual(second.checks.map(() => 0));
  });

  test('are known as bytes and of lone images too', async () => {
    const bytes = readFileSync(original);
    const reports = [await scan(bytes, { cache: { dir } }), await scan(bytes, { cache: { dir } })];
    expect(reports.map(({ cached }) => cached)).toEqual([undefined, true]);
    expect(substance(reports[1] as Report)).toEqual(substance(reports[0] as Report));
    expect(reports[1]?.subject.file?.path).toBeNull();
  });

  test('keep the mode of each call: enforce rejects what is known to fail', async () => {
    const ruined = { name: 'ruined', compress: async (_: string, to: string) => (writeFileSync(to, 'GIF89a'), {}) };
    const destination = join(temporaryFolder(), 'x.gif');
    const alerted = await guard(ruined, { cache: { dir } })(original, destination);
    expect(alerted.validation).toMatchObject({ verdict: 'fail' });
    const enforced = guard(ruined, { cache: { dir }, mode: 'enforce' })(original, join(temporaryFolder(), 'y.gif'));
    await expect(enforced).rejects.toMatchObject({ report: { verdict: 'fail', mode: 'enforce', cached: true } });
  });

  test('are known under the name of a guarded output, which was another while it was judged', async () => {
    const guarded = guard(copying(), { cache: { dir } });
    const paths = [1, 2].map((n) => join(temporaryFolder(), `${n}.gif`));
    for (const path of paths) {
      const { validation } = await guarded(original, path);
      expect(validation?.subject.output?.path).toBe(path);
      expect(validation?.cached).toBe(path === paths[1] ? true : undefined);
    }
  });
});

describe('of many outputs', () => {
  test('those that are known are not measured with the others, and all are reported in their order', async () => {
    const [one, two] = [join(temporaryFolder(), 'one.gif'), join(temporaryFolder(), 'two.gif')];
    copyFileSync(fixture('held'), one);
    copyFileSync(fixture('ball'), two);
    const alone = await judged({}, [original, one]);
    const many = await validateMany(original, [two, one, one], { cache: { dir } });
    expect(many.map(({ cached }) => cached)).toEqual([undefined, true, true]);
    expect(many.map(({ subject }) => subject.output?.path)).toEqual([two, one, one]);
    expect(many.map(({ verdict }) => verdict)).toEqual(['fail', alone.verdict, alone.verdict]);
    // a worker that hangs shows that nobody asks it
    const pool = new WorkerPool({ worker: new URL('../../faults/workers/hang.mjs', import.meta.url), threads: 1 });
    const known = await validateMany(original, [one, two], { cache: { dir }, pool, timeoutMs: 1000 });
    await pool.close();
    expect(known.map(({ cached }) => cached)).toEqual([true, true]);
    expect(known.map(substance)).toEqual([alone, many[0] as Report].map(substance));
  });

  test('each is known by what was asked of it alone', async () => {
    const asked = [
      { output, checks: ['fps'] },
      { output, expectation: { fps: 9 }, operation: 'timing' as const },
      output,
    ];
    const reports = [
      await validateMany(original, asked, { cache: { dir } }),
      await validateMany(original, asked, { cache: { dir } }),
    ];
    expect(reports.map((each) => each.map(({ cached }) => cached ?? false))).toEqual([
      [false, false, false],
      [true, true, true],
    ]);
    expect(reports[1]?.map(substance)).toEqual(reports[0]?.map(substance));
  });
});

test('what can never be measured of these files is known too', async () => {
  writeFileSync(original, readFileSync(original).subarray(0, 1000));
  const [first, second] = [await judged(), await judged()];
  expect(first.checks.find(({ outcome }) => outcome === 'inconclusive')?.details).toMatchObject({
    code: 'original_damaged',
  });
  expect(second.cached).toBe(true);
  expect(substance(second)).toEqual(substance(first));
});

describe('is measured anew', () => {
  test('a changed original, a changed output', async () => {
    await judged();
    copyFileSync(fixture('ball'), original);
    expect((await judged()).cached).toBeUndefined();
    copyFileSync(fixture('ball'), output);
    expect((await judged()).cached).toBeUndefined();
  });

  test('a changed limit, also when only a preset changed it', async () => {
    await judged();
    for (const options of [{ limits: { maxBytes: 100 } }, { preset: 'debug' }]) {
      expect((await judged(options)).cached).toBeUndefined();
      expect((await judged(options)).cached).toBe(true);
    }
    expect((await judged({ limits: { maxBytes: 100 } })).verdict).toBe('fail');
  });

  test('what a flipped byte made untrue, and the entry is whole again afterwards', async () => {
    const first = await judged();
    const path = join(dir, entries()[0] as string);
    const bytes = readFileSync(path);
    // turns an outcome into another one that the schema knows
    writeFileSync(path, bytes.toString('utf8').replace('"outcome":"warned"', '"outcome":"passed"'));
    const second = await judged();
    expect([second.cached, second.verdict]).toEqual([undefined, first.verdict]);
    bytes[100] = (bytes[100] as number) ^ 1;
    writeFileSync(path, bytes);
    expect((await judged()).cached).toBeUndefined();
    expect((await judged()).cached).toBe(true);
  });

  test('what time decided', async () => {
    await judged({ timeBudgetMs: 60_000 });
    expect((await judged({ timeBudgetMs: 60_000 })).cached).toBeUndefined();
  });
});

describe('is not kept', () => {
  test.each([
    ['died', 'exit', {}],
    ['ran out of time', 'hang', { timeoutMs: 1000 }],
    ['has a bug', 'bug', {}],
  ])('what a validator said that %s', async (_, worker, options) => {
    const pool = new WorkerPool({ worker: new URL(`../../faults/workers/${worker}.mjs`, import.meta.url), threads: 1 });
    expect((await judged({ pool, ...options })).verdict).toBe('inconclusive');
    await pool.close();
    expect(entries()).toEqual([]);
    expect((await judged()).cached).toBeUndefined();
  });

  test('what is not there', async () => {
    await judged({}, [original, join(dir, 'absent.gif')]);
    expect(entries()).toEqual([]);
  });
});

test('without the option nothing is written anywhere', async () => {
  await validate(original, output);
  expect(() => readdirSync(dir)).toThrow('ENOENT');
});

test('a folder that cannot be made never breaks a validation', async () => {
  // a file stands in its way
  const report = await judged({ cache: { dir: join(original, 'cache') } });
  expect(report).toMatchObject({ verdict: 'warn' });
  expect(report.cached).toBeUndefined();
});

test.each([
  [{ dir: '' }, 'cache.dir'],
  [{ dir: 'x', maxBytes: 10 }, 'cache.maxBytes'],
  [{ dir: 'x', size: 10 }, 'cache.size'],
])('%j is refused by name', async (cache, name) => {
  await expect(validate(original, output, { cache })).rejects.toThrow(name);
});

test('a signal ends the wait for a file’s digest', async () => {
  const reason = new Error('enough');
  const controller = new AbortController();
  const work = validate(original, output, { cache: { dir }, signal: controller.signal });
  controller.abort(reason);
  await expect(work).rejects.toBe(reason);
});
