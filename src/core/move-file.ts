import { copyFile, rm } from 'node:fs/promises';
import { extname } from 'node:path';
import { renameDurably } from './rename-durably.js';
import { temporaryBeside } from './temporary.js';

/**
 * Moves a file, so that a power cut leaves it whole in one of both places; what is at `to` is replaced. Between file
 * systems renaming is no one step, so the copy gets its name when it is whole.
 * @throws what the file system says
 */
export async function moveFile(from: string, to: string): Promise<void> {
  try {
    await renameDurably(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await moveAcross(from, to);
  }
}

async function moveAcross(from: string, to: string): Promise<void> {
  const temporary = temporaryBeside(to, extname(to));
  try {
    await copyFile(from, temporary);
    await renameDurably(temporary, to);
  } finally {
    await rm(temporary, { force: true });
  }
  await rm(from);
}
