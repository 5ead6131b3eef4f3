import { copyFile, rename, rm } from 'node:fs/promises';
import { extname } from 'node:path';
import { temporaryBeside } from './temporary.js';

/**
 * Moves a file; what is at `to` is replaced. Between file systems renaming is no one step, so the copy gets its name when
 * it is whole.
 * @throws what the file system says
 */
export async function moveFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await moveAcross(from, to);
  }
}

async function moveAcross(from: string, to: string): Promise<void> {
  const temporary = temporaryBeside(to, extname(to));
  try {
    await copyFile(from, temporary);
    await rename(temporary, to);
  } finally {
    await rm(temporary, { force: true });
  }
  await rm(from);
}
