import { execFileSync } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { APPLICATION_ID, SCHEMA_VERSION } from '../../src/store/schema.js';
import { sqlite } from '../../src/store/sqlite.js';
import { openStore } from '../../src/store/store.js';
import { decision } from '../observe/decisions.js';
import { scratchFolder } from '../support/scratch.js';

const scratch = scratchFolder();
const newPath = () => join(scratch, `${randomUUID()}.db`);

function withDatabase(path: string, sql: string): string {
  const database = new (sqlite())(path, { timeout: 0 });
  database.exec(sql);
  database.close();
  return path;
}

function storeWith(decisions: number): string {
  const path = newPath();
  const store = openStore(path);
  store.record(Array.from({ length: decisions }, () => decision({ id: randomUUID() })));
  store.close();
  return path;
}

/** The same, with nothing left in the log. */
const storedWhole = (decisions: number) => withDatabase(storeWith(decisions), 'PRAGMA wal_checkpoint(TRUNCATE)');

const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
const failsWith = (code: string) => expect.objectContaining({ name: 'StoreError', code });

describe('opening a results database', () => {
  test('makes it where there is none, but no folder unless told to', () => {
    const folder = join(scratch, randomUUID());
    const path = join(folder, 'results.db');
    expect(() => openStore(path)).toThrow(failsWith('store_unopenable'));
    openStore(path, { createFolder: true }).close();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('to read it says what is missing, and leaves nothing behind', () => {
    const path = newPath();
    expect(() => openStore(path, { create: false })).toThrow(failsWith('store_missing'));
    expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
  });

  test('says in the header of the file, before any checkpoint, whose it is', () => {
    const path = newPath();
    const store = openStore(path);
    // offset of the application id: sqlite.org/fileformat2.html, section 1.3
    expect(readFileSync(path).readUInt32BE(68)).toBe(APPLICATION_ID);
    store.close();
  });

  test("refuses another program's database, and leaves each byte of it", () => {
    const path = withDatabase(newPath(), 'CREATE TABLE accounts (id INTEGER); INSERT INTO accounts VALUES (1)');
    const before = digest(path);
    expect(() => openStore(path)).toThrow(failsWith('store_foreign'));
    expect(digest(path)).toBe(before);
  });

  test.each([
    ['a text', Buffer.from('decisions of the board\n')],
    ['a header that is damaged', null],
  ])('refuses %s, and leaves each byte of it', (_, bytes) => {
    const path = bytes === null ? storedWhole(10) : newPath();
    writeFileSync(path, bytes ?? Buffer.concat([randomBytes(16), readFileSync(path).subarray(16)]));
    const before = digest(path);
    expect(() => openStore(path)).toThrow(failsWith('store_foreign'));
    expect(digest(path)).toBe(before);
  });

  test('says that a database is damaged behind its header', () => {
    const path = storedWhole(100);
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 100, 4096);
    writeFileSync(path, bytes);
    expect(() => openStore(path)).toThrow(failsWith('store_corrupt'));
  });

  test('says of damage that shows later what it is, when it shows', () => {
    const path = storedWhole(2000);
    const bytes = readFileSync(path);
    bytes.fill(0xa5, bytes.length / 2);
    writeFileSync(path, bytes);
    const store = openStore(path);
    expect(() => [...store.rows({})]).toThrow(failsWith('store_corrupt'));
    store.close();
  });

  test.each([':memory:', 'file:results.db', 'a b%20?c#d.db'])('takes the path %s for what it says', (name) => {
    const path = join(scratch, name);
    const store = openStore(path);
    store.record([decision()]);
    store.close();
    const again = openStore(path, { create: false });
    expect(again.stats().decisions).toBe(1);
    again.close();
  });

  test('refuses a schema that is newer than it knows', () => {
    const path = withDatabase(storeWith(1), `PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    expect(() => openStore(path)).toThrow(failsWith('store_newer'));
  });

  test('brings a database of the first version up to date, with what is in it', () => {
    const path = storeWith(3);
    const first = `DROP INDEX decisions_subject; ALTER TABLE decisions DROP COLUMN draw; PRAGMA user_version = 1`;
    const store = openStore(withDatabase(path, first));
    store.record([decision({ id: randomUUID(), arm: { experiment: 'lossy', arm: 'a', draw: 0.5 } })]);
    expect([...store.rows({})].map(({ draw }) => draw)).toEqual([null, null, null, 0.5]);
    store.close();
  });

  test('keeps what is there', () => {
    const store = openStore(storeWith(3));
    expect(store.stats().decisions).toBe(3);
    store.close();
  });

  test('says that another process holds it, after the time it was told to wait', () => {
    const path = storeWith(1);
    const holder = new (sqlite())(path, { timeout: 0 });
    holder.exec('BEGIN IMMEDIATE');
    const store = openStore(path, { busyTimeoutMs: 0 });
    expect(() => store.record([decision({ id: randomUUID() })])).toThrow(failsWith('store_locked'));
    holder.exec('ROLLBACK');
    expect(store.record([decision({ id: randomUUID() })])).toBe(1);
    holder.close();
    store.close();
  });

  test('reads what it may not write', () => {
    const folder = join(scratch, randomUUID());
    mkdirSync(folder);
    const path = join(folder, 'results.db');
    copyFileSync(storeWith(5), path);
    chmodSync(path, 0o444);
    chmodSync(folder, 0o555);
    chmodSync(scratch, 0o755);
    const output = execFileSync(process.execPath, ['--import', 'tsx', reader, path], { encoding: 'utf8' });
    // or it could not be cleared away
    chmodSync(folder, 0o755);
    expect(JSON.parse(output)).toEqual({ read: 5, written: 'store_readonly' });
  });
});

const reader = fileURLToPath(new URL('./reading-process.ts', import.meta.url));
