import { constants } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isMissing, statIfThere } from './stat.js';

/** A private copy of a file as it was: nobody else can move, edit or delete it. */
export interface Snapshot {
  readonly path: string;
  release(): Promise<void>;
}

/**
 * Keeps the file's name, since its extension says which format was promised. Free where the file system can share
 * blocks. Of a missing file the copy is missing too.
 */
export async function snapshot(path: string, name = basename(path)): Promise<Snapshot> {
  // mkdtemp makes the folder readable for this user only
  const folder = await mkdtemp(join(tmpdir(), 'pressproof-'));
  const release = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const copy = join(folder, name);
  try {
    await copyFile(path, copy, constants.COPYFILE_FICLONE);
  } catch (error) {
    if (!isMissing(error)) {
      await release();
      throw error;
    }
  }
  return { path: copy, release };
}

/** Whether two paths are one file, also through links. */
export async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([statIfThere(one), statIfThere(other)]);
  return a !== null && b !== null && a.dev === b.dev && a.ino === b.ino;
}
