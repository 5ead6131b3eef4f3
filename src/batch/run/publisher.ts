import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isSystemError } from '../../core/system-error.js';
import type { Location } from '../item.js';
import { placeFault, vanished } from './faults.js';

/** Folders known to be there; more than a corpus has, or they are asked for again. */
const MOST_FOLDERS = 10_000;

/** Moves files from staging to their targets, within folders that have to stay where they were when the run began. */
export class Publisher {
  readonly #roots: ReadonlyMap<string, string>;
  readonly #folders = new Set<string>();

  /** @param roots - local folders that are there: of outputs, of staging */
  constructor(roots: readonly string[]) {
    this.#roots = new Map(roots.map((root) => [root, identityOf(root) ?? '']));
  }

  /** @throws RunFault when a folder is gone or another: what is written there would be lost */
  confirmPlaces(): void {
    for (const [root, identity] of this.#roots) if (identityOf(root) !== identity) throw vanished(root);
  }

  /** Replaces what is at the target. @throws RunFault */
  async publish(staged: Location, target: Location): Promise<void> {
    const folder = dirname(target);
    try {
      await this.#ensure(folder);
      await rename(staged, target);
    } catch (error) {
      this.confirmPlaces();
      if (!isMissing(error)) throw placeFault(folder, error);
      await this.#again(staged, target);
    }
  }

  /** Whether a file lies there whole. @param sha256 - of the file; null: not known, then being there is enough */
  async has(location: Location, sha256: string | null): Promise<boolean> {
    try {
      if (sha256 === null) return (await stat(location)).isFile();
      const hash = createHash('sha256');
      for await (const chunk of createReadStream(location)) hash.update(chunk as Buffer);
      return hash.digest('hex') === sha256;
    } catch (error) {
      if (isMissing(error)) return false;
      throw placeFault(location, error);
    }
  }

  async discard(staged: Location): Promise<void> {
    await rm(staged, { force: true });
  }

  /** Somebody tidied up a folder of outputs. */
  async #again(staged: Location, target: Location): Promise<void> {
    this.#folders.clear();
    try {
      await this.#ensure(dirname(target));
      await rename(staged, target);
    } catch (error) {
      throw placeFault(target, error);
    }
  }

  async #ensure(folder: string): Promise<void> {
    if (this.#folders.has(folder)) return;
    await mkdir(folder, { recursive: true });
    if (this.#folders.size >= MOST_FOLDERS) this.#folders.clear();
    this.#folders.add(folder);
  }
}

function isMissing(error: unknown): boolean {
  return isSystemError(error) && error.code === 'ENOENT';
}

/** Which folder lies at a path; null: none. */
function identityOf(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stats?.isDirectory() ? `${stats.dev}:${stats.ino}` : null;
}
