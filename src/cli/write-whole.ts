import { randomBytes } from 'node:crypto';
import { realpath, rename, rm, writeFile } from 'node:fs/promises';
import { statIfThere } from '../guard/files/stat.js';

/**
 * Writes a file whole or not at all: beside its place first, then renamed. A link stays a link, and what is no regular
 * file (/dev/stdout, a pipe) is written to, never replaced.
 * @throws what the operating system refuses
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  const there = await statIfThere(path);
  if (there?.isFile() === false) return await writeFile(path, text);
  const place = there ? await realpath(path) : path;
  const beside = `${place}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(beside, text, { flag: 'wx' });
    await rename(beside, place);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
