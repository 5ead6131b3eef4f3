import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { makeFolder } from '../../core/make-folder.js';
import type { RunRecord } from '../journal/run-record.js';
import type { RunPlaces } from '../journal/places.js';
import type { Location } from '../item.js';
import { isAlive } from '../../guard/files/stale-copies.js';
import { isS3 } from '../storage/location.js';
import { makingFault, placeFault } from './faults.js';

/** Where files of a run are written first, and where they are published from there by being renamed. */
export interface Stages {
  readonly outputs: Location;
  readonly staging: Location;
  /** The folder that staging folders are in; null: in a bucket. */
  readonly folder: string | null;
}

/** A name that no output has, since folders of recipes never begin with a dot. */
export const BESIDE_OUTPUTS = '.pressproof-staging';
/** One for all processes that coordinate a run. */
const SHARED = 'shared';

/**
 * @param outlived - whether what workers made for a coordinator that died is taken up by the next one, as from a queue.
 *   Otherwise every coordinator has a folder of its own: what outlives an earlier one writes where nobody looks any more
 */
export function stagesOf(places: RunPlaces, { id, outputs }: RunRecord, outlived: boolean): Stages {
  const session = outlived ? SHARED : randomBytes(4).toString('hex');
  if (outputs === null) {
    return { outputs: places.outputs, staging: join(places.staging, session), folder: places.staging };
  }
  // by the run alone: what a killed process left in a bucket is replaced when its items are done again
  if (isS3(outputs)) return { outputs, staging: `${outputs}/${BESIDE_OUTPUTS}/${id}`, folder: null };
  // renaming is atomic within one file system, and the outputs may have their own
  const folder = join(outputs, `${BESIDE_OUTPUTS}-${id}`);
  return { outputs, staging: join(folder, session), folder };
}

/** Takes away what earlier processes left beside a staging folder. @throws RunFault */
export async function clearBeside(staging: string, folder: string): Promise<void> {
  try {
    const names = await readdir(folder).catch(() => []);
    const others = names.filter((name) => name !== SHARED || basename(staging) !== SHARED);
    for (const name of others) await rm(join(folder, name), { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    throw placeFault(folder, error);
  }
}

/** @throws RunFault */
export async function makePlace(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
  } catch (error) {
    throw makingFault(folder, error);
  }
}

/** @throws RunFault */
export async function clearFolder(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    throw placeFault(folder, error);
  }
}

/** See temporaryBeside: with whose it is. */
const TEMPORARY = /^\.pressproof-(\d+)-[0-9a-f]+/;

/** Takes away files that processes were writing to a folder when they were killed. @throws RunFault */
export async function clearTemporary(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = Number(TEMPORARY.exec(name)?.[1] ?? Number.NaN);
    // this process has written nothing yet, so what has its number is of an earlier one
    if (!Number.isNaN(pid) && (pid === process.pid || !isAlive(pid))) await clearFolder(join(folder, name));
  }
}
