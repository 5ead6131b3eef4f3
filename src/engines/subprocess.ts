import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { reasonOf } from '../core/errors.js';
import { endGroup } from '../core/process-group.js';
import { EngineError } from './errors.js';

export interface ProcessLimits {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Working directory, so that file names can be ones that mean nothing to the program. Default: the caller's. */
  readonly cwd?: string | undefined;
}

/** What a program reads from its standard input, piece by piece as it takes them. */
export type ProcessInput = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export interface ProcessOutput {
  readonly stdout: string;
  readonly stderr: string;
}

// a compressor that says more than this is in a loop; its first 64 KiB hold the cause
const OUTPUT_LIMIT = 2 ** 16;

// what a program wrote before its exit is in the pipe already; a second also covers a machine that is short of time
const DRAIN_MS = 1000;

let isShared = false;

/**
 * From here on programs run in the process group of this process: whoever ends the group ends them with it, also where
 * this process is gone already. What a program leaves running is then for whoever ends the group.
 */
export function joinGroup(): void {
  isShared = true;
}

/**
 * Runs a program to its end: no shell, no input but what is given, an environment of PATH and LANG only, in a process
 * group of its own so that its children end with it. Resolves only for exit code 0, and never later than a second after
 * the exit.
 * @param input - ends the program when it throws
 * @throws EngineError `engine_missing`, `engine_failed` (with what it wrote to stderr), `engine_timeout`, `aborted`, or
 * what `input` threw
 */
export function run(
  program: string,
  args: readonly string[],
  limits: ProcessLimits,
  input: ProcessInput = [],
): Promise<ProcessOutput> {
  const { timeoutMs, signal, cwd } = limits;
  if (signal?.aborted) return Promise.reject(aborted(program, signal));
  return new Promise((resolve, reject) => {
    const child = start(program, args, cwd);
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    let stopped: Error | undefined;
    let draining: NodeJS.Timeout | undefined;
    const stop = (reason: Error): void => {
      stopped ??= reason;
      killGroup(child);
    };
    const onAbort = (): void => stop(aborted(program, signal));
    feed(input, child.stdin, stop);
    const timer = setTimeout(
      () => stop(new EngineError('engine_timeout', `${program} was ended after its time limit of ${timeoutMs} ms`)),
      timeoutMs,
    );
    signal?.addEventListener('abort', onAbort, { once: true });
    const release = (): void => {
      clearTimeout(timer);
      clearTimeout(draining);
      signal?.removeEventListener('abort', onAbort);
    };
    child.once('error', (cause: NodeJS.ErrnoException) => {
      release();
      reject(startFailure(program, cause));
    });
    child.once('exit', () => {
      // children that outlive it hold the pipes open, and without their end there is no close event
      killGroup(child);
      draining = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, DRAIN_MS);
    });
    child.once('close', (code, killedBy) => {
      release();
      if (stopped) return reject(stopped);
      if (code === 0) return resolve({ stdout: stdout(), stderr: stderr() });
      const how = code === null ? `was ended by ${killedBy}` : `exited with code ${code}`;
      reject(new EngineError('engine_failed', `${program} ${how}: ${stderr().trim() || 'it wrote no message'}`));
    });
  });
}

/** Non-empty lines of what a program wrote. */
export function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '');
}

function start(
  program: string,
  args: readonly string[],
  cwd: string | undefined,
): ChildProcessByStdio<Writable, Readable, Readable> {
  try {
    return spawn(program, args, {
      cwd,
      env: environment(),
      stdio: ['pipe', 'pipe', 'pipe'],
      // a group of its own on POSIX; on Windows it would open a console window
      detached: !isShared && process.platform !== 'win32',
      windowsHide: true,
    });
  } catch (error) {
    throw startFailure(program, error as NodeJS.ErrnoException);
  }
}

/** A program that stops reading says why by its exit; only what the input throws is told. */
function feed(input: ProcessInput, stdin: Writable, stop: (reason: Error) => void): void {
  let failure: Error | undefined;
  const watched = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* input;
    } catch (error) {
      failure = error instanceof Error ? error : new EngineError('engine_failed', reasonOf(error));
      throw error;
    }
  };
  pipeline(watched, stdin).catch(() => failure && stop(failure));
}

function environment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot } = process.env;
  // messages in English, so that logs read alike everywhere; Windows loads its libraries through SystemRoot
  return {
    ...(PATH !== undefined && { PATH }),
    ...(SystemRoot !== undefined && { SystemRoot }),
    LANG: 'C',
    LC_ALL: 'C',
  };
}

function collect(stream: Readable): () => string {
  const chunks: Buffer[] = [];
  let length = 0;
  stream.on('data', (chunk: Buffer) => {
    // even an empty view would keep the whole chunk alive
    if (length >= OUTPUT_LIMIT) return;
    const part = chunk.subarray(0, OUTPUT_LIMIT - length);
    chunks.push(part);
    length += part.length;
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  // of a shared group it is one among others
  if (isShared) child.kill('SIGKILL');
  else endGroup(child.pid);
}

function aborted(program: string, signal: AbortSignal | undefined): EngineError {
  return new EngineError('aborted', `${program} was stopped by the caller`, { cause: signal?.reason });
}

function startFailure(program: string, cause: NodeJS.ErrnoException): EngineError {
  const missing = cause.code === 'ENOENT' || cause.code === 'EACCES';
  return new EngineError(
    missing ? 'engine_missing' : 'engine_failed',
    `${program} cannot be started (${cause.code ?? cause.message})`,
    { cause },
  );
}
