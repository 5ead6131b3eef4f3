import type { ByteSource } from '../../source/byte-source.js';
import { directoryOf } from './directory.js';
import { tried } from './tried.js';

/** What the names of an archive's members say that it is. */
export type ZipKind = 'torch' | 'arrays' | 'other';

const DATA = 'data.pkl';
const ARRAY = '.npy';

/**
 * Tells archives apart by what is in them: torch loads data.pkl of the folder that the first member lies in, and numpy writes
 * nothing but arrays. What cannot be listed is `other`: its name decides then, and whoever reads it says why.
 */
export function zipKindOf(source: ByteSource): ZipKind {
  const names = tried(() => directoryOf(source))?.entries.map(({ name }) => name) ?? [];
  const folder = names[0]?.split('/')[0] ?? '';
  // miniz, by which torch reads archives, does not tell upper from lower case
  const data = `${folder}/${DATA}`.toLowerCase();
  if (names.some((name) => name.toLowerCase() === data)) return 'torch';
  return names.length > 0 && names.every((name) => name.endsWith(ARRAY)) ? 'arrays' : 'other';
}
