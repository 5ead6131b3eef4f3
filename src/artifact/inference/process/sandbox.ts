import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface Sandboxed {
  readonly child: ChildProcess;
  /** Removes the folder it worked in; once it has ended. */
  clear(): void;
}

/** What the kernel counts and nobody fills, MiB: stacks of threads, and 512 that Node 24 sets aside for code. */
const OWN_MB = 1024;

/**
 * Starts a program of ours with nothing of ours: an empty folder to work in, no environment, no input but the pipes, and a
 * process group of its own. Standard input takes requests; descriptor 3 gives replies; 4 tells it that we are still there.
 * The kernel holds it to its memory where `prlimit` is (Linux), as the backstop of what it does itself (watch.ts). Address
 * space is no measure of it: V8 reserves gigabytes.
 * @param memoryMb - that it may fill, MiB
 */
export function startSandboxed(module: string, args: readonly string[], memoryMb: number): Sandboxed {
  const folder = mkdtempSync(join(tmpdir(), 'pressproof-loader-'));
  // V8 says what it died of while there is memory left; where there is none it only crashes
  const node = [process.execPath, `--max-old-space-size=${Math.ceil(memoryMb / 2)}`, module, ...args];
  const prlimit = find('prlimit');
  // without --core a crash would write all its memory to the disk
  const limits = [`--data=${(memoryMb + OWN_MB) * 2 ** 20}`, '--core=0'];
  const [program, ...rest] = (prlimit === null ? node : [prlimit, ...limits, ...node]) as [string, ...string[]];
  const child = spawn(program, rest, {
    cwd: folder,
    env: environment(),
    stdio: ['pipe', 'ignore', 'pipe', 'pipe', 'pipe'],
    // on Windows it would be a console window
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  return { child, clear: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Windows loads its libraries through SystemRoot. */
function environment(): NodeJS.ProcessEnv {
  const { SystemRoot } = process.env;
  return SystemRoot === undefined ? {} : { SystemRoot };
}

function find(program: string): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const places = ['/usr/bin', '/bin', ...folders].map((folder) => join(folder, program));
  return process.platform === 'linux' ? (places.find(isProgram) ?? null) : null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // it is not there, or not for us
    return false;
  }
}
