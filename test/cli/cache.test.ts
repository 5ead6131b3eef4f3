import { spawn } from 'node:child_process';
import { copyFileSync, chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reportSchema } from '../../src/core/report.js';
import { CLI, cli, fixture, resultOf } from '../support/cli.js';
import { scratchFolder } from '../support/scratch.js';

const folder = scratchFolder();
const pair = [fixture('held'), fixture('slides')];
const files = (dir: string) => (readdirSync(dir, { recursive: true }) as string[]).filter((name) => name.includes('.'));

test('--cache keeps verdicts for the next command; config print shows where', async () => {
  const dir = join(folder, 'kept');
  const args = ['validate', ...pair, '--json', '--cache', dir];
  const [first, second] = [await cli(args), await cli(args)];
  const reports = [first, second].map(({ stdout }) => reportSchema.parse(JSON.parse(stdout)));
  expect(reports.map(({ cached }) => cached)).toEqual([undefined, true]);
  expect(second.code).toBe(first.code);
  const table = await cli(['validate', ...pair, '--cache', dir]);
  expect(table.stdout).toContain('from the cache');
  const printed = await cli(['config', 'print', '--set', `cache.dir=${dir}`]);
  expect(printed.stdout).toMatch(/cache\.dir +".+kept" +flag --set/);
});

test('a folder that others can write to is wrong usage', async () => {
  const dir = join(folder, 'open');
  mkdirSync(dir);
  chmodSync(dir, 0o777);
  const { code, stdout, stderr } = await cli(['validate', ...pair, '--json', '--cache', dir]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('for cache.dir but received');
  expect((await cli(['validate', ...pair, '--cache', dir, '--set', 'cache.shared=true'])).code).toBe(1);
});

test('a cache that is no folder costs nothing but the time, and its user is told once', async () => {
  const dir = join(folder, 'file');
  writeFileSync(dir, 'kept');
  const { code, stdout, stderr } = await cli(['validate', ...pair, '--json', '--cache', dir]);
  expect({ code, verdict: reportSchema.parse(JSON.parse(stdout)).verdict }).toEqual({ code: 1, verdict: 'fail' });
  expect(stderr).toBe(`The cache ${dir} is no folder: everything is measured, and nothing is kept\n`);
  expect(readFileSync(dir, 'utf8')).toBe('kept');
});

test('processes that judge at once agree, and leave one entry each and nothing half', async () => {
  const dir = join(folder, 'crowded');
  const copies = [0, 1].map((n) => {
    const copy = join(folder, `${n}.gif`);
    copyFileSync(pair[1] as string, copy);
    return copy;
  });
  const commands = [...copies, ...copies, ...copies].map((output) =>
    cli(['validate', pair[0] as string, output, '--json', '--cache', dir]),
  );
  const results = await Promise.all(commands);
  const said = results.map(({ stdout }) => reportSchema.parse(JSON.parse(stdout)));
  expect(
    new Set(
      said.map(({ verdict, checks }) => JSON.stringify([verdict, checks.map((c) => [c.id, c.outcome, c.message])])),
    ).size,
  ).toBe(1);
  // both copies are the same bytes
  expect(files(dir)).toHaveLength(1);
  expect(JSON.parse((await cli(['validate', ...pair, '--json', '--cache', dir])).stdout)).toMatchObject({
    cached: true,
  });
});

test('a full disk never breaks a validation', async () => {
  const dir = join(folder, 'full');
  // no file may grow: every write fails as on a full disk
  const shell = spawn(
    'sh',
    ['-c', 'ulimit -f 0; exec "$@"', 'sh', process.execPath, CLI, 'validate', ...pair, '--json', '--cache', dir],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const { code, stdout } = await resultOf(shell);
  expect(JSON.parse(stdout)).toMatchObject({ verdict: 'fail' });
  expect(code).toBe(1);
  expect(files(dir)).toEqual([]);
});
