import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Decision } from '../../src/core/decision.js';
import { storeSink, type StoreSinkOptions } from '../../src/store/sink.js';
import { sqlite } from '../../src/store/sqlite.js';
import { openStore } from '../../src/store/store.js';
import { decision } from '../observe/decisions.js';
import { scratchFolder } from '../support/scratch.js';

const scratch = scratchFolder();
const newPath = () => join(scratch, `${randomUUID()}.db`);
const some = (count: number): Decision[] =>
  Array.from({ length: count }, () => decision({ id: randomUUID(), at: Date.now() }));

/** A sink and what it told. */
function newSink(path: string, more: Partial<StoreSinkOptions> = {}) {
  const told: string[] = [];
  const sink = storeSink({
    path,
    retentionDays: 30,
    maxBytes: 2 ** 30,
    onDrop: (reason, count) => told.push(`${reason} ${count}`),
    onProblem: ({ code }) => told.push(code),
    ...more,
  });
  return { sink, told };
}

function idsIn(path: string): string[] {
  const store = openStore(path, { create: false });
  const ids = [...store.rows({})].map(({ id }) => id);
  store.close();
  return ids.toSorted();
}

const idsOf = (decisions: readonly Decision[]) => decisions.map(({ id }) => id).toSorted();

test('records what it accepted, as it was then, before a flush is over', async () => {
  const path = newPath();
  const { sink, told } = newSink(path);
  const [given] = some(1) as [Decision];
  const changed = structuredClone(given) as { sampleRate: number } & Decision;
  sink.accept(changed);
  changed.sampleRate = 0.5;
  await sink.flush();
  const store = openStore(path);
  expect(store.get(given.id)).toEqual(given);
  store.close();
  expect(sink.waiting).toBe(0);
  await sink.close();
  expect(told).toEqual([]);
});

test('records without anybody asking for it', async () => {
  const path = newPath();
  const { sink } = newSink(path);
  const [given] = some(1) as [Decision];
  sink.accept(given);
  await expect.poll(() => sink.waiting).toBe(0);
  expect(idsIn(path)).toEqual([given.id]);
  await sink.close();
});

test('records on closing, of one decision or of many', async () => {
  for (const count of [1, 1234]) {
    const path = newPath();
    const { sink } = newSink(path);
    const decisions = some(count);
    for (const each of decisions) sink.accept(each);
    await sink.close();
    expect(idsIn(path)).toEqual(idsOf(decisions));
  }
});

test('accepts nothing after closing, and counts it', async () => {
  const { sink, told } = newSink(newPath());
  await sink.close();
  sink.accept(decision());
  expect(told).toEqual(['store_full 1']);
});

test('keeps what it cannot write up to its bound, counts the rest, and says once what is wrong', async () => {
  const path = newPath();
  writeFileSync(path, 'somebody else keeps this here');
  const { sink, told } = newSink(path, { maxQueue: 5 });
  const decisions = some(8);
  for (const each of decisions) sink.accept(each);
  await sink.flush();
  await sink.flush();
  expect(told).toEqual(['store_full 1', 'store_full 1', 'store_full 1', 'store_foreign']);
  expect(sink.problem).toContain('is no results database of pressproof');
  renameSync(path, `${path}.theirs`);
  await sink.flush();
  expect(sink.problem).toBeNull();
  expect(idsIn(path)).toEqual(idsOf(decisions.slice(0, 5)));
  await sink.close();
});

test('counts what it could not write to the end', async () => {
  const { sink, told } = newSink(join(scratch, 'no such folder', 'results.db'));
  for (const each of some(3)) sink.accept(each);
  await sink.close();
  expect(told).toEqual(['store_unopenable', 'store_failed 3']);
});

test('starts anew where its database was removed, and says so', async () => {
  const path = newPath();
  const { sink, told } = newSink(path);
  sink.accept(decision());
  await sink.flush();
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
  const later = some(2);
  for (const each of later) sink.accept(each);
  await sink.flush();
  expect(told).toEqual(['store_vanished']);
  expect(idsIn(path)).toEqual(idsOf(later));
  await sink.close();
});

test.each([
  ['is cut off', (path: string) => truncateSync(path, 5000)],
  ['is emptied', (path: string) => truncateSync(path)],
  ['is overwritten', (path: string) => writeFileSync(path, 'x'.repeat(50_000))],
])('outlives a database that %s under its hands, and records again when it is gone', async (_, ruin) => {
  const path = newPath();
  const { sink, told } = newSink(path);
  for (const each of some(50)) sink.accept(each);
  await sink.flush();
  for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
  ruin(path);
  for (const each of some(3)) sink.accept(each);
  await sink.flush();
  expect(told.filter((each) => each.startsWith('store_f') && each.includes(' '))).toEqual([]);
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
  const [last] = some(1) as [Decision];
  sink.accept(last);
  await sink.flush();
  expect(sink.problem).toBeNull();
  expect(idsIn(path)).toContain(last.id);
  await sink.close();
});

test('waits for another process that writes', async () => {
  const path = newPath();
  const { sink, told } = newSink(path);
  const [earlier, later] = some(2) as [Decision, Decision];
  sink.accept(earlier);
  await sink.flush();
  const holder = new (sqlite())(path, { timeout: 0 });
  holder.exec('BEGIN IMMEDIATE');
  sink.accept(later);
  const flushed = sink.flush();
  // the thread waits five seconds for it
  setTimeout(() => holder.exec('ROLLBACK'), 100);
  await flushed;
  expect(idsIn(path)).toEqual(idsOf([earlier, later]));
  expect(told).toEqual([]);
  holder.close();
  await sink.close();
});

test('drops one that the database will not take, and records the others', async () => {
  const path = newPath();
  const { sink, told } = newSink(path);
  const good = some(3);
  sink.accept(good[0] as Decision);
  sink.accept({ ...decision({ id: randomUUID() }), sampleRate: null } as unknown as Decision);
  for (const each of good.slice(1)) sink.accept(each);
  await sink.flush();
  expect(told).toEqual(['store_refused', 'store_failed 1']);
  expect(idsIn(path)).toEqual(idsOf(good));
  await sink.close();
});

test('deletes by itself what is too old', async () => {
  const path = newPath();
  const { sink } = newSink(path, { retentionDays: 1 });
  const [fresh] = some(1) as [Decision];
  const old = decision({ id: randomUUID(), at: Date.now() - 2 * 86_400_000 });
  sink.accept(old);
  sink.accept(fresh);
  await sink.flush();
  await expect.poll(() => idsIn(path)).toEqual([fresh.id]);
  await sink.close();
});

test('deletes the oldest by itself where there is too much', async () => {
  const path = newPath();
  const before = Array.from({ length: 2000 }, (_, index) =>
    decision({ id: randomUUID(), at: Date.now() - 3000 + index }),
  );
  const store = openStore(path);
  store.record(before);
  const maxBytes = Math.round(store.stats().usedBytes / 2);
  store.close();
  const { sink } = newSink(path, { maxBytes });
  const [last] = some(1) as [Decision];
  sink.accept(last);
  // a piece more than needed at most, and half of them have to go
  await expect.poll(() => idsIn(path).length).toBeLessThanOrEqual(1000);
  await sink.close();
  const kept = idsIn(path);
  expect(kept.length).toBeGreaterThan(1000 - 2 * 200);
  expect(kept).toEqual(idsOf([...before, last].slice(-kept.length)));
});

test('deletes what is too old also where every process records one decision and ends', async () => {
  const path = newPath();
  const old = decision({ id: randomUUID(), at: Date.now() - 2 * 86_400_000 });
  const [fresh] = some(1) as [Decision];
  for (const each of [old, fresh]) {
    const { sink } = newSink(path, { retentionDays: 1 });
    sink.accept(each);
    await sink.close();
  }
  expect(idsIn(path)).toEqual([fresh.id]);
});
