import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** How a file system that looks up names by something of them finds what is called otherwise. */
export function lookUp(path: string, fold: (name: string) => string): string {
  const name = basename(path);
  const names = namesIn(dirname(path));
  if (names.includes(name)) return path;
  return join(dirname(path), names.find((other) => fold(other) === fold(name)) ?? name);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** What file systems go by, as far as tests need it: case letter by letter, or with letters that become two. */
export const FOLDS = {
  nothing: (name: string) => name,
  forms: (name: string) => name.normalize('NFD'),
  case: (name: string) => Array.from(name, (letter) => letter.toLowerCase()).join(''),
  both: (name: string) => name.normalize('NFD').toUpperCase().toLowerCase().normalize('NFD'),
};
