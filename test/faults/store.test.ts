import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sqlite } from '../../src/store/sqlite.js';
import { openStore } from '../../src/store/store.js';
import { temporaryFolder } from '../support/engine-run.js';
import {
  counted,
  expectAsJudged,
  expectCommandAsJudged,
  MODES,
  startCaller,
  threeCalls,
  told,
  type Call,
  type End,
} from './calls.js';
import { withoutPackages } from './installed.js';
import { CAN_FORBID, CAN_MOUNT, smallDisk, unwritableFolder } from './places.js';

const DROPPED = 'pressproof_dropped_total{reason="store_failed"}';

/** A file of its own with this content. */
function fileOf(name: string, content: string | Buffer): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

/** A database in whose pages somebody wrote, header aside. */
function damaged(): string {
  const path = join(temporaryFolder(), 'results.db');
  openStore(path).close();
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0x5a, 100));
  return path;
}

/** Each makes a place where decisions cannot be recorded, and what is said of it. */
const FAULTS: readonly (readonly [string, () => string, RegExp])[] = [
  ['in a file instead of a folder', () => join(fileOf('file', ''), 'results.db'), /cannot be opened/],
  ['under /proc', () => '/proc/pressproof/results.db', /cannot be opened/],
  ['that is a folder', () => temporaryFolder(), /is no results database|cannot be opened/],
  ['that is another program’s file', () => fileOf('results.db', 'notes, and more notes'), /is no results database/],
  ['that is damaged', damaged, /is damaged/],
  ...(CAN_FORBID
    ? [['that nobody may write to', () => join(unwritableFolder(), 'results.db'), /cannot be written/] as const]
    : []),
  ...(CAN_MOUNT ? [['on a full disk', () => join(smallDisk(16), 'results.db'), /has no room/] as const] : []),
];

describe.each(FAULTS)('a store %s', (_, place, words) => {
  test.each(MODES)('costs records and nothing else in %s', async (mode) => {
    const folder = temporaryFolder();
    const env = { PRESSPROOF_STORE: place() };
    const { calls, log, metrics } = await threeCalls({ folder, options: { mode }, env });
    expectAsJudged(calls, mode);
    expect(told(log, /^store: /)).toEqual([expect.stringMatching(words)]);
    expect(counted(metrics, DROPPED)).toBe(3);
  });

  test('is told by pressproof compress, which publishes as if there were one', async () => {
    const env = { PRESSPROOF_STORE: place() };
    expect(await expectCommandAsJudged('enforce', temporaryFolder(), env)).toMatch(words);
  });
});

test('a store that fails shows in the state of the process while it does', async () => {
  const path = join(fileOf('file', ''), 'results.db');
  const env = { PRESSPROOF_STORE: path };
  const program = startCaller({ folder: temporaryFolder(), outputs: ['0.gif'], env, steps: true });
  await program.next();
  program.go();
  await program.next<Call>();
  // the first attempt to write comes by itself, and is logged
  await program.logged(/^store: /);
  program.go();
  const { state } = await program.next<End>();
  expect(state.problems).toEqual([expect.stringContaining(path)]);
  expect((await program.end()).code).toBe(0);
});

describe('without the package of the store', () => {
  test.each(MODES)('%s works, and says what to install', async (mode) => {
    const folder = temporaryFolder();
    const library = withoutPackages(folder, ['libsql', '@libsql']);
    const env = { PRESSPROOF_STORE: join(folder, 'results.db') };
    const { calls, log, metrics } = await threeCalls({ folder, options: { mode }, env, library });
    expectAsJudged(calls, mode);
    expect(told(log, /^store: /)).toEqual([expect.stringContaining('libsql is not installed; npm install libsql')]);
    expect(counted(metrics, DROPPED)).toBe(3);
  });
});

test.each(MODES)('a database that another process holds is waited for by nobody in %s', async (mode) => {
  const folder = temporaryFolder();
  const path = join(folder, 'results.db');
  openStore(path).close();
  // to the program this process is another one
  const holder = new (sqlite())(path, { timeout: 0 });
  holder.exec('BEGIN EXCLUSIVE');
  const env = { PRESSPROOF_STORE: path };
  const program = startCaller({ folder, outputs: ['0.gif', '1-bad.gif', '2.gif'], env, options: { mode } });
  const calls = [await program.next<Call>(), await program.next<Call>(), await program.next<Call>()];
  // all calls are back while the database is still held
  expectAsJudged(calls, mode);
  await program.next<End>();
  const { code, log } = await program.end();
  holder.exec('ROLLBACK');
  holder.close();
  expect(code).toBe(0);
  expect(told(log, /^store: /)).toEqual([expect.stringContaining('is held by another process')]);
});

test('a database that is free again gets what waited for it', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'results.db');
  openStore(path).close();
  const holder = new (sqlite())(path, { timeout: 0 });
  holder.exec('BEGIN EXCLUSIVE');
  const env = { PRESSPROOF_STORE: path };
  const program = startCaller({ folder, outputs: ['0.gif', '1.gif'], env, steps: true, closes: true });
  await program.next();
  for (let call = 0; call < 2; call++) {
    program.go();
    expect(await program.next<Call>()).toMatchObject({ exists: true });
  }
  holder.exec('ROLLBACK');
  holder.close();
  program.go();
  const { metrics } = await program.next<End>();
  expect(counted(metrics, DROPPED)).toBe(0);
  expect((await program.end()).code).toBe(0);
  const store = openStore(path);
  expect(store.find({}, 10)).toHaveLength(2);
  store.close();
});
