import { dirname, relative, sep } from 'node:path';
import { isS3 } from '../storage/location.js';
import type { Location } from '../item.js';
import { globFolder, isGlob } from './glob.js';
import { kindOf } from './open.js';

/** The deepest folder that all of some folders are in, itself one of them or not. */
export function commonFolder(folders: readonly string[]): string {
  const [first = [], ...others] = folders.map((folder) => folder.split('/'));
  const differs = first.findIndex((part, at) => others.some((folder) => folder[at] !== part));
  return (differs === -1 ? first : first.slice(0, differs)).join('/') || '/';
}

/**
 * The folder that names of what a run's inputs give can begin at, whether they are still there or not.
 * @param inputs - absolute; what lies in buckets has an address that holds everywhere
 */
export async function rootOfInputs(inputs: readonly Location[]): Promise<string> {
  return commonFolder(await Promise.all(inputs.filter((input) => !isS3(input)).map(rootOf)));
}

async function rootOf(input: string): Promise<string> {
  const kind = await kindOf(input);
  if (kind === 'folder') return input;
  return kind === null && isGlob(input) ? globFolder(input) : dirname(input);
}

/** A place by its way from a folder or prefix; whole where it does not lie there, so that no two have one name. */
export function nameBelow(root: Location, place: Location): string {
  if (isS3(place) || isS3(root)) return place.startsWith(`${root}/`) ? place.slice(root.length + 1) : place;
  const way = relative(root, place);
  return way === '' || way === '..' || way.startsWith(`..${sep}`) ? place : way;
}
