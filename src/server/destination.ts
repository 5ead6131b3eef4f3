import { constants } from 'node:fs';
import { lstat, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { describe, reasonOf } from '../core/errors.js';
import { renameDurably } from '../core/rename-durably.js';
import { temporaryBeside } from '../core/temporary.js';
import { HttpProblem } from './problem.js';
import type { Roots } from './roots.js';

/** A place below a root where an output is to appear, whole or not at all. */
export interface Destination {
  /** As the request means it, absolute. */
  readonly asked: string;
  /** Replaces what is there by the bytes of a file of ours. */
  publish(from: string): Promise<void>;
  /** Leaves nothing behind but what was published. */
  close(): Promise<void>;
}

/**
 * Reserves a file beside the destination, so that what cannot be written is found out before any work.
 * @throws HttpProblem 400, 403
 */
export async function openDestination(roots: Roots, field: string, path: string): Promise<Destination> {
  const place = await roots.openFolder(field, path);
  const { asked, folder } = place;
  const target = join(folder, basename(asked));
  const beside = temporaryBeside(target, extname(asked));
  let file: FileHandle | null = null;
  let replaces = false;
  try {
    const there = await lstat(target).catch(() => null);
    // a link would lead elsewhere, and a pipe or a folder is no place for a file
    if (there && !there.isFile()) {
      const message = `Expected a path of a regular file for ${field} but received ${describe(path)}`;
      throw new HttpProblem(403, 'path_not_allowed', message);
    }
    replaces = there !== null;
    const flags = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0);
    file = await reserved(beside, flags, field, path);
    // who may not read the older file may not read the newer one either
    if (there) await file.chmod(there.mode & 0o777);
  } catch (error) {
    await file?.close();
    await rm(beside, { force: true });
    await place.close();
    throw error;
  }
  const held = file;
  return {
    asked,
    async publish(from) {
      for await (const chunk of createReadStream(from)) await held.writeFile(chunk as Uint8Array);
      // what is replaced must not be lost to a power cut
      await (replaces ? renameDurably : rename)(beside, target);
    },
    async close() {
      await held.close();
      await rm(beside, { force: true });
      await place.close();
    },
  };
}

async function reserved(beside: string, flags: number, field: string, path: string): Promise<FileHandle> {
  try {
    return await open(beside, flags, 0o666);
  } catch (error) {
    const { code = reasonOf(error) } = error as NodeJS.ErrnoException;
    const message = `${describe(path)} of ${field} cannot be written (${code})`;
    throw new HttpProblem(403, 'output_unwritable', message, { cause: error });
  }
}
