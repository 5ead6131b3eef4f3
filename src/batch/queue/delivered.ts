import { parse } from 'node:path/posix';
import type { Location } from '../item.js';
import { storageOf } from '../storage/index.js';
import type { Written } from '../task.js';

/**
 * Where one delivery of a task writes its file: beside `staged`, under a name of its own, so that two deliveries of one
 * item never write the same file. The extension stays, as compressors go by it.
 * @param delivery - names it among all deliveries of all workers: letters, digits and `-`
 */
export function ownPlace(staged: Location, delivery: string): Location {
  const [before, after] = halves(staged);
  return `${before}.${delivery}${after}`;
}

/** Whether a place is one that some delivery of a task writes to. */
export function isOwnPlace(staged: Location, delivered: Location): boolean {
  const [before, after] = halves(staged);
  const own = delivered.slice(before.length, delivered.length - after.length);
  return delivered.startsWith(before) && delivered.endsWith(after) && /^\.[\w-]+$/.test(own);
}

export function folderOf(location: Location): string {
  return location.slice(0, location.lastIndexOf('/'));
}

/** A place before and from its extension on. */
function halves(place: Location): [string, string] {
  const { name, ext } = parse(place.slice(folderOf(place).length + 1));
  return [`${folderOf(place)}/${name}`, ext];
}

/**
 * Puts the file of a delivery where the coordinator looks for it.
 * @returns false: there is none, or another than was judged
 * @throws StorageError, system errors where it cannot be put there
 */
export async function take(delivered: Location, staged: Location, { sha256 }: Written): Promise<boolean> {
  const storage = storageOf(staged);
  const found = await storage.digest(delivered);
  if (found !== null) {
    if (found.sha256 !== sha256) return false;
    await storage.move(delivered, staged);
    return true;
  }
  // a coordinator that was killed may have taken it
  return (await storage.digest(staged))?.sha256 === sha256;
}
