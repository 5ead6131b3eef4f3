import { statIfThere } from '../../guard/files/stat.js';
import type { Published } from '../journal/journal.js';
import { isS3 } from '../storage/location.js';
import { measure } from '../storage/receive.js';

const NS_PER_MS = 1_000_000n;

/**
 * Whether a published file is where it was put, as it was. It is read where it was written to since, as its time says: to
 * read a whole corpus again would take as long as making it. Of a bucket nobody is asked: a question an object takes
 * hours over a million.
 * @param suspect - to be read whatever its time says
 * @throws what the file system says
 */
export async function isInPlace(
  { target, bytes, sha256, finishedAt }: Published,
  { suspect }: { readonly suspect: boolean },
): Promise<boolean> {
  if (isS3(target)) return true;
  const found = await statIfThere(target);
  if (found?.isFile() !== true || (bytes !== null && Number(found.size) !== bytes)) return false;
  // renaming leaves the time alone, and it was written before its item was finished
  if (sha256 === null || (!suspect && found.mtimeNs <= BigInt(Date.parse(finishedAt)) * NS_PER_MS)) return true;
  return (await measure(target)).sha256 === sha256;
}
