/** What goes wrong around a batch: it stops with a reason, keeps what is done, and goes on when it is resumed. */
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { openRun } from '../../src/batch/journal/reader.js';
import type { ResultRow } from '../../src/batch/results/row.js';
import { cli, fixture, resultOf, startCli } from '../support/cli.js';
import { temporaryFolder } from '../support/engine-run.js';
import { CAN_FORBID, CAN_MOUNT, enlarge, smallDisk, unwritableFolder } from './places.js';

/** So many copies of one animation of 27 kB, which gifenc makes 8 to 14 kB of. */
function corpus(count: number): string {
  const folder = join(temporaryFolder(), 'in');
  mkdirSync(folder);
  for (let n = 0; n < count; n += 1) copyFileSync(fixture('ball'), join(folder, `${String(n).padStart(3, '0')}.gif`));
  return folder;
}

const RECIPE = ['--engine', 'gifenc', '--colors', '32', '--no-progress', '--concurrency', '2'];

function rowsOf(out: string): ResultRow[] {
  const reader = openRun(out);
  try {
    return [...reader.rows()];
  } finally {
    reader.close();
  }
}

/** Resolves when so many items of a run are done. */
async function done(out: string, count: number): Promise<void> {
  while (!existsSync(join(out, 'run.db')) || committed(out) < count) await sleep(20);
}

function committed(out: string): number {
  try {
    return rowsOf(out).length;
  } catch {
    // it is being made
    return 0;
  }
}

describe.runIf(CAN_MOUNT)('a full disk', () => {
  test(
    'stops a batch with its reason, loses nothing, and once there is room the batch goes on',
    { timeout: 120_000 },
    async () => {
      const inputs = corpus(60);
      const disk = smallDisk(700);
      const out = join(disk, 'run');
      const first = await cli(['batch', inputs, '--out', out, ...RECIPE]);
      expect(first.stderr).toMatch(/no room|full/i);
      expect(first.stderr).toContain(`Make room. Go on with: pressproof batch --resume --out ${out}`);
      expect(first.code).toBe(1);
      const before = rowsOf(out);
      expect(before.length).toBeGreaterThan(0);
      expect(before.length).toBeLessThan(60);
      // nothing is blamed on an item
      expect(before.filter(({ status }) => status === 'error')).toEqual([]);
      enlarge(disk, 20_000);
      const second = await cli(['batch', '--resume', '--out', out, ...RECIPE.slice(4)]);
      expect(second.code).toBe(0);
      const after = rowsOf(out);
      expect(after.map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: 60 }, (_, n) => n));
      expect(readdirSync(join(out, 'outputs/gifenc-colors-32'))).toHaveLength(60);
      expect(existsSync(join(out, '.staging'))).toBe(false);
    },
  );
});

describe.runIf(CAN_FORBID)('a folder that cannot be written', () => {
  test('is refused before anything is done', async () => {
    const folder = unwritableFolder();
    const { code, stderr } = await cli(['batch', corpus(1), '--out', join(folder, 'run'), ...RECIPE]);
    expect(stderr).toMatch(/for --out but received .*takes no files \(E(PERM|ACCES|ROFS)\); name another place/);
    expect(code).toBe(2);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('for outputs alone is refused too, and no run is begun', async () => {
    const outputs = unwritableFolder();
    const out = join(temporaryFolder(), 'run');
    const { code, stderr } = await cli(['batch', corpus(1), '--out', out, '--outputs', outputs, ...RECIPE]);
    expect(stderr).toMatch(/for --outputs but received .*takes no files \(E(PERM|ACCES|ROFS)\); name another place/);
    expect(code).toBe(2);
    expect(existsSync(out)).toBe(false);
  });
});

describe('while a batch is at work', () => {
  test('an output folder that vanishes stops it, and what is done is kept', async () => {
    const out = join(temporaryFolder(), 'run');
    const child = startCli(['batch', corpus(150), '--out', out, ...RECIPE]);
    const ended = resultOf(child);
    await done(out, 5);
    renameSync(join(out, 'outputs'), join(out, 'elsewhere'));
    const { code, stderr } = await ended;
    expect(stderr).toContain(`${join(out, 'outputs')} was removed while the batch was at work. What is done is kept.`);
    expect(code).toBe(1);
    expect(rowsOf(out).length).toBeGreaterThanOrEqual(5);
  });

  test('an input that vanishes is an error of its own', { timeout: 120_000 }, async () => {
    const inputs = corpus(60);
    const out = join(temporaryFolder(), 'run');
    const files = readdirSync(inputs).map((name) => join(inputs, name));
    const child = startCli(['batch', ...files, '--out', out, ...RECIPE]);
    const ended = resultOf(child);
    await done(out, 5);
    rmSync(join(inputs, '059.gif'));
    const { code } = await ended;
    const rows = rowsOf(out);
    expect(rows).toHaveLength(60);
    expect(rows.filter(({ status }) => status === 'error')).toEqual([
      expect.objectContaining({ ordinal: 59, errorCode: 'input_missing', output: null }),
    ]);
    expect(code).toBe(1);
  });

  test('no other batch can work on its run', async () => {
    const out = join(temporaryFolder(), 'run');
    const child = startCli(['batch', corpus(150), '--out', out, ...RECIPE]);
    const ended = resultOf(child);
    await done(out, 1);
    // it stands still, or it might be over before the second one has started
    child.kill('SIGSTOP');
    const second = await cli(['batch', '--resume', '--out', out]);
    expect(second.stderr).toContain(`run.lock is held by process ${child.pid}`);
    expect(second.code).toBe(2);
    child.kill('SIGKILL');
    await ended;
    // its lock is gone with it
    const third = startCli(['batch', '--resume', '--out', out]);
    const resumed = resultOf(third);
    third.kill('SIGINT');
    expect((await resumed).stderr).not.toContain('held by');
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s ends it after what is in flight, and says how to go on',
    async (signal) => {
      const out = join(temporaryFolder(), 'run');
      const child = startCli(['batch', corpus(150), '--out', out, ...RECIPE]);
      const ended = resultOf(child);
      await done(out, 3);
      child.kill(signal);
      const { code, stderr } = await ended;
      expect(code).toBe(130);
      const rows = rowsOf(out);
      expect(stderr).toContain(`${rows.length} done, and kept. Go on with: pressproof batch --resume --out ${out}`);
      expect(rows.length).toBeLessThan(150);
      expect(existsSync(join(out, '.staging'))).toBe(false);
      for (const { output } of rows) expect(existsSync(output!)).toBe(true);
    },
  );

  test('a second signal ends it at once', async () => {
    const out = join(temporaryFolder(), 'run');
    const child = startCli(['batch', corpus(150), '--out', out, ...RECIPE]);
    const exit = once(child, 'exit');
    await done(out, 1);
    child.kill('SIGINT');
    await sleep(1);
    child.kill('SIGINT');
    const [code, signal] = (await exit) as [number | null, string | null];
    // the first may have been enough
    expect([130, null]).toContain(code);
    expect([null, 'SIGINT']).toContain(signal);
  });
});
