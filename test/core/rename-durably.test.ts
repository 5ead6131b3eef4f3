import type * as fs from 'node:fs/promises';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { placesOf } from '../../src/batch/journal/places.js';
import { openRunForWork } from '../../src/batch/run/open-run.js';
import { moveFile } from '../../src/core/move-file.js';
import { renameDurably } from '../../src/core/rename-durably.js';
import { gifenc } from '../../src/engines/gifenc.js';
import { stage } from '../../src/guard/files/staging.js';
import { writeWhole } from '../../src/guard/files/write-whole.js';
import { openDestination } from '../../src/server/destination.js';
import { Roots } from '../../src/server/roots.js';
import { decision } from '../observe/decisions.js';
import { fixture } from '../support/cli.js';
import { scratchFolder } from '../support/scratch.js';

/** What reached the disk or got a name, in this order; and what a file system says of it, by path. */
const seen: string[] = [];
const refusals = new Map<string, string>();
/** Paths that may not be opened, with what the operating system says. */
const locked = new Map<string, string>();

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>();
  return {
    ...real,
    async open(path: string, ...rest: [string?]) {
      const locks = locked.get(path);
      if (locks !== undefined) throw Object.assign(new Error(locks), { code: locks, syscall: 'open' });
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
  locked.clear();
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

test('an engine on its own does so too, and waits for no disk where nothing or a reserved place is', async () => {
  for (const before of [null, '', 'older']) {
    const place = join(folder, `engine-${before}.gif`);
    if (before !== null) writeFileSync(place, before);
    await gifenc().compress(fixture('ball'), place, { colors: 16 });
  }
  expect(seen.map((each) => each.split(' ')[0])).toEqual(['rename', 'rename', 'sync', 'rename', 'sync']);
});

test('what the server replaces likewise', async () => {
  const roots = await Roots.open([folder]);
  for (const before of [null, 'older']) {
    const name = `served-${before}.gif`;
    if (before !== null) writeFileSync(join(folder, name), before);
    const destination = await openDestination(roots, 'output', name);
    await destination.publish(from);
    await destination.close();
    expect(readFileSync(join(folder, name), 'utf8')).toBe('content');
  }
  expect(seen.map((each) => each.split(' ')[0])).toEqual(['rename', 'sync', 'rename', 'sync']);
});

test('a rejected file is kept with its report, both on the disk before their names are', async () => {
  const staging = await stage(join(folder, 'rejected.gif'));
  writeFileSync(staging.path, 'unfit');
  const kept = await staging.quarantine(folder, decision().report);
  expect(seen).toEqual([
    `sync ${kept}.report.json`,
    `sync ${staging.path}`,
    `rename ${staging.path} ${kept}`,
    `sync ${folder}`,
  ]);
});

test('a report replaces an older one so', async () => {
  await writeWhole(to, 'report');
  expect(seen.map((each) => each.replace(/[0-9a-f]{12}/, '*'))).toEqual([
    `sync ${to}.*.tmp`,
    `rename ${to}.*.tmp ${to}`,
    `sync ${folder}`,
  ]);
});

test('what a run was begun with is on the disk before its first result', async () => {
  const places = placesOf(join(scratch, 'run'));
  const asked = { job: 'scan', inputs: [scratch], against: null, suffix: null, recipes: [], outputs: null } as const;
  const run = await openRunForWork(places.folder, { ...asked, settings: {}, flags: {} }, false);
  run.close();
  const beside = `${places.record}.tmp`;
  expect(seen).toEqual([`sync ${beside}`, `rename ${beside} ${places.record}`, `sync ${places.folder}`]);
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

  test.each([
    // Windows: a copy of a file that is marked read-only, and any folder
    [from, 'EPERM'],
    [folder, 'EISDIR'],
    // a folder in which files may be put by those who may not list it
    [folder, 'EACCES'],
  ])('that does not let a file or a folder be opened renames it all the same: %s, %s', async (path, code) => {
    locked.set(path, code);
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
