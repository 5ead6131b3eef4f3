import { rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { temporaryBeside } from '../../core/temporary.js';
import { statIfThere } from '../../guard/files/stat.js';
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
    return (await statIfThere(join(dirname(probe), basename(probe).toUpperCase()))) !== null;
  } catch (error) {
    throw placeFault(folder, error);
  } finally {
    await rm(probe, { force: true });
  }
}
