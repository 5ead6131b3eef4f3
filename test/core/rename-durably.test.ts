import type * as fs from 'node:fs/promises';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { moveFile } from '../../src/core/move-file.js';
import { renameDurably } from '../../src/core/rename-durably.js';
import { stage } from '../../src/guard/files/staging.js';
import { scratchFolder } from '../support/scratch.js';

/** What reached the disk or got a name, in this order; and what a file system says of it, by path. */
const seen: string[] = [];
const refusals = new Map<string, string>();

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>();
  return {
    ...real,
    async open(path: string, ...rest: [string?]) {
      const file = await real.open(path, ...rest);
      const sync = file.sync.bind(file);
      file.sync = async () => {
        const code = refusals.get(path);
        if (code !== undefined) throw Object.assign(new Error(code), { code, syscall: 'fsync' });
        seen.push(`sync ${path}`);
        await sync();
      };
      return file;
    },
    async rename(from: string, to: string) {
      seen.push(`rename ${from} ${to}`);
      await real.rename(from, to);
    },
  };
});

const scratch = scratchFolder();
const from = join(scratch, 'from.gif');
const folder = join(scratch, 'out');
const to = join(folder, 'to.gif');
mkdirSync(folder);

beforeEach(() => {
  seen.length = 0;
  refusals.clear();
  writeFileSync(from, 'content');
});

const DURABLY = [`sync ${from}`, `rename ${from} ${to}`, `sync ${folder}`];

test('content is on the disk before its name is, and then the name is', async () => {
  await moveFile(from, to);
  expect(seen).toEqual(DURABLY);
});

test('what a compression replaces is replaced so, and where nothing was nobody waits', async () => {
  for (const before of [null, 'older']) {
    const place = join(folder, `compressed-${before}.gif`);
    if (before !== null) writeFileSync(place, before);
    const staging = await stage(place);
    writeFileSync(staging.path, 'newer');
    await staging.publish();
    expect(readFileSync(place, 'utf8')).toBe('newer');
  }
  expect(seen.map((each) => each.split(' ')[0])).toEqual(['rename', 'sync', 'rename', 'sync']);
});

describe('a file system', () => {
  test.each([
    [from, 'ENOSYS'],
    [folder, 'EINVAL'],
    [folder, 'EPERM'],
  ])('that knows no such thing is taken at its word: %s, %s', async (path, code) => {
    refusals.set(path, code);
    await renameDurably(from, to);
    expect(readFileSync(to, 'utf8')).toBe('content');
  });

  test('that cannot write content gives it no name', async () => {
    refusals.set(from, 'EIO');
    await expect(renameDurably(from, join(folder, 'never.gif'))).rejects.toMatchObject({ code: 'EIO' });
    expect(seen).toEqual([]);
  });

  test('that cannot keep a name is not taken at its word', async () => {
    refusals.set(folder, 'EIO');
    await expect(renameDurably(from, to)).rejects.toMatchObject({ code: 'EIO' });
  });
});
