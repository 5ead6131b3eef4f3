import { reasonOf, UsageError } from '../../core/errors.js';
import type { SubjectRef } from '../../core/report.js';
import { LONE, PAIR } from '../../image/checks/ids.js';
import type { ImageInput } from '../../image/source.js';
import type { ValidateTask } from '../../image/task.js';
import { warnOnce } from '../tell/log.js';
import { decode, encode } from './entry.js';
import { fingerprintOf, type Fingerprint } from './fingerprint.js';
import { openFolder, type CacheFolder, type CacheSettings } from './folder.js';
import { keyOf, type Fingerprints } from './key.js';
import { isSettled } from './settled.js';
import { readEntry, writeEntry } from './store.js';
import type { SuiteResult } from '../../core/suite-result.js';

/** What a cache says of a task. */
export interface Recalled {
  /** null: it has to be measured. */
  readonly known: SuiteResult | null;
  /** Keeps what was measured instead, if it is settled. Never fails. */
  readonly keep: (result: SuiteResult) => Promise<void>;
}

/** Where a task's result is or will be kept. */
interface Place {
  readonly folder: CacheFolder;
  readonly files: Fingerprints;
  readonly key: string;
}

/**
 * The result of a task, if it is known of the same bytes under the same configuration. A cache that cannot be read or
 * written changes nothing but the time.
 * @param fingerprint - for tasks that have a file in common
 * @throws UsageError for a folder that others may write to; the signal's reason
 */
export async function recall(
  task: ValidateTask,
  settings: CacheSettings,
  signal: AbortSignal | undefined,
  fingerprint: typeof fingerprintOf = fingerprintOf,
): Promise<Recalled> {
  const place = await orNull('found', signal, () => placeFor(task, settings, signal, fingerprint));
  if (place === null) return { known: null, keep: async () => undefined };
  const known = await orNull('read', signal, () => lookUp(task, place));
  return {
    known,
    keep: async (result) => {
      const { folder, files, key } = place;
      if (!isSettled(result, files)) return;
      await orNull('written', undefined, () => writeEntry(folder, key, encode(key, result)));
    },
  };
}

/** `fingerprintOf` that reads each file once, for tasks that are made at the same time. */
export function sharedFingerprints(): typeof fingerprintOf {
  const read = new Map<ImageInput, Promise<Fingerprint | null>>();
  return (input, signal) => {
    const found = read.get(input) ?? fingerprintOf(input, signal);
    read.set(input, found);
    return found;
  };
}

/** null where files cannot be read, or where time decides how much is looked at. */
async function placeFor(
  task: ValidateTask,
  settings: CacheSettings,
  signal: AbortSignal | undefined,
  fingerprint: typeof fingerprintOf,
): Promise<Place | null> {
  const folder = await openFolder(settings, process.env);
  if (typeof task.timeBudgetMs === 'number') return null;
  const original = task.original && (await fingerprint(task.original, signal));
  const output = await fingerprint(task.output, signal);
  if (output === null || (original === null && task.original !== null)) return null;
  const files = { original, output };
  return { folder, files, key: keyOf(task, files) };
}

async function lookUp(task: ValidateTask, { folder, files, key }: Place): Promise<SuiteResult | null> {
  const text = await readEntry(folder, key);
  const known = text === null ? null : decode(key, text);
  if (known === null) return null;
  // nothing was measured now
  const checks = known.checks.map((check) => ({ ...check, durationMs: 0 }));
  return { subject: subjectOf(task, files), checks, coverage: known.coverage };
}

function subjectOf(task: ValidateTask, files: Fingerprints): SubjectRef {
  const named = (input: ImageInput, { bytes, sha256 }: Fingerprint) => ({
    path: 'path' in input ? input.path : null,
    bytes,
    sha256,
  });
  const output = named(task.output, files.output);
  if (task.original === null || files.original === null) return { kind: LONE, file: output };
  return { kind: PAIR, original: named(task.original, files.original), output };
}

/** null instead of any failure of the cache itself; the operator is told once. */
async function orNull<T>(
  what: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T | null>,
): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UsageError || signal?.aborted) throw error;
    warnOnce([`The cache cannot be ${what}, so everything is measured: ${reasonOf(error)}`]);
    return null;
  }
}
