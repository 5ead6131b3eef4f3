import { constants } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { PressproofError } from '../core/errors.js';
import { statIfThere } from './stat.js';

/** A private copy of a file as it was: nobody else can move, edit or delete it. */
export interface Snapshot {
  readonly path: string;
  release(): Promise<void>;
}

/**
 * Keeps the file's name, since its extension says which format was promised. Free where the file system can share
 * blocks. Of a missing file the copy is missing too.
 * @throws PressproofError `not_regular` for pipes and devices, which have no end, or nothing twice
 */
export async function snapshot(path: string): Promise<Snapshot> {
  const there = await statIfThere(path);
  if (there && !there.isFile()) throw new PressproofError('not_regular', `${path} is not a regular file`);
  // mkdtemp makes the folder readable for this user only
  const folder = await mkdtemp(join(tmpdir(), 'pressproof-'));
  const release = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const copy = join(folder, basename(path));
  try {
    if (there) await copyFile(path, copy, constants.COPYFILE_FICLONE);
  } catch (error) {
    await release();
    throw error;
  }
  return { path: copy, release };
}
