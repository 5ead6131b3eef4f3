import type { Dirent } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { isSystemError } from '../../core/system-error.js';
import { ImageError } from '../../image/errors.js';
import { sniff } from '../../image/sniff.js';
import { openSource } from '../../image/source.js';
import { namesInOrder } from './names-in-order.js';

export interface WalkOptions {
  /** Levels of folders that are entered, 0: none. */
  readonly depth?: number | undefined;
  /** Folders that are not entered, absolute. */
  readonly except?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A file below a folder, or a folder that cannot be read. */
export interface Found {
  readonly path: string;
  readonly isFile: boolean;
}

const EXTENSIONS = ['.gif', '.webp', '.png', '.jpg', '.jpeg', '.avif'];

/**
 * Files below a folder in the order of their names, one folder's names in memory at a time (see names-in-order.ts).
 * Links to folders are not followed: they can be circles. A folder that cannot be read is given itself, so that whoever
 * looks at it says why, and the others are still looked at.
 */
export async function* filesBelow(folder: string, options: WalkOptions = {}): AsyncGenerator<Found, void> {
  const { depth = Number.POSITIVE_INFINITY, except = [], signal } = options;
  try {
    for await (const entry of namesInOrder(folder, signal)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (depth > 0 && !except.includes(path)) yield* filesBelow(path, { ...options, depth: depth - 1 });
      } else if (entry.isFile() || (await isGiven(path, entry))) yield { path, isFile: true };
    }
  } catch (error) {
    // not what a consumer throws: generators are ended by it, not entered
    if (!isSystemError(error)) throw error;
    yield { path: folder, isFile: false };
  }
}

/** A link to a file; and what is no file but called an image (a link to nothing, a pipe), so that its result says why. */
async function isGiven(path: string, entry: Dirent): Promise<boolean> {
  const found = entry.isSymbolicLink() ? await stat(path).catch(() => null) : entry;
  return found?.isFile() === true || (found?.isDirectory() !== true && hasImageExtension(entry.name));
}

/** The images among them: what has an image's extension, sound or not, and what has an image's content. */
export async function* imagesBelow(folder: string, options: WalkOptions = {}): AsyncGenerator<string, void> {
  for await (const { path, isFile: file } of filesBelow(folder, options)) if (!file || isImage(path)) yield path;
}

/** Whether a name is one of an image. */
export function hasImageExtension(name: string): boolean {
  return EXTENSIONS.includes(extname(name).toLowerCase());
}

function isImage(path: string): boolean {
  if (hasImageExtension(path)) return true;
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

export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}
