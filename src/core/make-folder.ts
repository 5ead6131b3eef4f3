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
  try {
    await mkdir(dir, { mode });
  } catch (error) {
    if (isThere(error) && (await stat(dir)).isDirectory()) return;
    if (!lacksParent(error, dir)) throw error;
    await makeFolder(dirname(dir), mode);
    await makeFolder(dir, mode);
  }
}

/** The same, blocking. */
export function makeFolderSync(dir: string, mode = ANYBODY): void {
  try {
    mkdirSync(dir, { mode });
  } catch (error) {
    if (isThere(error) && statSync(dir).isDirectory()) return;
    if (!lacksParent(error, dir)) throw error;
    makeFolderSync(dirname(dir), mode);
    makeFolderSync(dir, mode);
  }
}

function isThere(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  // some systems say it is a folder where the root is meant
  return code === 'EEXIST' || code === 'EISDIR';
}

function lacksParent(error: unknown, dir: string): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT' && !existsSync(dirname(dir));
}
