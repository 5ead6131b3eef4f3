import { constants } from 'node:fs';
import { lstat, open, readlink, realpath, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { describe, invalidArgument } from '../core/errors.js';
import { HttpProblem } from './problem.js';

/** A folder whose files requests may name. */
interface Root {
  /** As its owner wrote it, made absolute. */
  readonly named: string;
  /** Without links. */
  readonly real: string;
}

/** A file below a root, open. */
export interface OpenFile {
  /** As the request means it, absolute. */
  readonly asked: string;
  /** null: its folder is there, and it is not. */
  readonly handle: FileHandle | null;
}

/**
 * The folders whose files requests may name, and the ways into them. Files are opened first and looked at then, so that
 * a link that somebody swaps in between leads nowhere else.
 */
export class Roots {
  readonly #roots: readonly Root[];

  private constructor(roots: readonly Root[]) {
    this.#roots = roots;
  }

  /** @throws UsageError for what is no folder */
  static async open(folders: readonly string[]): Promise<Roots> {
    return new Roots(
      await Promise.all(
        folders.map(async (folder) => {
          const named = resolve(folder);
          const there = await stat(named).catch(() => null);
          if (there?.isDirectory() !== true) throw invalidArgument('server.roots', 'folders that are there', folder);
          return { named, real: await realpath(named) };
        }),
      ),
    );
  }

  get folders(): readonly string[] {
    return this.#roots.map(({ named }) => named);
  }

  /** Whether a path, which need not exist, lies below a root by its name. */
  holds(path: string): boolean {
    return this.#roots.some(({ named, real }) => isWithin(named, path) || isWithin(real, path));
  }

  /** Whether a text begins with a path below a root: of a path that goes on after a space its end is not known. */
  begin(text: string): boolean {
    const folders = this.#roots.flatMap(({ named, real }) => [named, real]);
    return folders.some((folder) => text === folder || text.startsWith(folder.endsWith(sep) ? folder : folder + sep));
  }

  /** The path that a request means. @throws HttpProblem 400, 403 */
  place(field: string, path: string): string {
    if (this.#roots.length === 0) {
      const message = `Paths are not accepted for ${field}: this server has no roots (--root DIR); upload the file instead`;
      throw new HttpProblem(403, 'path_not_allowed', message);
    }
    if (path.includes('\0')) throw new HttpProblem(400, 'invalid_argument', `Expected a path without NUL for ${field}`);
    const [only, ...others] = this.#roots as [Root, ...Root[]];
    if (!isAbsolute(path) && others.length > 0) {
      const message = `Expected an absolute path for ${field}, since this server has several roots, but received ${describe(path)}`;
      throw new HttpProblem(400, 'invalid_argument', message);
    }
    const asked = resolve(only.named, path);
    if (!this.holds(asked)) throw this.#outside(field, path);
    return asked;
  }

  /** Opens a file to be read; its caller closes it. @throws HttpProblem 400, 403 */
  async openFile(field: string, path: string): Promise<OpenFile> {
    const asked = this.place(field, path);
    const folder = await this.#folderOf(field, path, asked);
    const real = await realpath(join(folder, basename(asked))).catch(() => null);
    if (real === null) {
      // a link to nowhere must not tell what is there and what is not
      if (await isAnything(join(folder, basename(asked)))) throw this.#outside(field, path);
      return { asked, handle: null };
    }
    if (!this.#isReal(real)) throw this.#outside(field, path);
    const handle = await opened(real);
    if (handle === null) throw this.#outside(field, path);
    try {
      const isFile = (await handle.stat()).isFile();
      if (!isFile || !(await this.#isStill(handle, real))) throw this.#outside(field, path);
      return { asked, handle };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /**
   * The folder of a path that is to be written, held: what is done below `folder` happens there, whatever becomes of its
   * name. Its caller closes it.
   * @throws HttpProblem 400, 403
   */
  async openFolder(field: string, path: string): Promise<{ asked: string; folder: string; close(): Promise<void> }> {
    const asked = this.place(field, path);
    const real = await this.#folderOf(field, path, asked);
    if (process.platform !== 'linux') return { asked, folder: real, close: async () => {} };
    const handle = await open(real, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW).catch(
      () => null,
    );
    if (handle === null) throw this.#outside(field, path);
    if (!(await this.#isStill(handle, real))) {
      await handle.close();
      throw this.#outside(field, path);
    }
    return { asked, folder: descriptorPath(handle), close: () => handle.close() };
  }

  async #folderOf(field: string, path: string, asked: string): Promise<string> {
    const folder = await realpath(dirname(asked)).catch(() => null);
    if (folder === null || !this.#isReal(folder)) throw this.#outside(field, path);
    return folder;
  }

  #isReal(path: string): boolean {
    return this.#roots.some(({ real }) => isWithin(real, path));
  }

  /** Whether what was opened lies below a root, not only its name of a moment ago. */
  async #isStill(handle: FileHandle, real: string): Promise<boolean> {
    // the kernel knows where an open file lies now
    if (process.platform === 'linux') return this.#isReal(await readlink(descriptorPath(handle)));
    const [now, there] = await Promise.all([realpath(real), stat(real)]);
    const { ino, dev } = await handle.stat();
    return now === real && there.ino === ino && there.dev === dev;
  }

  /** The same words for what is outside, no file, or not there at all: they must not tell which. */
  #outside(field: string, path: string): HttpProblem {
    const how =
      this.#roots.length > 1 ? 'absolute, below one of the roots' : 'relative to the root, or absolute below it';
    const message = `Expected a file below the roots of this server for ${field} but received ${describe(path)}: paths are ${how}; another folder needs --root DIR`;
    return new HttpProblem(403, 'path_not_allowed', message);
  }
}

function descriptorPath({ fd }: FileHandle): string {
  return `/proc/self/fd/${fd}`;
}

async function opened(path: string): Promise<FileHandle | null> {
  // a named pipe without a writer would block for ever
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  return await open(path, flags).catch(() => null);
}

async function isAnything(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null;
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
