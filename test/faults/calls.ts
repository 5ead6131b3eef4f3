import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import type { Report } from '../../src/core/report.js';
import type { LiveState } from '../../src/core/state.js';
import { cli, fixture, jsonLines } from '../support/cli.js';

const CALLER = fileURLToPath(new URL('./caller.mjs', import.meta.url));
const LIBRARY = new URL('../../dist/index.js', import.meta.url).href;

export const MODES = ['shadow', 'alert', 'enforce'] as const;
export type LookingMode = (typeof MODES)[number];

/** What one call gave its caller. */
export interface Call {
  readonly output: string;
  readonly exists: boolean;
  readonly keys?: readonly string[];
  readonly validation?: Report | null;
  readonly thrown?: {
    readonly code: string;
    readonly message: string;
    readonly quarantined?: string | null;
    readonly cause?: string;
  };
}

/** What the program said at its end. */
export interface End {
  readonly state: LiveState;
  readonly metrics: string;
}

export interface Task {
  /** Names of the outputs; those with `bad` in them are half written. */
  readonly outputs: readonly string[];
  readonly folder: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Closes the library before it says how things are: what could not be recorded is counted by then. */
  readonly closes?: boolean;
  /** Waits for `go` before each call and before the end. */
  readonly steps?: boolean;
  /** The module to load as the library. */
  readonly library?: string;
  /** What its metrics have to say before it says how things are. */
  readonly awaits?: string;
  /** The module of its workers, instead of the common ones. */
  readonly worker?: string;
  /** The file that it says its lines in, instead of stdout. */
  readonly says?: string;
  /** A command that starts the program, with its first arguments. */
  readonly through?: readonly string[];
}

/** Settings that are not of this machine, with a log that can be counted. */
export function cleanEnvironment(env: Readonly<Record<string, string>> = {}): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^(PRESSPROOF|GIFLAB)/.test(entry[0]),
  );
  return { ...Object.fromEntries(inherited), PRESSPROOF_STORE: 'none', ...env };
}

/** The command that starts the program of a caller (caller.mjs). */
export function callerArguments({ outputs, folder, through = [], library = LIBRARY, env: _, ...task }: Task): string[] {
  const paths = outputs.map((name) => join(folder, name));
  const asked = JSON.stringify({ ...task, library, input: fixture('ball'), outputs: paths });
  return [...through, process.execPath, CALLER, asked];
}

export function startCaller(task: Task) {
  const [command = '', ...args] = callerArguments(task);
  const child = spawn(command, args, { env: cleanEnvironment(task.env), stdio: ['pipe', 'pipe', 'pipe'] });
  // a test that fails half-way leaves no process behind
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const log: Record<string, unknown>[] = [];
  const heard = createInterface({ input: child.stderr }).on('line', (line) => log.push(...jsonLines(line)));
  const silent = once(heard, 'close');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async <T>(): Promise<T> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`The program ended without an answer and wrote: ${JSON.stringify(log)}`);
    return JSON.parse(value as string) as T;
  };
  return {
    child,
    next,
    /** Resolves when a line with these words is in its log. */
    logged: async (words: RegExp): Promise<void> => {
      while (told(log, words).length === 0) await once(heard, 'line');
    },
    go: () => void child.stdin.write('go\n'),
    /** Its exit code or signal, and the lines of its log. */
    async end() {
      const [code, signal] = await ended;
      await silent;
      return { code, signal, log };
    },
  };
}

/** Three calls, of which the second leaves half a file, and the end of the process by itself. */
export async function threeCalls(task: Omit<Task, 'outputs' | 'steps'>) {
  const program = startCaller({ closes: true, ...task, outputs: ['0.gif', '1-bad.gif', '2.gif'] });
  const calls = [await program.next<Call>(), await program.next<Call>(), await program.next<Call>()];
  const end = await program.next<End>();
  const { code, log } = await program.end();
  expect(code).toBe(0);
  return { calls, log, ...end };
}

/** That each file was published or not as its verdict says, and that its caller saw what its mode lets it see. */
export function expectAsJudged(calls: readonly Call[], mode: LookingMode): void {
  for (const call of calls) {
    // of its name: the folder's is drawn, and may have that in it
    const isBad = basename(call.output).includes('bad');
    if (mode === 'enforce' && isBad) {
      expect(call).toMatchObject({ exists: false, thrown: { code: 'validation_failed' } });
      continue;
    }
    expect(call).toMatchObject({ exists: true, keys: ['engine'] });
    // a copy is no smaller than its original, which is worth a warning
    const verdict = isBad ? 'fail' : 'warn';
    if (mode === 'shadow') expect(call.validation).toBeNull();
    else expect(call.validation).toMatchObject({ mode, verdict });
  }
}

/** That `pressproof compress` publishes, prints and exits as its verdict says. Its limit is one that no GIF here meets. */
export async function expectCommandAsJudged(
  mode: LookingMode,
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const output = join(folder, `command-${mode}.gif`);
  const judged = ['--engine', 'gifenc', '--colors', '64', '--mode', mode, '--json'];
  const [good, bad] = await Promise.all(
    [[], ['--set', 'limits.minFrames=99']].map(async (limits, index) => {
      const args = ['compress', fixture('ball'), '-o', `${output}.${index}.gif`, ...judged, ...limits];
      return await cli(args, { env: cleanEnvironment(env) });
    }),
  );
  const exists = [0, 1].map((index) => existsSync(`${output}.${index}.gif`));
  expect([good!.code, bad!.code]).toEqual([0, mode === 'shadow' ? 0 : 1]);
  expect(exists).toEqual([true, mode !== 'enforce']);
  return `${good!.stderr}${bad!.stderr}`;
}

/** How often a counter with these labels counted; 0 where it never did. */
export function counted(metrics: string, series: string): number {
  const line = metrics.split('\n').find((each) => each.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? 0);
}

/** Lines of a log whose message has these words. */
export function told(log: readonly Record<string, unknown>[], words: string | RegExp): string[] {
  return log.map(({ msg }) => String(msg)).filter((msg) => msg.search(words) >= 0);
}
