import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from '../../core/make-folder.js';
import { moveFile } from '../../core/move-file.js';
import { StorageError } from './errors.js';
import { measure, receive, refuseOversized } from './receive.js';
import type { Storage } from './storage.js';

/** Files by absolute paths, on disks of this machine or mounted from others. */
export const fileStorage: Storage = {
  stat: sizeOf,
  async digest(location, signal) {
    return (await sizeOf(location)) === null ? null : await measure(location, signal);
  },
  async get(location, path, options) {
    const found = await sizeOf(location);
    if (found === null) throw new StorageError('not_found', `${location} is not there`);
    refuseOversized(found.bytes, options.maxBytes, location);
    return await receive(createReadStream(location), path, location, options);
  },
  async put(path, location, signal) {
    await makeFolder(dirname(location));
    return await receive(createReadStream(path), location, path, { maxBytes: Number.POSITIVE_INFINITY, signal });
  },
  async move(from, to) {
    await makeFolder(dirname(to));
    await moveFile(from, to);
  },
  remove: (location) => rm(location, { force: true }),
};

async function sizeOf(location: string): Promise<{ readonly bytes: number } | null> {
  try {
    const found = await stat(location);
    return found.isFile() ? { bytes: found.size } : null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}
