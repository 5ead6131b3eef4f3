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
  if ((await makeOne(dir, mode)) === null) return;
  // somebody else may have made the parent since
  if (!existsSync(dirname(dir))) await makeFolder(dirname(dir), mode);
  const still = await makeOne(dir, mode);
  if (still !== null) throw still;
}

/** The same, blocking. */
export function makeFolderSync(dir: string, mode = ANYBODY): void {
  if (makeOneSync(dir, mode) === null) return;
  if (!existsSync(dirname(dir))) makeFolderSync(dirname(dir), mode);
  const still = makeOneSync(dir, mode);
  if (still !== null) throw still;
}

/** Returns null when it is there now, or that what it would lie in is not. */
async function makeOne(dir: string, mode: number): Promise<Error | null> {
  try {
    await mkdir(dir, { mode });
    return null;
  } catch (error) {
    if (isTaken(error) && (await stat(dir)).isDirectory()) return null;
    if (isParentMissing(error)) return error;
    throw error;
  }
}

function makeOneSync(dir: string, mode: number): Error | null {
  try {
    mkdirSync(dir, { mode });
    return null;
  } catch (error) {
    if (isTaken(error) && statSync(dir).isDirectory()) return null;
    if (isParentMissing(error)) return error;
    throw error;
  }
}

/** Some systems say of the root that it is a folder. */
function isTaken(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EEXIST' || code === 'EISDIR';
}

function isParentMissing(error: unknown): error is Error {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
