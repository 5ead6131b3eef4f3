import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { blobsOf } from '../../artifact/layout/hub-cache.js';
import { invalidArgument } from '../../core/errors.js';
import { comparedPlaces, type Location } from '../item.js';
import type { Task } from '../task.js';

export interface Boundaries {
  /** Folders whose files are read. */
  readonly roots: readonly string[];
  /** Folders that outputs are written below. Default: the roots. */
  readonly outputs?: readonly string[] | undefined;
  /** Buckets that are read and written. */
  readonly buckets?: readonly string[] | undefined;
}

/** What of the world a worker touches, whatever its jobs say. */
export class Confines {
  readonly roots: readonly string[];
  readonly outputs: readonly string[];
  readonly buckets: readonly string[];

  private constructor(roots: readonly string[], outputs: readonly string[], buckets: readonly string[]) {
    this.roots = roots;
    this.outputs = outputs;
    this.buckets = buckets;
  }

  /** @throws UsageError for a folder that is not there */
  static async open({ roots, outputs = roots, buckets = [] }: Boundaries): Promise<Confines> {
    return new Confines(await Promise.all(roots.map(real('--root'))), await Promise.all(outputs.map(real('--out'))), [
      ...buckets,
    ]);
  }

  /** Why a task is not for this worker; null: it is. */
  async refusal({ item, staged }: Task): Promise<string | null> {
    const { input, output } = item.entry;
    for (const place of [input, ...(output === null ? [] : [output]), ...comparedPlaces(item.entry)]) {
      if (!(await this.reads(place))) return refused(place, 'read', '--root');
    }
    return staged === null || (await this.writes(staged)) ? null : refused(staged, 'write', '--out');
  }

  /** Whether a place is one to be read, links followed. */
  async reads(place: Location): Promise<boolean> {
    return await this.#holds(place, this.roots, place);
  }

  /** Whether a file or folder may be made there. */
  async writes(place: Location): Promise<boolean> {
    return await this.#holds(place, this.outputs, dirname(place));
  }

  /** @param existing - the part of the place whose links can be followed */
  async #holds(place: Location, folders: readonly string[], existing: string): Promise<boolean> {
    if (place.startsWith('s3://')) return this.buckets.includes(place.split('/')[2] ?? '');
    if (!isAbsolute(place)) return false;
    const found = await realWay(resolve(existing));
    if (found === null) return false;
    // what is read there are the blobs that its links lead to, also where it is the folder of all revisions
    const ways = [found, blobsOf(join(found, 'revision')) ?? found];
    return ways.every((way) => folders.some((folder) => isWithin(folder, way)));
  }
}

function real(flag: string) {
  return async (folder: string): Promise<string> =>
    await realpath(folder).catch(() => {
      throw invalidArgument(flag, 'a folder that exists', folder);
    });
}

/** A path with its links followed, also where the end of it is not there; null: where it leads cannot be told. */
async function realWay(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // a link that leads nowhere yet leads out once somebody makes what it names
    const isAbsent = code === 'ENOENT' && (await lstat(path).catch(() => null)) === null;
    const folder = isAbsent ? await realWay(dirname(path)) : null;
    return folder === null ? null : join(folder, basename(path));
  }
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function refused(place: Location, what: 'read' | 'write', flag: string): string {
  const remedy = place.startsWith('s3://')
    ? `start it with --bucket ${place.split('/')[2]}`
    : `start it with ${flag} FOLDER`;
  return `This worker may not ${what} ${place}: ${remedy}`;
}
