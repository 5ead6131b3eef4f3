import { lstatSync, realpathSync, type BigIntStats } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { isSystemError } from '../../core/system-error.js';
import { ArtifactError } from '../errors.js';

/** Folder of a repository in the cache of Hugging Face: `models--org--name`. */
const REPOSITORY = /^models--./;
/** Its files by their digests, and folders of links to them, one for each revision. */
const BLOBS = 'blobs';
const SNAPSHOTS = 'snapshots';
/** Folders without a file under its own name: the same ones stand in `snapshots`, and those of `.no_exist` are empty. */
const BESIDE_SNAPSHOTS = [BLOBS, 'refs', '.no_exist'];

/** Whether a folder of a repository is one in which nobody has to look for its files. */
export function isBesideSnapshots(folder: string, name: string): boolean {
  return REPOSITORY.test(basename(folder)) && BESIDE_SNAPSHOTS.includes(name);
}

/** Whether a path, of which no part is a link, is such a folder. */
function isRepository(path: string): boolean {
  return REPOSITORY.test(basename(path)) && [BLOBS, SNAPSHOTS].every((name) => kindAt(join(path, name))?.isDirectory());
}

/**
 * The file that a link in a snapshot of that cache stands for: one among the blobs of the same repository, by its true place,
 * so that no further link can lead elsewhere. null: it is another link, or leads elsewhere.
 */
export function blobBehind(link: string): BigIntStats | null {
  const folder = realOf(dirname(link));
  const target = realOf(link);
  if (folder === null || target === null) return null;
  if (dirname(target) !== blobsOf(folder)) return null;
  const stats = kindAt(target);
  return stats?.isFile() ? stats : null;
}

/**
 * Where links below a folder of that cache may lead. null: it is not of a revision.
 * @param folder - a path of which no part is a link
 */
export function blobsOf(folder: string): string | null {
  const parts = folder.split(sep);
  // a revision has a name of its own, and may have folders of any name
  const at = parts.findLastIndex((part, index) => part === SNAPSHOTS && REPOSITORY.test(parts[index - 1] ?? ''));
  return at < 0 || at + 1 >= parts.length ? null : [...parts.slice(0, at), BLOBS].join(sep);
}

/**
 * The whole cache of a repository is no artifact: it has each file under a digest and once more in each revision.
 * @throws ArtifactError `whole_cache`
 */
export function refuseWholeCache(path: string): void {
  const real = realOf(path);
  if (real === null || !isRepository(real)) return;
  const message = `${path} is what Hugging Face keeps of a repository: name one revision of it, ${join(path, SNAPSHOTS, 'REVISION')}`;
  throw new ArtifactError('whole_cache', message);
}

/** null: it leads nowhere, or in a circle. */
function realOf(path: string): string | null {
  try {
    return realpathSync(path);
  } catch (error) {
    if (isSystemError(error)) return null;
    throw error;
  }
}

/** Of a path itself, not of what it leads to; null: there is nothing that can be looked at. */
function kindAt(path: string): BigIntStats | null {
  try {
    return lstatSync(path, { bigint: true });
  } catch (error) {
    if (isSystemError(error)) return null;
    throw error;
  }
}
