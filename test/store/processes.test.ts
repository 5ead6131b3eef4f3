import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { scalar, sqlite } from '../../src/store/sqlite.js';
import { openStore } from '../../src/store/store.js';
import { scratchFolder } from '../support/scratch.js';

const scratch = scratchFolder();
const newPath = () => join(scratch, `${randomUUID()}.db`);
const program = fileURLToPath(new URL('./writing-process.ts', import.meta.url));

interface Line {
  readonly done?: number;
  readonly problem?: string;
  readonly waiting?: boolean | number;
}

/** @param limit - a command that starts the program under some limit */
function start(path: string, how: string, count: number, limit: readonly string[] = []) {
  const [command = '', ...args] = [...limit, process.execPath, '--import', 'tsx', program, path, how, String(count)];
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  return { child, lines: createInterface(child.stdout) };
}

async function ended(child: ChildProcess): Promise<number | null> {
  // not at its exit: what it said last may still be in the pipe
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}

async function run(path: string, how: string, count: number): Promise<{ code: number | null; lines: Line[] }> {
  const { child, lines } = start(path, how, count);
  const said: Line[] = [];
  lines.on('line', (line) => said.push(JSON.parse(line) as Line));
  return { code: await ended(child), lines: said };
}

/** Looks at the database as SQLite sees it, whoever wrote it. */
function examined(path: string) {
  const database = new (sqlite())(path, { timeout: 5000 });
  const count = (sql: string) => Number(scalar(database, sql));
  const found = {
    integrity: scalar(database, 'PRAGMA integrity_check'),
    decisions: count('SELECT count(*) FROM decisions'),
    checks: count('SELECT count(*) FROM checks'),
  };
  database.close();
  return found;
}

/** Each decision of the program has two. */
const CHECKS = 2;

test('two processes that write at once lose nothing', async () => {
  const path = newPath();
  const results = await Promise.all([run(path, 'sink', 5000), run(path, 'sink', 5000)]);
  expect(results).toEqual([
    { code: 0, lines: [] },
    { code: 0, lines: [] },
  ]);
  expect(examined(path)).toEqual({ integrity: 'ok', decisions: 10_000, checks: 10_000 * CHECKS });
});

test('what a killed process was told is recorded is there, and nothing is half there', async () => {
  const path = newPath();
  const { child, lines } = start(path, 'endless', 0);
  let done = 0;
  lines.on('line', (line) => {
    done = (JSON.parse(line) as Line).done ?? done;
    // some way into the next transaction
    if (done === 5) child.kill('SIGKILL');
  });
  await ended(child);
  const { integrity, decisions, checks } = examined(path);
  expect(integrity).toBe('ok');
  expect(decisions).toBeGreaterThanOrEqual(done * 100);
  expect(decisions % 100).toBe(0);
  expect(checks).toBe(decisions * CHECKS);
  const store = openStore(path);
  for (const { id } of store.rows({})) expect(store.get(id)?.id).toBe(id);
  store.close();
});

test.each([
  ['ends without closing', 'leave'],
  ['exits while a thread is at work', 'exit'],
])('a process that %s leaves its decisions recorded, each once', async (_, how) => {
  const path = newPath();
  expect(await run(path, how, 350)).toEqual({ code: 0, lines: [] });
  expect(examined(path)).toEqual({ integrity: 'ok', decisions: 350, checks: 350 * CHECKS });
});

test('a process that exits at any moment of its recording exits as it meant to', async () => {
  const path = newPath();
  for (const pause of [0, 30, 60]) {
    const { child, lines } = start(path, 'abrupt', pause);
    const said: string[] = [];
    lines.on('line', (line) => said.push(line));
    expect({ code: await ended(child), said }).toEqual({ code: 7, said: [] });
  }
  expect(examined(path).integrity).toBe('ok');
});

test('a full disk costs no decision that fits in the queue, once there is room again', async () => {
  const path = newPath();
  // 512 KiB a file: writes beyond it fail, as on a disk without room (EFBIG in place of ENOSPC)
  const { child, lines } = start(path, 'full', 0, ['prlimit', `--fsize=${2 ** 19}:`]);
  const said: Line[] = [];
  lines.on('line', (line) => {
    const one = JSON.parse(line) as Line;
    said.push(one);
    if (one.waiting !== true) return;
    const lifted = spawn('prlimit', ['--pid', String(child.pid), '--fsize=unlimited:']);
    lifted.once('exit', () => child.stdin.write('\n'));
  });
  expect(await ended(child)).toBe(0);
  expect(said).toEqual([{ problem: 'store_disk_full' }, { waiting: true }, { problemNow: null, waiting: 0 }]);
  const { integrity, decisions } = examined(path);
  expect(integrity).toBe('ok');
  expect(decisions % 100).toBe(0);
});
