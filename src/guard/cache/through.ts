import { reasonOf, UsageError } from '../../core/errors.js';
import type { SubjectRef } from '../../core/report.js';
import { LONE, PAIR } from '../../image/checks/ids.js';
import type { ImageInput } from '../../image/source.js';
import type { ValidateResult, ValidateTask } from '../../image/task.js';
import { warnOnce } from '../log.js';
import { decode, encode } from './entry.js';
import { fingerprintOf, type Fingerprint } from './fingerprint.js';
import { openFolder, type CacheFolder, type CacheSettings } from './folder.js';
import { keyOf, type Fingerprints } from './key.js';
import { readEntry, writeEntry } from './store.js';

export interface Answer {
  readonly result: ValidateResult;
  /** Whether it was known before. */
  readonly cached: boolean;
}

/** Where a task's result is or will be kept. */
interface Place {
  readonly folder: CacheFolder;
  readonly files: Fingerprints;
  readonly key: string;
}

/**
 * The result of a task: as it is known of the same bytes under the same configuration, or by `run`, and kept then if it
 * is settled. A cache that cannot be read or written changes nothing but the time.
 * @throws UsageError for a folder that others may write to; what `run` throws; the signal's reason
 */
export async function throughCache(
  task: ValidateTask,
  settings: CacheSettings,
  signal: AbortSignal | undefined,
  run: () => Promise<ValidateResult>,
): Promise<Answer> {
  const place = await orNull('found', signal, () => placeFor(task, settings, signal));
  if (place === null) return { result: await run(), cached: false };
  const known = await orNull('read', signal, () => lookUp(task, place));
  if (known !== null) return { result: known, cached: true };
  const result = await run();
  if (isSettled(result, place.files)) {
    await orNull('written', signal, () => writeEntry(place.folder, place.key, encode(place.key, result)));
  }
  return { result, cached: false };
}

/** null where files cannot be read, or where time decides how much is looked at. */
async function placeFor(
  task: ValidateTask,
  settings: CacheSettings,
  signal: AbortSignal | undefined,
): Promise<Place | null> {
  const folder = await openFolder(settings, process.env);
  if (typeof task.timeBudgetMs === 'number') return null;
  const original = task.original && (await fingerprintOf(task.original, signal));
  const output = await fingerprintOf(task.output, signal);
  if (output === null || (original === null && task.original !== null)) return null;
  const files = { original, output };
  return { folder, files, key: keyOf(task, files) };
}

async function lookUp(task: ValidateTask, { folder, files, key }: Place): Promise<ValidateResult | null> {
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

/**
 * Whether the same bytes would be judged so again, under whatever name: everything was measured, and on the bytes that
 * the key names. What is inconclusive may be for a reason that is gone next time.
 */
function isSettled({ subject, checks }: ValidateResult, { original, output }: Fingerprints): boolean {
  const judged = subject.output ?? subject.file;
  const same = judged?.sha256 === output.sha256 && subject.original?.sha256 === original?.sha256;
  const measured = checks.length > 0 && checks.every(({ outcome }) => outcome !== 'inconclusive');
  const words = JSON.stringify(checks);
  const names = [judged?.path, subject.original?.path].filter((path) => typeof path === 'string');
  return same && measured && !names.some((name) => words.includes(name));
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
