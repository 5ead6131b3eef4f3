import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { withLock } from '../../../src/policy/control/lock.js';
import { scratchFolder } from '../../support/scratch.js';
import { endOf, freshPath, startScript } from './support.js';

const scratch = scratchFolder();
let path: string;
beforeEach(() => {
  path = `${freshPath(scratch)}.lock`;
});

const machine = async () => `${hostname()} ${await readlink('/proc/self/ns/pid').catch(() => '')}`.trim();
/** Passes a second whenever somebody looks. */
const hurried = () => {
  let seconds = 0;
  return () => (seconds += 1000);
};

test('only one has it at a time, and it is gone afterwards', async () => {
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await sleep(2);
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 8 }, () => withLock(path, work)));
  expect(most).toBe(1);
  expect(readdirSync(dirname(path))).toEqual([]);
});

test('work that fails lets go', async () => {
  await expect(withLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(existsSync(path)).toBe(false);
});

describe('a lock that was left behind', () => {
  test('by a process of this machine that was killed is taken over at once', async () => {
    const child = startScript(`await lock.withLock(path, async () => process.kill(process.pid, 'SIGKILL'));`, path);
    expect(await endOf(child)).toBe('SIGKILL');
    expect(existsSync(path)).toBe(true);
    // a clock that stands still: nothing but the death of its holder can tell
    expect(
      await withLock(
        path,
        () => Promise.resolve('mine'),
        () => 0,
      ),
    ).toBe('mine');
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  test.each([
    ['on another machine', JSON.stringify({ token: 'a', pid: 1, machine: 'elsewhere' })],
    ['by a process that did not even write its name', ''],
  ])('%s is taken over after ten seconds without an end', async (_, text) => {
    writeFileSync(path, text);
    expect(await withLock(path, () => Promise.resolve('mine'), hurried())).toBe('mine');
  });

  test('is broken by one process at a time, and a breaker that was killed is outlived too', async () => {
    writeFileSync(path, '');
    writeFileSync(`${path}.break`, '');
    let seconds = 0;
    expect(
      await withLock(
        path,
        () => Promise.resolve('mine'),
        () => (seconds += 500),
      ),
    ).toBe('mine');
    expect(readdirSync(dirname(path))).toEqual([]);
  });
});

test('a lock that somebody else is about to break is left to them: they may have made a new one since', async () => {
  const holder = { token: 'a', pid: process.pid, machine: await machine() };
  // no process has so large a number
  const dead = JSON.stringify({ ...holder, pid: 2 ** 30 });
  writeFileSync(path, dead);
  writeFileSync(`${path}.break`, JSON.stringify(holder));
  let looks = 0;
  let meanwhile = '';
  const monotone = () => {
    looks += 1;
    if (looks === 20) {
      meanwhile = readFileSync(path, 'utf8');
      rmSync(`${path}.break`);
    }
    return 0;
  };
  expect(await withLock(path, () => Promise.resolve('mine'), monotone)).toBe('mine');
  expect(meanwhile).toBe(dead);
});

test('a holder that lives is waited for, and named when that takes too long', async () => {
  const held = JSON.stringify({ token: 'a', pid: process.pid, machine: await machine() });
  writeFileSync(path, held);
  let turn = 0;
  // somebody else again and again: no single one is stale
  const monotone = () => {
    turn += 1;
    writeFileSync(path, JSON.stringify({ token: `t${turn}`, pid: process.pid, machine: hostname() }));
    return turn * 1000;
  };
  await expect(withLock(path, () => Promise.resolve(), monotone)).rejects.toThrow(
    new RegExp(`is held by process ${process.pid} on ${hostname()}\\. Nothing was changed; try again`),
  );
});

test('who was taken for dead learns of it before it does harm, and leaves the lock of the other alone', async () => {
  await withLock(path, async (held) => {
    await held.confirm();
    rmSync(path);
    writeFileSync(path, 'of another');
    await expect(held.confirm()).rejects.toMatchObject({ code: 'lock_lost' });
  });
  expect(readFileSync(path, 'utf8')).toBe('of another');
});
