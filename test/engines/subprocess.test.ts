import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { run } from '../../src/engines/subprocess.js';
import { temporaryFolder } from '../support/engine-run.js';

const node = process.execPath;
const timeoutMs = 20_000;

function evaluate(script: string, ...args: string[]) {
  return run(node, ['-e', script, ...args], { timeoutMs });
}

/** Whether a process is there. */
function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** A program with a child of its own that never ends; both write their process ids into the folder. */
function startForever(folder: string, signal: AbortSignal) {
  const child = `require('fs').writeFileSync(process.argv[1], String(process.pid)); setInterval(() => {}, 1000)`;
  const parent = `
    require('child_process').spawn(process.execPath, ['-e', process.argv[1], process.argv[2]], { stdio: 'inherit' });
    setInterval(() => {}, 1000)`;
  const file = join(folder, 'pid');
  return { file, ended: run(node, ['-e', parent, child, file], { timeoutMs, signal }) };
}

async function pidIn(file: string): Promise<number> {
  for (;;) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text !== '') return Number(text);
    await setTimeout(20);
  }
}

/** Code of the error that a promise ends in; null when it does not. */
function codeOf(ended: Promise<unknown>): Promise<unknown> {
  return ended.then(
    () => null,
    (error: { code?: unknown }) => error.code,
  );
}

async function gone(pid: number): Promise<boolean> {
  while (lives(pid)) await setTimeout(20);
  return true;
}

describe('run', () => {
  test('hands the program its input, and an end where there is none', async () => {
    const count = 'let n = 0; process.stdin.on("data", (part) => (n += part.length)).on("end", () => console.log(n))';
    const input = [new Uint8Array(200_000), new Uint8Array(7)];
    expect((await run(node, ['-e', count], { timeoutMs }, input)).stdout).toBe('200007\n');
    expect((await evaluate(count)).stdout).toBe('0\n');
  });

  test('ends the program with the error that its input threw', async () => {
    const failure = new Error('no more frames');
    const input = (function* () {
      yield new Uint8Array(1);
      throw failure;
    })();
    await expect(run(node, ['-e', 'setInterval(() => {}, 1000)'], { timeoutMs }, input)).rejects.toBe(failure);
  });

  test('is no failure for a program that needs no more of its input', async () => {
    const input = Array.from({ length: 50 }, () => new Uint8Array(100_000));
    const { stdout } = await run(node, ['-e', 'console.log("enough"); process.exit(0)'], { timeoutMs }, input);
    expect(stdout).toBe('enough\n');
  });

  test('gives what the program wrote', async () => {
    const { stdout, stderr } = await evaluate('console.log("out"); console.error("err")');
    expect({ stdout, stderr }).toEqual({ stdout: 'out\n', stderr: 'err\n' });
  });

  test('uses no shell: arguments arrive as they are', async () => {
    const odd = '$(id) `id` ; * "x" \' | > a';
    expect((await evaluate('process.stdout.write(process.argv[1])', odd)).stdout).toBe(odd);
  });

  test('hands on PATH and a language, no secrets', async () => {
    process.env['PRESSPROOF_TEST_SECRET'] = 'secret';
    const { stdout } = await evaluate('process.stdout.write(Object.keys(process.env).sort().join())');
    delete process.env['PRESSPROOF_TEST_SECRET'];
    expect(stdout.split(',').filter((name) => !['SystemRoot', '__CF_USER_TEXT_ENCODING'].includes(name))).toEqual([
      'LANG',
      'LC_ALL',
      'PATH',
    ]);
  });

  test('a failing program is an error with its exit code and what it wrote', async () => {
    await expect(evaluate('console.error("no such frame"); process.exit(3)')).rejects.toMatchObject({
      code: 'engine_failed',
      message: expect.stringMatching(/exited with code 3: no such frame/) as string,
    });
  });

  test('a program that is not there is engine_missing', async () => {
    const nowhere = join(temporaryFolder(), 'nothing');
    await expect(run(nowhere, [], { timeoutMs })).rejects.toMatchObject({ code: 'engine_missing' });
  });

  test('a file that is no program is engine_missing', async () => {
    const file = join(temporaryFolder(), 'text');
    writeFileSync(file, 'hello');
    await expect(run(file, [], { timeoutMs })).rejects.toMatchObject({ code: 'engine_missing' });
  });

  test('keeps the beginning of endless output and lets the program end', async () => {
    const { stdout } = await evaluate('process.stdout.write("x".repeat(1e6))');
    expect(stdout).toHaveLength(2 ** 16);
  });

  test('holds no more of endless output than it keeps', async () => {
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers)), 5);
    const chatter = `
      const block = Buffer.alloc(2 ** 20, 'x');
      let left = 300;
      const next = () => left-- > 0 && process.stderr.write(block, next);
      next()`;
    await evaluate(chatter).finally(() => clearInterval(watch));
    // well below the 300 MiB that were written, well above what waits for the garbage collector
    expect(most).toBeLessThan(200 * 2 ** 20);
  });

  test.each([
    ['in its group', false],
    ['that left its group', true],
  ])('a child %s that keeps the pipes open does not delay the result', async (_, detached) => {
    const file = join(temporaryFolder(), 'pid');
    const child = `require('fs').writeFileSync(process.argv[1], String(process.pid)); setInterval(() => {}, 1000)`;
    const parent = `
      const { spawn } = require('child_process');
      const { existsSync } = require('fs');
      const options = { stdio: 'inherit', detached: ${detached} };
      spawn(process.execPath, ['-e', process.argv[1], process.argv[2]], options).unref();
      const waiting = setInterval(() => {
        if (!existsSync(process.argv[2])) return;
        clearInterval(waiting);
        console.log('done');
      }, 20)`;
    try {
      const { stdout } = await run(node, ['-e', parent, child, file], { timeoutMs });
      expect(stdout).toBe('done\n');
    } finally {
      const pid = await pidIn(file);
      if (detached) process.kill(pid, 'SIGKILL');
      expect(await gone(pid)).toBe(true);
    }
  });

  test('a program that the system refuses to start is an error of ours', async () => {
    await expect(run('a\0b', [], { timeoutMs })).rejects.toMatchObject({ code: 'engine_failed' });
  });

  test('the time limit ends the program and its children', async () => {
    const file = join(temporaryFolder(), 'pid');
    // a shell has its child within milliseconds; two starts of node took longer than the limit on a busy machine
    const ended = run('sh', ['-c', 'sleep 1000 & echo $! > "$0"; wait', file], { timeoutMs: 3000 });
    const [pid, code] = await Promise.all([pidIn(file), codeOf(ended)]);
    expect(code).toBe('engine_timeout');
    expect(await gone(pid)).toBe(true);
  });

  test('an abort ends the program and its children', async () => {
    const stop = new AbortController();
    const { file, ended } = startForever(temporaryFolder(), stop.signal);
    const pid = pidIn(file).then((id) => (stop.abort(), id));
    expect(await codeOf(ended)).toBe('aborted');
    expect(await gone(await pid)).toBe(true);
  });

  test('an abort that came before starts nothing', async () => {
    await expect(run(node, ['-e', ''], { timeoutMs, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
  });
});
