import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, open, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, basename, join } from 'node:path';
import { invalidArgument, PressproofError, reasonOf } from '../core/errors.js';
import type { Report } from '../core/report.js';
import { statIfThere } from './stat.js';

/** Hidden, and recognisable should a killed process leave one behind: `.pressproof-<pid>-<random>.gif`. */
const TEMPORARY_PREFIX = '.pressproof-';

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
  const destination = await destinationOf(output);
  const name = `${TEMPORARY_PREFIX}${process.pid}-${randomBytes(8).toString('hex')}${extname(destination)}`;
  const path = join(dirname(destination), name);
  const reserved = await reserve(path, output);

  return {
    path,
    async publish() {
      const now = await statIfThere(path);
      const untouched = now === null || (now.size === 0n && now.ino === reserved);
      if (!untouched) await rename(path, destination);
    },
    async quarantine(folder, report) {
      await mkdir(folder, { recursive: true });
      const extension = extname(destination);
      const unique = `${report.startedAt.replaceAll(/[-:.]/g, '')}-${randomBytes(4).toString('hex')}`;
      const kept = join(folder, `${basename(destination, extension)}.${unique}${extension}`);
      await move(path, kept);
      await writeFile(`${kept}.report.json`, `${JSON.stringify(report, null, 2)}\n`, { flag: 'wx' });
      return kept;
    },
    discard: () => rm(path, { force: true }),
  };
}

/** Where the bytes really go: a link stays a link, and devices are never replaced by a file. */
async function destinationOf(output: string): Promise<string> {
  const there = await statIfThere(output);
  if (there === null) return output;
  if (!there.isFile()) throw invalidArgument('output', 'a path of a regular file', output);
  return await realpath(output);
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
    const message = `${output} cannot be written: ${reasonOf(error)}`;
    throw new PressproofError('output_unwritable', message, { cause: error });
  }
}

async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await copyFile(from, to);
    await rm(from);
  }
}
