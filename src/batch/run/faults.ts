import { statfs, writeFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryBeside } from '../../core/temporary.js';
import { PressproofError, reasonOf } from '../../core/errors.js';
import { isSystemError } from '../../core/system-error.js';
import { StoreError } from '../../store/errors.js';
import type { Location } from '../item.js';
import { isS3, s3Place } from '../storage/location.js';
import { BLOCKED } from '../tried-again.js';
import type { Outcome, Task } from '../task.js';

/** Why a run cannot go on here and now. What is done stays done. */
export class RunFault extends PressproofError {}

const NO_ROOM = ['ENOSPC', 'EDQUOT', 'EFBIG'];
const FORBIDDEN = ['EROFS', 'EACCES', 'EPERM'];
const GONE = ['ENOENT', 'ENOTDIR', 'ESTALE', 'ENODEV'];

/** What an error of writing says of a place, in words for its operator. */
export function placeFault(place: string, error: unknown): RunFault {
  const code = isSystemError(error) ? (error.code ?? '') : '';
  if (NO_ROOM.includes(code)) return noRoom(place, { cause: error });
  if (FORBIDDEN.includes(code)) {
    return new RunFault('output_unwritable', `${place} cannot be written (${code})`, { cause: error });
  }
  if (GONE.includes(code)) return vanished(place, { cause: error });
  return new RunFault('output_unwritable', `${place} cannot be used: ${reasonOf(error)}`, { cause: error });
}

/** The same of a place that could not be made, so it was never there. */
export function makingFault(place: string, error: unknown): RunFault {
  const fault = placeFault(place, error);
  if (fault.code !== 'output_vanished') return fault;
  return new RunFault('output_unwritable', `${place} cannot be made: ${reasonOf(error)}`, { cause: error });
}

export function vanished(place: string, options?: ErrorOptions): RunFault {
  return new RunFault('output_vanished', `${place} was removed while the batch was at work`, options);
}

function noRoom(place: string, options?: ErrorOptions): RunFault {
  return new RunFault('disk_full', `There is no room left on the disk of ${place}`, options);
}

/** What a store of objects says, after its client has tried again and again, that no other item would hear otherwise. */
const STORE_IS_OUT = ['unreachable', 'storage_failed', 'no_credentials', 'no_region'];

/** What it says of a bucket that it is there for others: a manifest may name one too many, which is of its items. */
const BUCKET_IS_OUT = ['access_denied', 'bucket_missing'];

/**
 * Whether an item failed because its store cannot be used, or takes no output: an outage in the night must not count
 * against a corpus. What is of one object alone has another code: see execute/places.ts.
 * @param listed - buckets that the run has its inputs from, which could be listed when it began
 */
export function storageFaultBehind(
  { code, message }: Outcome & { readonly kind: 'error' },
  { staged, item: { entry } }: Task,
  listed: ReadonlySet<string>,
): RunFault | null {
  const isOfOutput = staged !== null && isS3(staged) && message.startsWith(`${staged} `) && code !== BLOCKED;
  const isOfListed =
    BUCKET_IS_OUT.includes(code) && bucketsOf([entry.input, entry.output]).some((one) => listed.has(one));
  return isOfOutput || isOfListed || STORE_IS_OUT.includes(code) ? new RunFault(code, message) : null;
}

export function bucketsOf(locations: readonly (Location | null)[]): string[] {
  return locations.flatMap((location) => (location !== null && isS3(location) ? [s3Place(location).bucket] : []));
}

/** What ends a run, as it is told: of the results database, whose errors have words of their own, with what to do. */
export function journalFault(error: unknown): Error {
  if (!(error instanceof StoreError)) return error instanceof Error ? error : new Error(String(error));
  return new RunFault(error.code, error.message, { cause: error });
}

/** Free bytes below which an item that could not be made is not blamed: outputs may be larger than their inputs. */
const ROOM_TO_SPARE = 2 ** 20;
const PROBE = Buffer.alloc(2 ** 16);

/**
 * Whether an item failed because of the place that its output goes to: then the next one would too, and a whole corpus
 * would count as failed. Engines report a full disk in their own words or in none, so the place itself is asked.
 * @param folder - local, where the file was to be written
 * @returns null: the place is as it should be
 */
export async function placeFaultBehind(
  outcome: Outcome & { readonly kind: 'error' },
  folder: string,
): Promise<RunFault | null> {
  if (/\b(ENOSPC|EDQUOT)\b|no space left|disk quota exceeded/i.test(outcome.message)) return noRoom(folder);
  return await faultOf(folder);
}

/** Whether a folder takes no files, or has hardly room for them; null: it is as it should be. */
export async function faultOf(folder: string): Promise<RunFault | null> {
  const probe = temporaryBeside(join(folder, 'probe'), '');
  try {
    await writeFile(probe, PROBE);
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize < ROOM_TO_SPARE ? noRoom(folder) : null;
  } catch (error) {
    return placeFault(folder, error);
  } finally {
    await rm(probe, { force: true }).catch(() => {});
  }
}
