import { existsSync, mkdirSync, statSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Subject to the process's umask. */
const ANYBODY = 0o777;

/**
 * A folder and those above it, made where they are not there. Not mkdir's own `recursive`, which tries for ever where a
 * parent exists but takes no folders, as /proc.
 * @throws what the file system says, also where something else has the name
 */
export async function makeFolder(dir: string, mode = ANYBODY): Promise<void> {
  if (await makeOne(dir, mode)) return;
  // somebody else may have made the parent since
  if (!existsSync(dirname(dir))) await makeFolder(dirname(dir), mode);
  if (!(await makeOne(dir, mode))) throw missing(dir);
}

/** The same, blocking. */
export function makeFolderSync(dir: string, mode = ANYBODY): void {
  if (makeOneSync(dir, mode)) return;
  if (!existsSync(dirname(dir))) makeFolderSync(dirname(dir), mode);
  if (!makeOneSync(dir, mode)) throw missing(dir);
}

/** Whether it is there now; false: what it would lie in is not. */
async function makeOne(dir: string, mode: number): Promise<boolean> {
  try {
    await mkdir(dir, { mode });
    return true;
  } catch (error) {
    if (isTaken(error) && (await stat(dir)).isDirectory()) return true;
    if (isParentMissing(error)) return false;
    throw error;
  }
}

function makeOneSync(dir: string, mode: number): boolean {
  try {
    mkdirSync(dir, { mode });
    return true;
  } catch (error) {
    if (isTaken(error) && statSync(dir).isDirectory()) return true;
    if (isParentMissing(error)) return false;
    throw error;
  }
}

/** Some systems say of the root that it is a folder. */
function isTaken(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EEXIST' || code === 'EISDIR';
}

function isParentMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

/** The parent is there and takes no folders, or goes as fast as it is made. */
function missing(dir: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`ENOENT: no such file or directory, mkdir '${dir}'`), { code: 'ENOENT', path: dir });
}
