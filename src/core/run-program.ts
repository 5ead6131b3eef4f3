import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PressproofError, reasonOf } from './errors.js';
import { onAbort } from './on-abort.js';
import { endGroup } from './process-group.js';

/** Why a program gave nothing: `missing`, `failed`, `timeout`, `talkative` (more output than was to be taken), `aborted`. */
export class ProgramError extends PressproofError {
  declare readonly code: ProgramFailure;

  constructor(code: ProgramFailure, message: string, options?: ErrorOptions) {
    super(code, message, options);
  }
}

export type ProgramFailure = 'missing' | 'failed' | 'timeout' | 'talkative' | 'aborted';

export interface ProgramOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Working directory, so that file names can be ones that mean nothing to the program. Default: the caller's. */
  readonly cwd?: string | undefined;
  /** Beside PATH, which it always has. */
  readonly environment: Readonly<Record<string, string>>;
  /** Bytes of its output, and of its complaints, that are kept. */
  readonly keptBytes: number;
  /** `cut`: what it prints beyond them is dropped; `end`: the program is. */
  readonly beyond: 'cut' | 'end';
}

/** What a program reads from its standard input, piece by piece as it takes them. */
export type ProgramInput = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export interface ProgramOutput {
  readonly stdout: string;
  readonly stderr: string;
}

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
 * Runs a program to its end: no shell, no input but what is given, of the environment PATH only, in a process group of its
 * own so that its children end with it. Resolves only for exit code 0, and never later than a second after the exit.
 * @param input - ends the program when it throws
 * @throws ProgramError, or what `input` threw
 */
export function runProgram(
  program: string,
  args: readonly string[],
  options: ProgramOptions,
  input: ProgramInput = [],
): Promise<ProgramOutput> {
  const { timeoutMs, signal, keptBytes, beyond } = options;
  if (signal?.aborted) return Promise.reject(aborted(program, signal));
  return new Promise((resolve, reject) => {
    const child = start(program, args, options);
    // where no descriptors are left there are no pipes either
    if (child.pid === undefined) return void child.once('error', (cause) => reject(startFailure(program, cause)));
    let stopped: Error | undefined;
    let draining: NodeJS.Timeout | undefined;
    const stop = (reason: Error): void => {
      stopped ??= reason;
      killGroup(child);
    };
    const tooMuch = (): void => {
      if (beyond === 'end') {
        stop(new ProgramError('talkative', `${program} printed more than ${keptBytes} bytes`));
      }
    };
    const stdout = collect(child.stdout, keptBytes, tooMuch);
    const stderr = collect(child.stderr, keptBytes, () => undefined);
    feed(input, child.stdin, stop);
    const timer = setTimeout(
      () => stop(new ProgramError('timeout', `${program} was ended after its time limit of ${timeoutMs} ms`)),
      timeoutMs,
    );
    const unheard = onAbort(signal, () => stop(aborted(program, signal)));
    const release = (): void => {
      clearTimeout(timer);
      clearTimeout(draining);
      unheard();
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
      reject(new ProgramError('failed', `${program} ${how}: ${stderr().trim() || 'it wrote no message'}`));
    });
  });
}

function start(
  program: string,
  args: readonly string[],
  { cwd, environment }: ProgramOptions,
): ChildProcessByStdio<Writable, Readable, Readable> {
  try {
    return spawn(program, args, {
      cwd,
      env: { ...inherited(), ...environment },
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
function feed(input: ProgramInput, stdin: Writable, stop: (reason: Error) => void): void {
  let failure: Error | undefined;
  const watched = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* input;
    } catch (error) {
      failure = error instanceof Error ? error : new ProgramError('failed', reasonOf(error));
      throw error;
    }
  };
  pipeline(watched, stdin).catch(() => failure && stop(failure));
}

function inherited(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot } = process.env;
  // Windows loads its libraries through SystemRoot
  return { ...(PATH !== undefined && { PATH }), ...(SystemRoot !== undefined && { SystemRoot }) };
}

/** The first bytes of a stream. */
function collect(stream: Readable, mostBytes: number, onMore: () => void): () => string {
  const chunks: Buffer[] = [];
  let length = 0;
  stream.on('data', (chunk: Buffer) => {
    if (length + chunk.length > mostBytes) onMore();
    // even an empty view would keep the whole chunk alive
    if (length >= mostBytes) return;
    const part = chunk.subarray(0, mostBytes - length);
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

function aborted(program: string, signal: AbortSignal | undefined): ProgramError {
  return new ProgramError('aborted', `${program} was stopped by the caller`, { cause: signal?.reason });
}

function startFailure(program: string, cause: NodeJS.ErrnoException): ProgramError {
  const missing = cause.code === 'ENOENT' || cause.code === 'EACCES';
  return new ProgramError(
    missing ? 'missing' : 'failed',
    `${program} cannot be started (${cause.code ?? cause.message})`,
    { cause },
  );
}
