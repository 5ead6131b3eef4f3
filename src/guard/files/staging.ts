import { randomBytes } from 'node:crypto';
import { chmod, lstat, open, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { invalidArgument, PressproofError } from '../../core/errors.js';
import { makeFolder } from '../../core/make-folder.js';
import { moveFile } from '../../core/move-file.js';
import { renameDurably, syncFile } from '../../core/rename-durably.js';
import type { Report } from '../../core/report.js';
import { temporaryBeside } from '../../core/temporary.js';
import { jsonText } from '../../core/visible.js';
import { statIfThere } from './stat.js';
import { whyUnwritable } from './unwritable.js';

/** A file of our own beside its destination; it becomes visible there whole, or never. */
export interface Staging {
  readonly path: string;
  /** Replaces what is at the destination. An engine that wrote nothing leaves the destination as it is. */
  publish(): Promise<void>;
  /** Moves the file and its report into a folder, under a name that nobody else has. Returns the file's path. */
  quarantine(folder: string, report: Report): Promise<string>;
  /** Leaves nothing behind. Harmless after publish and quarantine. */
  discard(): Promise<void>;
}

/**
 * Reserves a temporary name in the destination's folder (renaming is atomic only on one file system), with the
 * destination's extension, which tells engines the format.
 * @throws UsageError when the destination is no place for a file; PressproofError `output_unwritable`
 */
export async function stage(output: string): Promise<Staging> {
  const { destination, permissions } = await destinationOf(output);
  const path = temporaryBeside(destination, extname(destination));
  const reserved = await reserve(path, output);

  return {
    path,
    async publish() {
      const now = await statIfThere(path);
      if (now === null || (now.size === 0n && now.ino === reserved)) return;
      // a link has no permissions of its own, and those of its target are not ours to change
      if (permissions !== null && (await lstat(path)).isFile()) {
        await chmod(path, permissions);
        // what is replaced must not be lost to a power cut; where nothing was, nothing can be
        await renameDurably(path, destination);
      } else await rename(path, destination);
    },
    async quarantine(folder, report) {
      await makeFolder(folder);
      const kept = join(folder, quarantineName(destination, report));
      try {
        await writeFile(`${kept}.report.json`, `${jsonText(report, 2)}\n`, { flag: 'wx' });
        // its name is on the disk with that of the file
        await syncFile(`${kept}.report.json`);
        await moveFile(path, kept);
      } catch (error) {
        // half of the evidence on a full disk is worse than none
        await Promise.all([rm(kept, { force: true, recursive: true }), rm(`${kept}.report.json`, { force: true })]);
        throw error;
      }
      return kept;
    },
    // an engine may have made a folder of it
    discard: () => rm(path, { force: true, recursive: true }),
  };
}

/** Where the bytes really go: a link stays a link, and devices are never replaced by a file. */
async function destinationOf(output: string): Promise<{ destination: string; permissions: number | null }> {
  // it would be the working folder
  if (output === '') throw invalidArgument('output', 'a path of a regular file', output);
  const there = await statIfThere(output);
  if (there === null) return { destination: resolve(output), permissions: null };
  if (!there.isFile()) throw invalidArgument('output', 'a path of a regular file', output);
  // who may not read the older file may not read the newer one either
  return { destination: await realpath(output), permissions: Number(there.mode & 0o777n) };
}

/** O_EXCL: a name that exists already is somebody else's. Returns the inode. */
async function reserve(path: string, output: string): Promise<bigint> {
  try {
    const handle = await open(path, 'wx');
    try {
      return (await handle.stat({ bigint: true })).ino;
    } finally {
      await handle.close();
    }
  } catch (error) {
    const message = `${output} cannot be written: ${whyUnwritable(output, error)}`;
    throw new PressproofError('output_unwritable', message, { cause: error });
  }
}

/** The destination's name, the time and something random; at most 255 bytes with `.report.json`, as file systems ask. */
function quarantineName(destination: string, { startedAt }: Report): string {
  const extension = extname(destination);
  // 180 leave room for the rest
  const stem = Buffer.from(basename(destination, extension))
    .subarray(0, 180)
    .toString('utf8')
    .replace(/\ufffd+$/, '');
  const unique = `${startedAt.replaceAll(/[-:.]/g, '')}-${randomBytes(4).toString('hex')}`;
  return `${stem}.${unique}${extension}`;
}
