import { join } from 'node:path';

/** What lies where in the folder of a run. */
export interface RunPlaces {
  readonly folder: string;
  /** What was asked for; written once. */
  readonly record: string;
  /** Results: a results database of pressproof with the journal beside its decisions. */
  readonly database: string;
  /** Held by the process that works on the run. */
  readonly lock: string;
  /** Files that are not published yet. */
  readonly staging: string;
  /** Files that are, unless the plan has another place for them. */
  readonly outputs: string;
  /** What enforce mode rejected. */
  readonly rejected: string;
}

/** @param folder - absolute */
export function placesOf(folder: string): RunPlaces {
  return {
    folder,
    record: join(folder, 'run.json'),
    database: join(folder, 'run.db'),
    lock: join(folder, 'run.lock'),
    staging: join(folder, '.staging'),
    outputs: join(folder, 'outputs'),
    rejected: join(folder, 'rejected'),
  };
}
