import { opendir, stat } from 'node:fs/promises';
import { posix } from 'node:path';
import { PressproofError, reasonOf } from '../../core/errors.js';
import { mayStandForBytes } from '../../core/not-utf8.js';
import { privateFolder, type PrivateFolder } from '../../guard/pipeline/folder.js';
import type { Location } from '../item.js';
import { isOfOneObject, isOfOneOutput, isS3, storageOf } from '../storage/index.js';
import { BLOCKED, GO_ON } from '../tried-again.js';

/** The files of one item on this machine. What lies elsewhere is fetched into folders that nobody else can read. */
export interface Places {
  /** What reports call files that lie elsewhere than people know them, by path. */
  readonly names: ReadonlyMap<string, Location>;
  /**
   * An input where engines and checks can read it.
   * @throws PressproofError `input_missing`, `input_unreadable`; StorageError of more than this object
   */
  input(location: Location): Promise<string>;
  /** Likewise what was made of an input; that it is not there is for the verdict to say. */
  judged(location: Location): Promise<string>;
  /** Where the output that is to be published at `target` is written. */
  output(staged: Location, target: Location): Promise<string>;
  /**
   * Brings an output from there to where it is staged.
   * @throws PressproofError `output_blocked`; StorageError of more than this object
   */
  deliver(path: string, staged: Location): Promise<void>;
  /** Removes what was fetched for the item. */
  release(): Promise<void>;
}

export interface FetchLimits {
  /** Of one file. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export function placesOf(limits: FetchLimits): Places {
  const names = new Map<string, Location>();
  const folders: PrivateFolder[] = [];
  const ownPath = async (name: Location): Promise<string> => {
    const folder = await privateFolder(name);
    folders.push(folder);
    const path = folder.file();
    names.set(path, name);
    return path;
  };
  const fetched = async (location: Location): Promise<string> => {
    const path = await ownPath(location);
    await storageOf(location)
      .get(location, path, limits)
      .catch(async (cause: unknown) => {
        if (!(await isOfOneObject(cause, location))) throw cause;
        throw new PressproofError('input_unreadable', `${reasonOf(cause)}, ${GO_ON}`, { cause });
      });
    return path;
  };
  return {
    names,
    async input(location) {
      if (!isS3(location)) return await expectFile(location);
      return await fetched(location).catch((cause: unknown) => {
        if (!isNotFound(cause)) throw cause;
        throw new PressproofError('input_missing', `${location}: there is no such object; put it there, ${GO_ON}`, {
          cause,
        });
      });
    },
    async judged(location) {
      if (!isS3(location)) return location;
      return await fetched(location).catch(async (error: unknown) => {
        if (isNotFound(error)) return await ownPath(location);
        throw error;
      });
    },
    async output(staged, target) {
      if (isS3(staged)) return await ownPath(target);
      names.set(staged, target);
      return staged;
    },
    async deliver(path, staged) {
      if (path === staged) return;
      await storageOf(staged)
        .put(path, staged, limits.signal)
        .catch(async (cause: unknown) => {
          if (!(await isOfOneOutput(cause, posix.dirname(staged)))) throw cause;
          const message = `${names.get(path)} cannot be published: ${reasonOf(cause)}, ${GO_ON}`;
          throw new PressproofError(BLOCKED, message, { cause });
        });
    },
    async release() {
      await Promise.all(folders.map((folder) => folder.remove()));
    },
  };
}

function isNotFound(error: unknown): boolean {
  return error instanceof PressproofError && error.code === 'not_found';
}

/** So that its absence is not taken for what an engine or a check says of it. */
async function expectFile(path: string): Promise<string> {
  const found = await stat(path).catch((cause: unknown) => {
    const { code } = cause as NodeJS.ErrnoException;
    const isGone = code === 'ENOENT' || code === 'ENOTDIR';
    // whether it ever was nobody here knows: a manifest may name what never was
    const what = isGone ? `: there is no such file${hintOf(path)}` : ` cannot be read: ${reasonOf(cause)}`;
    throw new PressproofError(isGone ? 'input_missing' : 'input_unreadable', `${path}${what}`, { cause });
  });
  if (found.isDirectory()) await expectReadable(path);
  if (!found.isFile()) throw new PressproofError('input_unreadable', `${path} is no file`);
  return path;
}

/** A folder of the inputs that could not be read is an item, too: see inputs/folder.ts. */
async function expectReadable(folder: string): Promise<void> {
  try {
    await (await opendir(folder)).close();
  } catch (cause) {
    throw new PressproofError('input_unreadable', `${folder} cannot be read: ${reasonOf(cause)}`, { cause });
  }
}

function hintOf(path: string): string {
  return mayStandForBytes(path) ? '; a name that is not UTF-8 cannot be opened: rename it' : '';
}
