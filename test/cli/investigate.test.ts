import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Decision } from '../../src/core/decision.js';
import { openStore } from '../../src/store/store.js';
import { compression, decision } from '../observe/decisions.js';
import { failing, report } from '../report/samples.js';
import { cli as run, type CliResult } from '../support/cli.js';
import { scratchFolder } from '../support/scratch.js';

const scratch = scratchFolder();
const HOUR = 3_600_000;

/** Numbers and their units are kept together by spaces that do not break. */
async function cli(...args: Parameters<typeof run>): Promise<CliResult> {
  const result = await run(...args);
  return { ...result, stdout: result.stdout.replaceAll('\u00a0', ' ') };
}

function storeOf(decisions: readonly Decision[], path = join(scratch, `${randomUUID()}.db`)): string {
  const store = openStore(path);
  store.record(decisions);
  store.close();
  return path;
}

/** Two engines in turn, an hour of subjects each of the last 20 hours; every output of sharp has too many colours. */
const decisions = Array.from({ length: 400 }, (_, index) => {
  const engine = index % 2 === 0 ? 'sharp' : 'gifsicle';
  return decision({
    id: randomUUID(),
    at: Date.now() - 20 * HOUR + index * (HOUR / 20),
    report:
      engine === 'sharp'
        ? failing
        : report({ checks: failing.checks.map((check) => ({ ...check, outcome: 'passed' as const })) }),
    compression: compression({ engine, engineVersion: null }),
  });
});
const path = storeOf(decisions);

describe('investigate', () => {
  test('tells people what fails, likely why, and what to do, as wide as they want it', async () => {
    const { code, stdout } = await cli(['investigate', '--store', path]);
    expect(code).toBe(0);
    expect(stdout).toContain('1 problem\n');
    expect(stdout).toContain('400 subjects judged, 200 (50.0 %) failed');
    expect(stdout).toContain('color_count failed  200 (50.0 %) of 400');
    expect(stdout).toMatch(/likely {4}sharp does not keep the number of colours asked for/);
    expect(stdout).toContain('engine sharp: 200 (100.0 %) of 200, others 0 (0.0 %) of 200');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  test('a check that pictures and models have is a problem of each, by its suite', async () => {
    const at = Date.now() - HOUR;
    const checks = [
      { id: 'file_integrity', category: 'integrity', outcome: 'failed' as const, message: 'wrong', durationMs: 1 },
    ];
    const both = ['image', 'image', 'artifact'].map((suite) =>
      decision({ id: randomUUID(), at, report: report({ suite, verdict: 'fail', checks }) }),
    );
    const mixed = storeOf(both);
    const { stdout } = await cli(['investigate', '--store', mixed]);
    expect(stdout).toContain('1. file_integrity (image) failed  2 (100.0 %) of 2');
    expect(stdout).toContain('2. file_integrity (artifact) failed  1 (100.0 %) of 1');
    const { problems } = JSON.parse((await cli(['investigate', '--store', mixed, '--json'])).stdout) as {
      problems: readonly object[];
    };
    expect(problems).toMatchObject([{ suite: 'image' }, { suite: 'artifact' }]);
  });

  test('tells programs the same, in one document of JSON', async () => {
    const { stdout } = await cli(['investigate', '--json'], { env: { PRESSPROOF_STORE: path } });
    const document = JSON.parse(stdout) as Record<string, unknown>;
    expect(document).toMatchObject({
      schemaVersion: 1,
      store: path,
      judged: 400,
      failed: { count: 200, of: 400, share: 0.5 },
      problems: [
        {
          outcome: 'failed',
          checks: ['color_count'],
          cause: { confidence: 'likely' },
          standsOut: [
            { name: 'engine', value: 'sharp', inside: { count: 200, of: 200, share: 1 }, lift: { times: null } },
          ],
          onset: null,
        },
      ],
    });
  });

  test.each([
    [['--since', '10h'], 200],
    [['--since', '10h', '--until', '5h'], 100],
    [['--engine', 'gifsicle'], 200],
    [['--check', 'color_count'], 400],
    [['--check', 'transparency'], 200],
    [['--suite', 'image'], 400],
    [['--until', '2026-01-01'], 0],
  ])('%j looks at %i subjects', async (flags, judged) => {
    const { stdout } = await cli(['investigate', '--json', '--store', path, ...flags]);
    // the clock goes on between recording and asking: one of these subjects comes every three minutes
    expect(Math.abs((JSON.parse(stdout) as { judged: number }).judged - judged)).toBeLessThanOrEqual(1);
  });

  test('shows the report of one decision, and the decision as JSON', async () => {
    const [first] = decisions as [Decision];
    const shown = await cli(['investigate', first.id, '--store', path]);
    expect(shown.stdout).toContain('50 distinct colours over all frames, at most 37 were asked for');
    expect(shown.stdout).toContain('by sharp with colors 32 in 80 ms');
    const json = await cli(['investigate', first.id, '--json', '--store', path]);
    expect(JSON.parse(json.stdout)).toEqual(first);
  });

  test('finds the database that the configuration names, and the default below the working folder', async () => {
    const folder = join(scratch, randomUUID());
    mkdirSync(join(folder, '.pressproof'), { recursive: true });
    storeOf(decisions.slice(0, 10), join(folder, '.pressproof', 'results.db'));
    const byDefault = await cli(['investigate', '--json'], { cwd: folder });
    expect(JSON.parse(byDefault.stdout)).toMatchObject({ judged: 10, store: '.pressproof/results.db' });
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ store: { path } }));
    const byFile = await cli(['investigate', '--json', '--config', 'config.json'], { cwd: folder });
    expect(JSON.parse(byFile.stdout)).toMatchObject({ judged: 400, store: path });
  });

  const foreign = join(scratch, 'foreign.db');
  writeFileSync(foreign, 'no database');
  test.each([
    ['a database that is not there', ['--store', join(scratch, 'nowhere.db')], 'nothing was recorded there yet'],
    ["another program's file", ['--store', foreign], 'is no results database of pressproof'],
    ['an id that nothing has', ['--store', path, randomUUID()], 'No decision'],
    ['a suite that is none', ['--store', path, '--suite', 'imgae'], 'Expected one of image, artifact for --suite'],
    ['a time that is none', ['--store', path, '--since', 'yesterday'], 'Expected a time such as 30m, 24h, 7d'],
    ['a time that ends before it begins', ['--store', path, '--since', '1h', '--until', '2h'], 'a time before --until'],
    ['a check that is none', ['--store', path, '--check', 'colors'], '--check'],
  ])('exits with 2 for %s, and says what to do', async (_, flags, message) => {
    const { code, stdout, stderr } = await cli(['investigate', ...flags]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('capacity', () => {
  test('answers in its first line and by its exit code', async () => {
    // 38 ms of a worker each: three times 10,000,000 a day are 347 a second, 13.2 workers busy
    const few = await cli(['capacity', '--store', path, '--daily', '10000000', '--workers', '2']);
    expect(few.code).toBe(1);
    expect(few.stdout).toMatch(/^2 workers are not enough for 10,000,000 subjects a day.* it takes 14 workers\n/);
    expect(few.stdout).toContain('ASSUMED');
    const enough = await cli(['capacity', '--store', path, '--daily', '10000000', '--workers', '20']);
    expect(enough.code).toBe(0);
    expect(enough.stdout).toMatch(/^20 workers are enough .*; 14 workers would do\n/);
  });

  test('tells programs what it measured, what it assumed and what follows', async () => {
    const { code, stdout } = await cli(['capacity', '--store', path, '--daily', '10000000', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      question: { daily: 10_000_000, workers: null, maxWaitMs: 1000, retentionDays: 30 },
      measured: { decisions: 400, judgedShare: 1, service: { count: 400, mean: 38 }, peakFactor: null },
      plan: { peak: { factor: 3, measured: false }, workersNeeded: 14, asked: null },
    });
  });

  test('takes what may be waited from the configuration, or from its flag', async () => {
    const ask = async (...flags: string[]) => {
      const { stdout } = await cli(['capacity', '--store', path, '--daily', '10000000', '--json', ...flags]);
      return (JSON.parse(stdout) as { question: { maxWaitMs: number } }).question.maxWaitMs;
    };
    const file = join(scratch, 'wait.json');
    writeFileSync(file, JSON.stringify({ degradation: { queueWaitMs: { degraded: 250 } } }));
    expect(await ask('--config', file)).toBe(250);
    expect(await ask('--config', file, '--max-wait', '40')).toBe(40);
  });

  test('is inconclusive, and exits with 3, where too little was measured', async () => {
    const few = storeOf(decisions.slice(0, 29));
    const { code, stdout } = await cli(['capacity', '--store', few, '--daily', '1000', '--workers', '2']);
    expect(code).toBe(3);
    expect(stdout).toContain('too few to plan from');
  });

  test.each([
    ['no number of subjects', [], '--daily'],
    ['half a worker', ['--daily', '10', '--workers', '0.5'], 'Expected a whole number of at least 1 for --workers'],
    ['a database that is not there', ['--daily', '10', '--store', join(scratch, 'nowhere.db')], 'is not there'],
  ])('exits with 2 for %s', async (_, flags, message) => {
    const { code, stderr } = await cli(['capacity', ...flags]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
