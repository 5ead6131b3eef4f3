import { isSystemError } from '../../core/system-error.js';
import { isSameFile } from '../../guard/files/stat.js';
import { isS3 } from '../storage/location.js';
import { LONGEST } from './name.js';
import type { Listed } from './source.js';

/** A file by its name in the other normal forms of Unicode; whether that is a name of it is for its file system to say. */
export function otherForms({ location, name }: Listed): Listed[] {
  if (isS3(location) || !location.endsWith(name)) return [];
  const folder = location.slice(0, location.length - name.length);
  return ['NFC', 'NFD']
    .map((form) => name.normalize(form))
    .filter((other) => other !== name && other.split('/').every((part) => Buffer.byteLength(part) <= LONGEST))
    .map((other) => ({ location: `${folder}${other}`, name: other }));
}

/** The forms by which its file system finds a file too: HFS+ gives names in NFD, whatever they were called by. */
export async function ownForms(listed: Listed): Promise<Listed[]> {
  const own: Listed[] = [];
  for (const other of otherForms(listed)) if (await isFoundAs(listed.location, other.location)) own.push(other);
  return own;
}

/** Whether both paths lead to one file. What may not be looked at says so when it is read. */
export async function isFoundAs(one: string, other: string): Promise<boolean> {
  try {
    return await isSameFile(one, other);
  } catch (error) {
    if (isSystemError(error)) return false;
    throw error;
  }
}
