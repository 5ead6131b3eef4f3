import { statSync } from 'node:fs';
import { posix } from 'node:path';
import type { Location } from '../item.js';
import { isOfOneObject, isOfOneOutput, isS3, storageOf } from '../storage/index.js';
import { blockedBy, blockedObject, type BlockedTarget } from './blocked.js';
import { faultOf, placeFault, vanished } from './faults.js';
import { makePlace } from './stages.js';

/** Moves files from staging to their targets, below folders that have to stay what they were when the run began. */
export class Publisher {
  readonly #roots: ReadonlyMap<string, string | null>;
  readonly #outputs: Location;

  /**
   * @param roots - folders of this machine that are there: of outputs, of staging
   * @param outputs - what the folders of the recipes are in
   */
  constructor(roots: readonly string[], outputs: Location) {
    this.#roots = new Map(roots.map((root) => [root, identityOf(root)]));
    this.#outputs = outputs;
  }

  /** @throws RunFault when a folder is gone or another: what is written there would be lost */
  confirmPlaces(): void {
    for (const [root, identity] of this.#roots) if (identityOf(root) !== identity) throw vanished(root);
  }

  /**
   * Replaces what is at the target, which has a file or another, and never a part of one.
   * @throws BlockedTarget where no other file meets the same; RunFault
   */
  async publish(staged: Location, target: Location): Promise<void> {
    try {
      await storageOf(target).move(staged, target);
    } catch (error) {
      this.confirmPlaces();
      throw (await this.#blocked(error, staged, target)) ?? placeFault(posix.dirname(target), error);
    }
  }

  /** null: not this target alone is the matter. @throws RunFault where its recipe has no folder that takes files */
  async #blocked(error: unknown, staged: Location, target: Location): Promise<BlockedTarget | null> {
    const blocked = isS3(target) ? blockedObject(error, target) : blockedBy(error, target);
    if (blocked === null || !(await this.has(staged, null))) return null;
    const [recipe = ''] = target.slice(this.#outputs.length + 1).split('/');
    const folder = `${this.#outputs}/${recipe}`;
    if (isS3(target)) return (await isOfOneOutput(error, folder)) ? blocked : null;
    await makePlace(folder);
    const fault = await faultOf(folder);
    if (fault) throw fault;
    return blocked;
  }

  /** Whether a file lies there whole. @param sha256 - of the file; null: not known, then being there is enough */
  async has(location: Location, sha256: string | null): Promise<boolean> {
    try {
      const storage = storageOf(location);
      if (sha256 === null) return (await storage.stat(location)) !== null;
      return (await storage.digest(location))?.sha256 === sha256;
    } catch (error) {
      // what nobody may look at counts as not there: its item is made again
      if (isS3(location) && (await isOfOneObject(error, location))) return false;
      throw placeFault(location, error);
    }
  }

  /** What is not there is no matter: it is of no item that anybody waits for. @throws RunFault */
  async discard(staged: Location): Promise<void> {
    try {
      await storageOf(staged).remove(staged);
    } catch (error) {
      // in a bucket it is replaced when its item is done again; why it was given up is worth more to be said
      if (!isS3(staged)) throw placeFault(staged, error);
    }
  }
}

/** Which folder lies at a path; null: none. */
function identityOf(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stats?.isDirectory() === true ? `${stats.dev}:${stats.ino}` : null;
}
