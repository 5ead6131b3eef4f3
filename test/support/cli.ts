import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

export const CLI = fileURLToPath(new URL('../../dist/cli/index.js', import.meta.url));
const FIXTURES = fileURLToPath(new URL('../../fixtures/gif/', import.meta.url));

export interface CliResult {
  /** null when a signal ended the process. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Where commands run that do not care: what they record there by default goes with the tests. */
const ELSEWHERE = mkdtempSync(join(tmpdir(), 'pressproof-test-'));
// not as the process exits: vitest ends its workers by a signal
afterAll(() => rmSync(ELSEWHERE, { recursive: true, force: true }));

/** The built command as a process of its own, without settings from the environment of the tests. */
export function startCli(args: readonly string[], { env = {}, cwd = ELSEWHERE }: CliOptions = {}): ChildProcess {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(PRESSPROOF|GIFLAB|NO_COLOR|FORCE_COLOR)/.test(name),
  );
  return spawn(process.execPath, [CLI, ...args], {
    cwd,
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export async function cli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return await resultOf(startCli(args, options));
}

export async function resultOf(child: ChildProcess): Promise<CliResult> {
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('The process has no pipes');
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, err, code] = await Promise.all([text(stdout), text(stderr), ended]);
  return { code, stdout: out, stderr: err };
}

export function fixture(name: string): string {
  return `${FIXTURES}${name}.gif`;
}

/** One object a line. */
export function jsonLines(stdout: string): Record<string, unknown>[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
