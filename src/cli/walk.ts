import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { isSystemError } from '../core/system-error.js';
import { ImageError } from '../image/errors.js';
import { sniff } from '../image/sniff.js';
import { openSource } from '../image/source.js';

const EXTENSIONS = ['.gif', '.webp', '.png', '.jpg', '.jpeg', '.avif'];

/**
 * Files as they were named, and the images of folders below them in the order of their names: what has an image's
 * extension, sound or not, and what has an image's content. Links to folders are not followed: they can be circles.
 */
export async function* imagesIn(paths: readonly string[]): AsyncGenerator<string> {
  for (const path of paths) {
    if (await isFolder(path)) yield* below(path);
    // a missing file is a finding of its own, not an error of the walk
    else yield path;
  }
}

async function* below(folder: string): AsyncGenerator<string> {
  const entries = await entriesOf(folder);
  // given as it is, so that whoever looks at it says why it cannot be read, and the others are still looked at
  if (entries === null) {
    yield folder;
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* below(path);
    else if (entry.isFile() || (entry.isSymbolicLink() && (await isFile(path)))) if (isImage(path)) yield path;
  }
}

/** null for a folder that cannot be read. */
async function entriesOf(folder: string): Promise<Dirent[] | null> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return null;
  }
}

function isImage(path: string): boolean {
  if (EXTENSIONS.includes(extname(path).toLowerCase())) return true;
  try {
    const source = openSource({ path });
    try {
      sniff(source);
      return true;
    } finally {
      source.close();
    }
  } catch (error) {
    if (error instanceof ImageError) return false;
    throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() ?? false;
}
