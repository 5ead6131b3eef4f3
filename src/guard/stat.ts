import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';

/** null where there is nothing at the path; other errors are thrown. */
export async function statIfThere(path: string): Promise<BigIntStats | null> {
  try {
    // inode numbers of some file systems need all 64 bits
    return await stat(path, { bigint: true });
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

export function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
