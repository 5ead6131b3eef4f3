import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

/** Longer than any judgement waits; a folder of that age is left by a process that was killed. */
const STALE_MS = 86_400_000;

const NAME = /^pressproof-copies-(\d+)-\w{6}$/;

/** How folders of copies begin: with whose they are. */
export function copiesPrefix(pid: number): string {
  return `pressproof-copies-${pid}-`;
}

/** Removes folders of copies of this user's that are older than a day and whose process is gone. */
export async function removeStaleCopies(parent: string, now = Date.now()): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = Number(NAME.exec(name)?.[1] ?? Number.NaN);
    const folder = join(parent, name);
    if (Number.isNaN(pid) || !(await isStale(folder, pid, now))) continue;
    await rm(folder, { recursive: true, force: true });
  }
}

async function isStale(folder: string, pid: number, now: number): Promise<boolean> {
  const { mtimeMs, uid, isFolder } = await lstat(folder).then(
    (found) => ({ mtimeMs: found.mtimeMs, uid: found.uid, isFolder: found.isDirectory() }),
    // another process tidies up, too
    () => ({ mtimeMs: now, uid: -1, isFolder: false }),
  );
  if (!isFolder || now - mtimeMs < STALE_MS || (process.getuid && uid !== process.getuid())) return false;
  // in a container each process has the number of the one before it
  return pid === process.pid ? mtimeMs < performance.timeOrigin : !isAlive(pid);
}

/** Whether a process of this machine has this number. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // somebody else's process may not be signalled
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
