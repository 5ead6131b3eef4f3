import { constants } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { PressproofError } from '../../core/errors.js';
import { inBackground } from '../background.js';
import { copiesPrefix, removeStaleCopies } from './stale-copies.js';
import { statIfThere } from './stat.js';

/** Files as they were, in a folder of our own: nobody else can move, edit or delete them. */
export interface Copies {
  /**
   * Copies one state of a file; returns where. It keeps the extension, which says what format was promised. Free where
   * the file system can share blocks. Of a missing file the copy is missing too.
   * @throws PressproofError `not_regular` for pipes and devices, which have no end, or nothing twice; `file_changed` for
   *   a file that somebody writes to meanwhile: half of each is nobody's output
   */
  take(path: string): Promise<string>;
  release(): Promise<void>;
}

let isTidy = false;

/** A folder for copies. The first one of a process also removes what killed processes left. */
export async function makeCopies(): Promise<Copies> {
  const parent = tmpdir();
  if (!isTidy) inBackground('Removing copies of processes that were killed', () => removeStaleCopies(parent));
  isTidy = true;
  // mkdtemp makes the folder readable for this user only
  const folder = await mkdtemp(join(parent, copiesPrefix(process.pid)));
  let taken = 0;
  return {
    async take(path) {
      const copy = join(folder, `${(taken += 1)}${extname(path)}`);
      await copyOneState(path, copy);
      return copy;
    },
    release: () => rm(folder, { recursive: true, force: true }),
  };
}

async function copyOneState(path: string, copy: string): Promise<void> {
  const before = await statIfThere(path);
  if (before === null) return;
  if (!before.isFile()) throw new PressproofError('not_regular', `${path} is not a regular file`);
  await copyFile(path, copy, constants.COPYFILE_FICLONE);
  const after = await statIfThere(path);
  // another file under this name does no harm: the copy is of the one or of the other
  if (after?.ino !== before.ino) return;
  if (after.mtimeNs === before.mtimeNs && after.size === before.size) return;
  throw new PressproofError('file_changed', `${path} was written to while it was copied to be judged`);
}
