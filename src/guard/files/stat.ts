import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';

/** null where there is nothing at the path; other errors are thrown. */
export async function statIfThere(path: string): Promise<BigIntStats | null> {
  try {
    // inode numbers of some file systems need all 64 bits
    return await stat(path, { bigint: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}

/** Whether two paths are one file, also through links. */
export async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([statIfThere(one), statIfThere(other)]);
  return a !== null && b !== null && a.dev === b.dev && a.ino === b.ino;
}
