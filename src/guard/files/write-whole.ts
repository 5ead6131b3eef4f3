import { randomBytes } from 'node:crypto';
import { open, realpath, rm } from 'node:fs/promises';
import { renameDurably } from '../../core/rename-durably.js';
import { statIfThere } from './stat.js';

/** Takes text; resolves when it is written, so that little of it is in memory. */
export type Write = (text: string) => Promise<void>;

/**
 * Writes a file whole or not at all: beside its place first, then renamed. A link stays a link, and what is no regular file
 * (/dev/stdout, a pipe) is written to, never replaced.
 * @throws what `work` throws, and what the operating system refuses
 */
export async function writeInParts(path: string, work: (write: Write) => Promise<void>): Promise<void> {
  const there = await statIfThere(path);
  const direct = there?.isFile() === false;
  const place = there && !direct ? await realpath(path) : path;
  const target = direct ? path : `${place}.${randomBytes(6).toString('hex')}.tmp`;
  const file = await open(target, direct ? 'w' : 'wx');
  try {
    try {
      await work((text) => file.writeFile(text));
    } finally {
      await file.close();
    }
    if (!direct) await renameDurably(target, place);
  } catch (error) {
    if (!direct) await rm(target, { force: true });
    throw error;
  }
}

/** The same for a text that is there at once. */
export function writeWhole(path: string, text: string): Promise<void> {
  return writeInParts(path, (write) => write(text));
}
