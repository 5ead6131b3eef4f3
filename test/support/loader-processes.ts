import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { until } from './until.js';

export interface LoaderProcess {
  readonly pid: number;
  /** Its working directory. */
  readonly folder: string;
}

/** Processes of this machine whose arguments have a text in them, such as the path of their model (Linux). */
export function processesWith(text: string): LoaderProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .flatMap((name) => {
      try {
        if (!readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(text)) return [];
        return [{ pid: Number(name), folder: readlinkSync(`/proc/${name}/cwd`) }];
      } catch {
        // it ended meanwhile
        return [];
      }
    });
}

/** Waits until there is none: who is told to end needs some time on a busy machine. */
export async function noneWith(text: string): Promise<void> {
  await until(() => processesWith(text).length === 0);
}

/** Waits until a folder is gone. */
export async function gone(folder: string): Promise<void> {
  await until(() => !existsSync(folder));
}
