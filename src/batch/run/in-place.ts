import { statSync } from 'node:fs';
import type { Location } from '../item.js';
import { isS3 } from '../storage/location.js';

/**
 * Whether a published file is where it was put, as far as its size tells: to read a corpus again would take as long as
 * making it. Of a bucket nobody is asked: a question an object takes hours over a million.
 */
export function isInPlace({ target, bytes }: { readonly target: Location; readonly bytes: number | null }): boolean {
  if (isS3(target)) return true;
  const found = statSync(target, { throwIfNoEntry: false });
  return found?.isFile() === true && (bytes === null || found.size === bytes);
}
