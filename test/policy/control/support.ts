import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ChangeOptions, Clock } from '../../../src/policy/control/index.js';

export const alice: ChangeOptions = {
  by: { name: 'alice', host: 'web1', pid: 7 },
  why: 'a test',
  now: Date.UTC(2026, 0, 1),
};

/** A path in a folder of its own. @param scratch - removed by its owner */
export function freshPath(scratch: string): string {
  return join(mkdtempSync(join(scratch, 'control-')), 'control.json');
}

/** Time that moves when the test says so. */
export function fakeClock(now = Date.UTC(2026, 0, 1)) {
  const clock = { calendar: now, elapsed: 5000 };
  return {
    now: () => clock.calendar,
    monotone: () => clock.elapsed,
    /** Both, as time does. */
    pass(ms: number) {
      clock.calendar += ms;
      clock.elapsed += ms;
    },
    /** The calendar alone, as an operator does. */
    set(calendar: number) {
      clock.calendar = calendar;
    },
  } satisfies Clock & Record<string, unknown>;
}

const source = (file: string) =>
  JSON.stringify(new URL(`../../../src/policy/control/${file}.ts`, import.meta.url).href);

/**
 * A process of its own that runs a script with the library's sources: `control`, `lock`, `place`, `past`, and `path`.
 * @param within - a command that runs the one given to it
 */
export function startScript(script: string, path: string, within: readonly string[] = []): ChildProcess {
  const preamble = `
    import * as control from ${source('index')};
    import * as lock from ${source('lock')};
    import * as place from ${source('place')};
    import * as past from ${source('history')};
    const [path] = process.argv.slice(1);
    const by = { name: 'bob', host: 'web2', pid: process.pid };`;
  const node = [process.execPath, '--import', 'tsx', '--input-type=module', '--eval', `${preamble}\n${script}`, path];
  const [command, ...args] = [...within, ...node] as [string, ...string[]];
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  // of a test that failed nobody else would end it
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** How a process ended: its exit code, or the signal. */
export async function endOf(child: ChildProcess): Promise<number | string | null> {
  return await new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
}

/** Its lines as they come; ends with the process. */
export async function* linesOf(child: ChildProcess): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of child.stdout!) {
    const lines = `${rest}${String(chunk)}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
