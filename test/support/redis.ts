import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { isSystemError } from '../../src/core/system-error.js';

/** The server of the machine; undefined where it is not installed, which is said. */
export const REDIS_SERVER = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((folder) => [join(folder, 'redis-server'), join(folder, 'valkey-server')])
  .find(existsSync);
if (REDIS_SERVER === undefined) {
  console.warn('No redis-server on the PATH: the queue is not tested (Debian: apt install redis-server)');
}

export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** Without a chance to write what it holds. */
  kill(): Promise<void>;
  /** On the same port, with what its file holds. */
  restart(): Promise<void>;
  /** The same, with nothing. */
  restartEmpty(): Promise<void>;
  /** A command and its answer, as text. */
  ask(...command: readonly string[]): string;
}

/** A server of its own on a private port, with every write on disk, ended with the test. */
export async function testRedis(args: readonly string[] = []): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'pressproof-test-'));
  const port = await freePort();
  const start = async (): Promise<ChildProcess> => {
    const stored = ['--dir', folder, '--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
    const own = ['--port', String(port), '--bind', '127.0.0.1', ...stored, ...args];
    const child = spawn(REDIS_SERVER as string, own, { stdio: ['ignore', 'pipe', 'inherit'] });
    let isReady = false;
    for await (const line of createInterface(child.stdout!)) {
      isReady = line.includes('Ready to accept connections');
      if (isReady) break;
    }
    if (!isReady) throw new Error(`${REDIS_SERVER} ended before it was ready on port ${port}`);
    child.stdout!.resume();
    return child;
  };
  let child = await start();
  const kill = async (): Promise<void> => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await ended;
    }
  };
  onTestFinished(async () => {
    await kill();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    url: `redis://127.0.0.1:${port}/0`,
    port,
    kill,
    async restart() {
      await kill();
      child = await start();
    },
    async restartEmpty() {
      await kill();
      rmSync(join(folder, 'appendonlydir'), { recursive: true, force: true });
      child = await start();
    },
    ask(...command) {
      return spawnSync('redis-cli', ['-p', String(port), ...command], { encoding: 'utf8' }).stdout.trim();
    },
  };
}

/**
 * One below those that a system gives to whoever asks for any (from 32768 on, Linux): while Redis is away nobody else may
 * get it, and no client that tries to connect may be given it as its own, and so reach itself.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 2 ** 14 + Math.floor(2 ** 14 * Math.random());
    if (claim(port) && (await isFree(port))) return port;
  }
}

/** Whether no other test has it: it is free also while a Redis is about to start, or away. */
function claim(port: number): boolean {
  const path = join(tmpdir(), `pressproof-test-port-${port}`);
  try {
    mkdirSync(path);
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST') return false;
    throw error;
  }
  onTestFinished(() => rmdirSync(path));
  return true;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch (error) {
    if (isSystemError(error) && error.code === 'EADDRINUSE') return false;
    throw error;
  }
  await new Promise((resolve) => server.close(resolve));
  return true;
}
