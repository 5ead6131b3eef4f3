import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { startCli, type CliOptions } from './cli.js';

export interface WorkerProcess {
  readonly child: ChildProcess;
  /** Lines of its standard error so far. */
  readonly lines: readonly string[];
  /** Its exit code once it has ended; null where a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** `pressproof worker` as a process of its own, ready for work, killed with the test. */
export async function workerProcess(args: readonly string[], options: CliOptions = {}): Promise<WorkerProcess> {
  const child = startCli(['worker', ...args], options);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
  });
  const lines: string[] = [];
  const reader = createInterface(child.stderr!);
  await new Promise<void>((resolve) => {
    reader.on('line', (line) => {
      lines.push(line);
      if (line.startsWith('Working for')) resolve();
    });
    reader.on('close', resolve);
  });
  return { child, lines, ended };
}
