import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { lockRun } from '../../../src/batch/run/lock.js';
import { temporaryFolder } from '../../support/engine-run.js';

const built = fileURLToPath(new URL('../../../dist/batch/run/lock.js', import.meta.url));

test('who holds it is named to everybody else', () => {
  const path = join(temporaryFolder(), 'run.lock');
  const lock = lockRun(path);
  expect(() => lockRun(path)).toThrow(new RegExp(`${path} is held by process ${process.pid} on .* since 20`));
  lock.release();
  lockRun(path).release();
});

test('it is gone with its process, however that ends', async () => {
  const path = join(temporaryFolder(), 'run.lock');
  const code = `const { lockRun } = await import(${JSON.stringify(built)});
    globalThis.held = lockRun(${JSON.stringify(path)});
    process.stdout.write('held');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  expect(() => lockRun(path)).toThrow(`is held by process ${child.pid}`);
  child.kill('SIGKILL');
  await once(child, 'exit');
  lockRun(path).release();
});

test('a file that is no lock is left alone', () => {
  const path = join(temporaryFolder(), 'run.lock');
  writeFileSync(path, 'something else, and long enough to be looked at'.repeat(20));
  expect(() => lockRun(path)).toThrow(path);
});
