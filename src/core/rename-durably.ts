import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isSystemError } from './system-error.js';

/**
 * Of a file system that has no such thing, as some of the network and of user space, or of what may not be read: EPERM
 * where Windows opens nothing to be written that is marked read-only, as the copy of such a file is.
 */
const NO_FILE = ['EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EACCES', 'EPERM'];
/** Of folders beside that: Windows opens none. */
const NO_FOLDER = [...NO_FILE, 'EISDIR', 'EBADF'];

/** Windows syncs only what was opened to be written. */
const TO_SYNC = process.platform === 'win32' ? 'r+' : 'r';

/**
 * Renames a file so that a power cut leaves what was at `to`, or all of it, and what was written after it never knows of
 * it before it is there: content reaches the disk before the name does. Some ms on a disk that others use too.
 * @throws what the file system says
 */
export async function renameDurably(from: string, to: string): Promise<void> {
  await syncFile(from);
  await rename(from, to);
  await sync(dirname(to), 'r', NO_FOLDER);
}

/** Brings the content of a file to the disk. @throws what the file system says */
export async function syncFile(path: string): Promise<void> {
  await sync(path, TO_SYNC, NO_FILE);
}

async function sync(path: string, flags: string, excused: readonly string[]): Promise<void> {
  try {
    const file = await open(path, flags);
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (!isSystemError(error) || !excused.includes(error.code ?? '')) throw error;
  }
}
