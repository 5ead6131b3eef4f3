import { rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { temporaryBeside } from '../../core/temporary.js';
import { placeFault } from './faults.js';

/**
 * Whether a folder does not tell capitals from small letters, as of Windows, of macOS and of many drives that are carried
 * about: found out by a file that is there for a moment.
 * @throws RunFault
 */
export async function foldsCase(folder: string): Promise<boolean> {
  const probe = temporaryBeside(join(folder, 'probe'), '.case');
  try {
    await writeFile(probe, '', { flag: 'wx' });
    return await isThere(join(dirname(probe), basename(probe).toUpperCase()));
  } catch (error) {
    throw placeFault(folder, error);
  } finally {
    await rm(probe, { force: true });
  }
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}
