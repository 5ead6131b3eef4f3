import { lstat, mkdtemp, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UsageError } from '../../core/errors.js';
import type { Location } from '../item.js';
import { isS3, s3Place } from '../storage/location.js';

/**
 * Looks whether a place is a folder that takes files, or can become one, and leaves nothing there. Of a bucket only the
 * name is looked at.
 * @param flag - what named it
 * @throws UsageError
 */
export async function confirmUsable(flag: string, place: Location): Promise<void> {
  if (isS3(place)) return void s3Place(place, flag);
  const refused = (why: string, cause?: unknown) => {
    const message = `Expected a folder, or a path where one can be made, for ${flag} but received ${place}`;
    return new UsageError('invalid_argument', `${message}: ${why}; name another place`, { cause });
  };
  const { path, isFolder } = await nearest(place);
  if (!isFolder) throw refused(`${path} is no folder`);
  try {
    // permissions alone do not tell: of a disk mounted to be read only, of /proc
    await rmdir(await mkdtemp(join(path, '.pressproof-')));
  } catch (error) {
    throw refused(`${path} takes no files (${(error as NodeJS.ErrnoException).code})`, error);
  }
}

/** What lies at a path, or at the longest part of it where anything does. */
async function nearest(path: string): Promise<{ readonly path: string; readonly isFolder: boolean }> {
  try {
    return { path, isFolder: (await stat(path)).isDirectory() };
  } catch {
    // a link to nothing has the name, and no folder can
    const isLink = await lstat(path).then(
      () => true,
      () => false,
    );
    return isLink || dirname(path) === path ? { path, isFolder: false } : await nearest(dirname(path));
  }
}
