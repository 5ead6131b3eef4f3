import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect } from 'vitest';
import { temporaryFolder } from './engine-run.js';
import { until } from './until.js';

/**
 * A gifsicle that ignores every signal that can be ignored and never ends, with a child that does the same. It is the
 * first on PATH of this process from its making on.
 * @param mortal - it ends with every signal, and the next time it does its work
 */
export class EndlessEngine {
  readonly #pids: string;

  constructor({ mortal = false } = {}) {
    const folder = temporaryFolder();
    this.#pids = join(folder, 'pids');
    const waits = `setInterval(() => {}, 1000)`;
    const deaf = `for (const s of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(s, () => {}); ${waits}`;
    const works = `const { argv } = process;
      if (require('fs').existsSync(${JSON.stringify(this.#pids)})) {
        require('fs').copyFileSync(argv.at(-1), argv[argv.indexOf('--output') + 1]);
        process.exit(0);
      }`;
    writeFileSync(
      join(folder, 'gifsicle'),
      `#!${process.execPath}
      if (process.argv[2] === '--version') { console.log('LCDF Gifsicle 9.9'); process.exit(0) }
      ${mortal ? works : ''}
      const { pid } = require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(deaf)}]);
      require('fs').writeFileSync(${JSON.stringify(`${this.#pids}.new`)}, [process.ppid, process.pid, pid].join(' '));
      require('fs').renameSync(${JSON.stringify(`${this.#pids}.new`)}, ${JSON.stringify(this.#pids)});
      ${mortal ? waits : deaf}`,
    );
    chmodSync(join(folder, 'gifsicle'), 0o755);
    process.env['PATH'] = `${folder}${delimiter}${process.env['PATH']}`;
  }

  /** Process ids of the worker, the engine and the engine's child, once it runs. */
  async started(): Promise<{ worker: number; all: readonly number[] }> {
    await until(() => existsSync(this.#pids));
    const all = readFileSync(this.#pids, 'utf8').split(' ').map(Number);
    return { worker: all[0]!, all };
  }
}

/** Killed children wait for their parent to look at them, and orphans for whoever adopts them. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

export async function expectGone(pids: readonly number[]): Promise<void> {
  await expect.poll(() => pids.filter(isAlive)).toEqual([]);
}
