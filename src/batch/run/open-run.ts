import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { PressproofError, UsageError } from '../../core/errors.js';
import { renameDurably } from '../../core/rename-durably.js';
import { isSystemError } from '../../core/system-error.js';
import type { StoreError } from '../../store/errors.js';
import { VERSION } from '../../guard/tool.js';
import { Journal } from '../journal/journal.js';
import { placesOf, type RunPlaces } from '../journal/places.js';
import { readRunRecord, type RunRecord } from '../journal/run-record.js';
import { placeFault } from './faults.js';
import { lockRun, type RunLock } from './lock.js';
import { makePlace } from './stages.js';

/** What a run does, without when and by whom. */
export type Asked = Omit<RunRecord, 'schemaVersion' | 'id' | 'tool' | 'startedAt'>;

/** A run that this process, and no other, works on. */
export interface OpenRun {
  readonly places: RunPlaces;
  readonly record: RunRecord;
  readonly journal: Journal;
  /** Whether it was begun before. */
  readonly resumed: boolean;
  /** Returns what kept the results from being brought into one file; nothing is lost by that. */
  close(): StoreError | null;
}

/**
 * Begins a run, or goes on with it.
 * @param asked - null: what its record says
 * @throws UsageError where it must not be begun (`run_exists`), is another (`run_differs`), is not there (`no_run`) or is
 *   worked on (`run_locked`); RunFault, StoreError where its folder cannot be used
 */
export async function openRunForWork(folder: string, asked: Asked | null, resume: boolean): Promise<OpenRun> {
  const places = placesOf(resolve(folder));
  const before = recordFor(places, asked, resume);
  if (before === null) await makePlace(places.folder);
  const lock = lockRun(places.lock);
  try {
    // another process may have begun it before this one had the lock
    const found = recordFor(places, asked, resume);
    if (found !== null) confirmResults(places);
    const journal = new Journal(places.database);
    try {
      const record = found ?? (await begin(places, asked!));
      return { places, record, journal, resumed: found !== null, close: () => close(journal, lock) };
    } catch (error) {
      journal.close();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

function close(journal: Journal, lock: RunLock): StoreError | null {
  try {
    return journal.close();
  } finally {
    lock.release();
  }
}

/** @returns null: the run is to be begun */
function recordFor({ folder }: RunPlaces, asked: Asked | null, resume: boolean): RunRecord | null {
  const record = readRunRecord(folder);
  if (record === null) {
    if (asked !== null) return null;
    throw new UsageError('no_run', `There is no run in ${folder} to go on with; state inputs to begin one`);
  }
  if (!resume) {
    const remedy = 'go on with it by --resume, or name another folder with --out';
    throw new UsageError('run_exists', `There is a run in ${folder}, begun ${record.startedAt}: ${remedy}`);
  }
  refuseOtherVersion(folder, record);
  if (asked !== null) refuseOther(folder, asked, record);
  return record;
}

/** Verdicts of two versions in one table would be compared as if they were of one. */
function refuseOtherVersion(folder: string, { tool: { version } }: RunRecord): void {
  if (version === VERSION) return;
  const remedy = `go on with it by pressproof ${version}, or begin another run in another folder with --out`;
  throw new UsageError(
    'run_differs',
    `The run in ${folder} is of pressproof ${version}, this is ${VERSION}: ${remedy}`,
  );
}

/** A run has had its results from before it had a record: without them it would be begun anew under an old name. */
function confirmResults({ database }: RunPlaces): void {
  if (existsSync(database)) return;
  const remedy = 'put it back, or begin another run in another folder with --out';
  throw new UsageError('results_gone', `${database}, which has the results of this run, is not there: ${remedy}`);
}

const NAMES: Readonly<Record<keyof Asked, string>> = {
  job: 'job',
  inputs: 'inputs',
  against: 'folder of outputs (against)',
  suffix: 'suffix',
  recipes: 'recipes',
  outputs: 'place for outputs',
  settings: 'settings of the plan',
  flags: 'flags',
};

/** Results of two plans in one table would be compared as if they were of one. */
function refuseOther(folder: string, asked: Asked, record: RunRecord): void {
  for (const field of Object.keys(NAMES) as (keyof Asked)[]) {
    // as JSON has it: what was undefined is not there
    const [now, then] = [asToJson(asked[field]), asToJson(record[field])];
    if (isDeepStrictEqual(now, then)) continue;
    const difference = `its ${NAMES[field]} are ${shown(field, then, now)}, asked are ${shown(field, now, then)}`;
    const remedy = 'name only --resume --out to go on with it, or another folder with --out';
    throw new UsageError('run_differs', `The run in ${folder} is another: ${difference}; ${remedy}`);
  }
}

/** The part that the other has not; of recipes their names. */
function shown(field: keyof Asked, value: unknown, other: unknown): string {
  if (!Array.isArray(value) || !Array.isArray(other)) return JSON.stringify(value);
  const own = value.filter((one) => !other.some((another) => isDeepStrictEqual(one, another)));
  const names = own.map((one) => (field === 'recipes' ? (one as { readonly label: string }).label : String(one)));
  if (names.length === 0) return value.length === other.length ? 'in another order' : 'only some of them';
  const [first, ...others] = names;
  return others.length === 0 ? JSON.stringify(first) : `${JSON.stringify(first)} and ${others.length} more`;
}

function asToJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}

async function begin(places: RunPlaces, asked: Asked): Promise<RunRecord> {
  const record: RunRecord = {
    schemaVersion: 1,
    id: randomUUID(),
    tool: { name: 'pressproof', version: VERSION },
    startedAt: new Date().toISOString(),
    ...asked,
  };
  const beside = `${places.record}.tmp`;
  await writable(places, async () => {
    // for its owner alone, as the results are: flags may hold what others should not see
    await writeFile(beside, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
    // no result without it is of any use
    await renameDurably(beside, places.record);
  });
  return record;
}

async function writable(places: RunPlaces, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof PressproofError || !isSystemError(error)) throw error;
    throw placeFault(places.folder, error);
  }
}
