import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Journal, type Finished } from '../../../src/batch/journal/journal.js';
import { placesOf } from '../../../src/batch/journal/places.js';
import { openRun } from '../../../src/batch/journal/reader.js';
import type { RunRecord } from '../../../src/batch/journal/run-record.js';
import { openJournalDatabase } from '../../../src/batch/journal/schema.js';
import { openDatabase } from '../../../src/store/open.js';
import { numberOf } from '../../../src/store/sqlite.js';
import { openStore } from '../../../src/store/store.js';
import { decision } from '../../observe/decisions.js';
import { temporaryFolder } from '../../support/engine-run.js';
import { keyOf, resultRow } from '../rows.js';

const RUN: RunRecord = {
  schemaVersion: 1,
  id: '3b241101-e2bb-4255-8caf-4136c566a900',
  tool: { name: 'pressproof', version: '1.0.0' },
  startedAt: '2026-01-02T03:04:05.000Z',
  job: 'compress',
  inputs: ['/in'],
  against: null,
  suffix: null,
  recipes: [{ label: 'gifsicle colors=32', stages: [{ engine: 'gifsicle', parameters: { colors: 32 } }] }],
  outputs: null,
  settings: {},
  flags: {},
};

/** A run folder with its record. */
function runFolder() {
  const places = placesOf(temporaryFolder());
  writeFileSync(places.record, JSON.stringify(RUN));
  return places;
}

function idOf(ordinal: number): string {
  return `3b241101-e2bb-4255-8caf-${String(ordinal).padStart(12, '0')}`;
}

function finished(ordinal: number, status: 'pass' | 'fail' = 'pass'): Finished {
  const id = idOf(ordinal);
  return {
    row: resultRow({ ordinal, status, decision: id }),
    decision: decision({ id }),
    staged: `/run/.staging/${ordinal}.gif`,
    target: `/run/outputs/${ordinal}.gif`,
  };
}

describe('a journal', () => {
  test('has what was committed, and nothing else', () => {
    const { folder, database } = runFolder();
    const journal = new Journal(database);
    journal.commit([finished(2, 'fail'), finished(0)]);
    journal.commit([finished(1)]);
    expect([0, 1, 2, 3].map((n) => journal.has(keyOf(n)))).toEqual([true, true, true, false]);
    expect(journal.close()).toBeNull();

    const reader = openRun(folder);
    expect([...reader.rows()].map(({ ordinal }) => ordinal)).toEqual([0, 1, 2]);
    expect(reader.counts()).toMatchObject({ pass: 2, fail: 1, error: 0, set_aside: 0 });
    expect(reader.row(keyOf(2))).toEqual(finished(2, 'fail').row);
    expect(reader.decision(keyOf(2))).toEqual(finished(2).decision);
    expect(reader.decision(keyOf(3))).toBeNull();
    expect(reader.run).toEqual(RUN);
    reader.close();
  });

  test('reads rows in their order however many there are', () => {
    const { folder, database } = runFolder();
    const journal = new Journal(database);
    const ordinals = Array.from({ length: 1203 }, (_, at) => (at * 7) % 1203);
    journal.commit(ordinals.map((ordinal) => ({ ...finished(ordinal), decision: null })));
    const reader = openRun(folder);
    expect([...reader.rows()].map(({ ordinal }) => ordinal)).toEqual(ordinals.toSorted((a, b) => a - b));
    reader.close();
    journal.close();
  });

  test('keeps the first result of an item that is reported twice', () => {
    const { folder, database } = runFolder();
    const journal = new Journal(database);
    journal.commit([finished(0)]);
    journal.commit([{ ...finished(0, 'fail'), decision: decision({ id: idOf(9) }) }]);
    const reader = openRun(folder);
    expect([...reader.rows()]).toEqual([finished(0).row]);
    reader.close();
    journal.close();
    const store = openStore(database);
    expect(store.get(idOf(9))).toBeNull();
    store.close();
  });

  test('commits all of a group or none of it', () => {
    const journal = new Journal(runFolder().database);
    const broken = { ...finished(1), row: { ...finished(1).row, ordinal: undefined as unknown as number } };
    expect(() => journal.commit([finished(0), broken])).toThrow(/results database/);
    expect(journal.has(keyOf(0))).toBe(false);
    journal.commit([finished(0)]);
    expect(journal.has(keyOf(0))).toBe(true);
    journal.close();
  });

  test('knows which files are not confirmed at their targets, also when it is opened again', () => {
    const { database } = runFolder();
    const before = new Journal(database);
    before.commit(Array.from({ length: 250 }, (_, ordinal) => finished(ordinal)));
    before.commit([{ ...finished(300), staged: null }], [keyOf(3), keyOf(4)]);
    before.close();
    const journal = new Journal(database);
    const pending = [...journal.pending()];
    expect(pending).toHaveLength(248);
    expect(pending[0]).toEqual({
      key: keyOf(0),
      staged: '/run/.staging/0.gif',
      target: '/run/outputs/0.gif',
      sha256: 'b'.repeat(64),
    });
    expect(pending.map(({ key }) => key)).not.toContain(keyOf(3));
    journal.close();
  });

  test('counts the workers that ended over an item, also when it is opened again', () => {
    const { database } = runFolder();
    const before = new Journal(database);
    expect(before.losses(keyOf(0))).toBe(0);
    expect(before.lose(keyOf(0), 'SIGKILL')).toBe(1);
    expect(before.lose(keyOf(0), 'out of memory')).toBe(2);
    before.close();
    const journal = new Journal(database);
    expect([journal.losses(keyOf(0)), journal.losses(keyOf(1))]).toEqual([2, 0]);
    journal.close();
  });

  test('forgets an item whose file is lost, with its decision', () => {
    const { folder, database } = runFolder();
    const journal = new Journal(database);
    journal.commit([finished(0), finished(1)]);
    journal.forget(keyOf(0));
    expect([journal.has(keyOf(0)), journal.has(keyOf(1))]).toEqual([false, true]);
    expect(journal.targetsLike('/run/outputs/0.gif')).toEqual([]);
    expect(journal.targetsLike('/run/outputs/1.gif')).toEqual(['/run/outputs/1.gif']);
    // once more, as if it had never been there
    journal.commit([finished(0)]);
    const reader = openRun(folder);
    expect(reader.decision(keyOf(0))).toEqual(finished(0).decision);
    reader.close();
    journal.close();
  });

  test.each([
    [1, 'DROP INDEX items_folded; ALTER TABLE items DROP COLUMN folded'],
    [2, "UPDATE items SET folded = 'as it was folded then'"],
  ])('finds targets that file systems may take for one, also of those that version %i began', (version, before) => {
    const { database } = runFolder();
    const targets = ['/run/outputs/\u00c9 ss.gif', '/run/outputs/\u00e9 \u00df.gif'];
    const [older, newer] = [0, 1].map((ordinal) => ({ ...finished(ordinal), target: targets[ordinal]! }));
    const former = new Journal(database);
    former.commit([older!, { ...finished(2), target: null }]);
    former.close();
    const raw = openDatabase(database, {});
    raw.exec(`CREATE INDEX items_target ON items (target); ${before}; UPDATE journal SET version = ${version}`);
    raw.close();
    const journal = new Journal(database);
    expect(journal.targetsLike(targets[0]!)).toEqual([targets[0]]);
    journal.commit([newer!]);
    expect(journal.targetsLike('/run/outputs/e\u0301 SS.gif')).toEqual(targets);
    expect(journal.targetsLike('/run/outputs/e ss.gif')).toEqual([]);
    journal.close();
  });

  test('notices that its file was removed', () => {
    const { database } = runFolder();
    const journal = new Journal(database);
    expect(journal.isInPlace()).toBe(true);
    rmSync(database);
    expect(journal.isInPlace()).toBe(false);
    journal.close();
  });

  test('is a results database, in which decisions are looked up as in every other', () => {
    const { database } = runFolder();
    const journal = new Journal(database);
    journal.commit([finished(0)]);
    journal.close();
    const store = openStore(database);
    expect(store.stats().decisions).toBe(1);
    expect(store.get(idOf(0))).toEqual(finished(0).decision);
    store.close();
  });
});

describe('reading a run', () => {
  test('says that there is none, and what would make one', () => {
    expect(() => openRun(temporaryFolder())).toThrow(/There is no run in .*pressproof batch --out/);
  });

  test('refuses a results database that no batch wrote', () => {
    const { folder, database } = runFolder();
    openStore(database).close();
    expect(() => openRun(folder)).toThrow(/no batch wrote it/);
  });

  test('names what is wrong with a record', () => {
    const { folder, record } = runFolder();
    writeFileSync(record, JSON.stringify({ ...RUN, job: 'dance' }));
    expect(() => openRun(folder)).toThrow(new RegExp(`${join(folder, 'run.json')} is no record of a run: .*job`, 's'));
  });
});

test('a commit is on the disk when it returns, since files are published after it', () => {
  const database = openJournalDatabase(placesOf(temporaryFolder()).database);
  // 2 is FULL: in WAL mode the log is synced at every commit
  expect(numberOf(database, 'PRAGMA synchronous')).toBe(2);
  database.close();
});

test('a journal that was left by a kill has no log beside it once it is closed again', () => {
  const left = runFolder();
  const killed = new Journal(left.database);
  killed.commit([finished(1)]);
  // as it lies there when its process is gone
  const places = runFolder();
  for (const end of ['', '-wal', '-shm']) cpSync(`${left.database}${end}`, `${places.database}${end}`);
  killed.close();
  const journal = new Journal(places.database);
  journal.commit([finished(2)]);
  expect(journal.close()).toBeNull();
  expect(readdirSync(places.folder).filter((name) => name.startsWith('run.db'))).toEqual(['run.db']);
});
