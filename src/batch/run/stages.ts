import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunRecord } from '../journal/run-record.js';
import type { RunPlaces } from '../journal/places.js';
import type { Location } from '../item.js';
import { placeFault } from './faults.js';

/** Where files of a run are written first, and where they are published from there by being renamed. */
export interface Stages {
  readonly outputs: Location;
  /** Of this process alone: a worker that outlived an earlier one writes where nobody looks any more. */
  readonly staging: Location;
  /** All of it that is in a folder: what goes when a run begins and ends. null: in a bucket. */
  readonly folder: string | null;
}

/** A name that no output has, since recipes never begin with a dot. */
const BESIDE_OUTPUTS = '.pressproof-staging';

export function stagesOf(places: RunPlaces, { id, outputs }: RunRecord): Stages {
  const session = randomBytes(4).toString('hex');
  if (outputs === null) {
    return { outputs: places.outputs, staging: join(places.staging, session), folder: places.staging };
  }
  // by the run alone: what a killed process left in a bucket is replaced when its items are done again
  if (outputs.includes('://')) return { outputs, staging: `${outputs}/${BESIDE_OUTPUTS}/${id}`, folder: null };
  // renaming is atomic within one file system, and the outputs may have their own
  const folder = join(outputs, `${BESIDE_OUTPUTS}-${id}`);
  return { outputs, staging: join(folder, session), folder };
}

/** @throws RunFault */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw placeFault(folder, error);
  }
}

/** Takes away what earlier processes left. @throws RunFault */
export async function clearFolder(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true });
  } catch (error) {
    throw placeFault(folder, error);
  }
}
