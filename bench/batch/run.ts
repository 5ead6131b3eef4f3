import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withoutExtras } from '../environment.js';

/** `pressproof batch` at work. */
export interface BatchRun {
  readonly child: ChildProcess;
  /** Its run folder. */
  readonly out: string;
  /**
   * @param fits - exit codes that mean that it did its work
   * @throws Error for another one
   */
  ended(fits?: readonly number[]): Promise<void>;
  /** Ends it at once if it still runs, and removes what it made. */
  remove(): Promise<void>;
}

export interface BatchCommand {
  /** The command line as it is shipped. */
  readonly cli: string;
  /** Where its run folder is made: on the disk of the corpus. */
  readonly folder: string;
  readonly args: readonly string[];
}

export function startBatch({ cli, folder, args }: BatchCommand): BatchRun {
  const own = mkdtempSync(join(folder, 'run-'));
  const out = join(own, 'out');
  const child = spawn(process.execPath, [cli, 'batch', ...args, '--out', out, '--quiet'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...withoutExtras(process.env), PRESSPROOF_LOG_LEVEL: 'silent', PRESSPROOF_STORE: 'none' },
  });
  const exit = once(child, 'exit') as Promise<[number | null]>;
  return {
    child,
    out,
    async ended(fits = [0]) {
      const [code] = await exit;
      if (code === null || !fits.includes(code))
        throw new Error(`Expected pressproof batch ${args.join(' ')} to do its work but it ended with ${code}`);
    },
    async remove() {
      child.kill('SIGKILL');
      await exit;
      // its workers end with it, and may still write where they are
      rmSync(own, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
