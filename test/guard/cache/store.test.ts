import { mkdirSync, readdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { CacheFolder } from '../../../src/guard/cache/folder.js';
import { readEntry, writeEntry } from '../../../src/guard/cache/store.js';
import { temporaryFolder } from '../../support/engine-run.js';

// 4 MiB in 256 shares: 16 KiB, or four entries of 4 KiB
const maxBytes = 2 ** 22;
const entry = 'x'.repeat(4096);

/** Keys of one share. */
const keyOf = (n: number): string => `ab${n.toString(16).padStart(62, '0')}`;

let folder: CacheFolder;
let shard: string;
beforeEach(() => {
  folder = { dir: temporaryFolder(), maxBytes, shared: false };
  shard = join(folder.dir, 'ab');
});

/** As if it had been used so many minutes ago. */
function age(name: string, minutes: number): void {
  const then = new Date(Date.now() - minutes * 60_000);
  utimesSync(join(shard, name), then, then);
}

test('gives back what was written, and nothing under other keys', async () => {
  await writeEntry(folder, keyOf(1), 'one');
  expect(await readEntry(folder, keyOf(1))).toBe('one');
  expect(await readEntry(folder, keyOf(2))).toBeNull();
  expect(statSync(join(shard, `${keyOf(1)}.verdict`)).mode & 0o777).toBe(0o600);
});

test('a later text replaces an earlier one whole', async () => {
  await writeEntry(folder, keyOf(1), 'a longer text');
  await writeEntry(folder, keyOf(1), 'short');
  expect(await readEntry(folder, keyOf(1))).toBe('short');
  expect(readdirSync(shard)).toEqual([`${keyOf(1)}.verdict`]);
});

describe('holds no more than its bytes', () => {
  test('the least recently used go first, and reading counts as use', async () => {
    for (const n of [1, 2, 3, 4]) {
      await writeEntry(folder, keyOf(n), entry);
      age(`${keyOf(n)}.verdict`, 60 - n);
    }
    expect(await readEntry(folder, keyOf(1))).toBe(entry);
    await writeEntry(folder, keyOf(5), entry);
    expect(readdirSync(shard).toSorted()).toEqual([1, 3, 4, 5].map((n) => `${keyOf(n)}.verdict`));
  });

  test('however many are written', async () => {
    for (let n = 0; n < 40; n++) await writeEntry(folder, keyOf(n), entry.slice(n));
    const bytes = readdirSync(shard).reduce((total, name) => total + statSync(join(shard, name)).size, 0);
    expect(bytes).toBeLessThanOrEqual(maxBytes / 256);
    expect(readdirSync(shard)).toContain(`${keyOf(39)}.verdict`);
  });

  test('what is larger than a share is not kept', async () => {
    await writeEntry(folder, keyOf(1), 'x'.repeat(maxBytes / 256 + 1));
    expect(readdirSync(folder.dir)).toEqual([]);
  });
});

test('what lost its writer goes, what has one and what is not ours stays', async () => {
  mkdirSync(shard);
  const begun = (n: number) => `${keyOf(n)}.${'0'.repeat(12)}.tmp`;
  for (const name of [begun(1), begun(2), 'notes.txt', `${keyOf(3)}.txt`]) writeFileSync(join(shard, name), entry);
  for (const name of [begun(1), 'notes.txt', `${keyOf(3)}.txt`]) age(name, 61);
  for (const n of [4, 5, 6, 7, 8]) await writeEntry(folder, keyOf(n), entry);
  expect(readdirSync(shard)).toEqual(expect.arrayContaining([begun(2), 'notes.txt', `${keyOf(3)}.txt`]));
  expect(readdirSync(shard)).not.toContain(begun(1));
});

test('a link under an entry’s name is not followed', async () => {
  mkdirSync(shard);
  writeFileSync(join(folder.dir, 'elsewhere'), 'a secret');
  symlinkSync(join(folder.dir, 'elsewhere'), join(shard, `${keyOf(1)}.verdict`));
  expect(await readEntry(folder, keyOf(1))).toBeNull();
});
