import { randomBytes } from 'node:crypto';
import { open, readdir, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { invalidArgument } from '../../core/errors.js';
import { isSystemError } from '../../core/system-error.js';
import { historyPath } from './read.js';

/** Where a control file really is, and what lies beside it. */
export interface Place {
  readonly path: string;
  readonly lock: string;
  readonly history: string;
}

/**
 * Behind links, so that all names of a file have one lock and one history.
 * @throws what the operating system refuses, e.g. a folder that is not there
 */
export async function placeOf(path: string): Promise<Place> {
  const real = await realpath(path).catch(async (error: unknown) => {
    if (isSystemError(error) && error.code === 'ENOENT') return join(await realpath(dirname(path)), basename(path));
    throw error;
  });
  return { path: real, lock: `${real}.lock`, history: historyPath(real) };
}

/** A file that is written and waits to take its place. */
export interface Prepared {
  /** At once, for whoever opens the name from now on; then on the disk. */
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/**
 * Writes a file beside its place, with the owner and the permissions of the one that it will replace: who could read
 * that one is meant to read this one. Only the holder of the lock may call it, and what others left there is removed.
 * @throws UsageError when the name stands for no regular file; what the operating system refuses
 */
export async function prepare({ path }: Place, text: string): Promise<Prepared> {
  const there = await stat(path).catch((error: unknown) => {
    if (isSystemError(error) && error.code === 'ENOENT') return null;
    throw error;
  });
  if (there && !there.isFile()) throw invalidArgument('the control file', 'a regular file', path);
  await removeLeftovers(path);
  const beside = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const discard = async () => rm(beside, { force: true });
  try {
    const file = await open(beside, 'wx');
    try {
      await file.writeFile(text);
      if (there) {
        await give(file, there.uid, there.gid);
        await file.chmod(there.mode & 0o7777);
      }
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    await discard();
    throw error;
  }
  const commit = async () => {
    await rename(beside, path);
    await syncFolder(dirname(path));
  };
  return { commit, discard };
}

/** Only the superuser may give files away; for everybody else the group at most changes, and readers say so. */
async function give(file: FileHandle, uid: number, gid: number): Promise<void> {
  const own = await file.stat();
  if (own.uid === uid && own.gid === gid) return;
  await file.chown(uid, gid).catch((error: unknown) => {
    if (!isSystemError(error) || error.code !== 'EPERM') throw error;
  });
}

async function removeLeftovers(path: string): Promise<void> {
  const name = basename(path);
  const isLeftover = (other: string) =>
    other.startsWith(`${name}.`) && /^[0-9a-f]{12}\.tmp$/.test(other.slice(name.length + 1));
  const leftovers = (await readdir(dirname(path))).filter(isLeftover);
  for (const leftover of leftovers) await rm(join(dirname(path), leftover), { force: true });
}

/** A renamed file survives a power cut only when its folder is on the disk too. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    // not every file system can do that for a folder, and the change is in force already
    if (!isSystemError(error)) throw error;
  }
}
