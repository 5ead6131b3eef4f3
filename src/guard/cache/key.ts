import { createHash } from 'node:crypto';
import { ownLimits } from '../../core/limits.js';
import { CHECK_IDS } from '../../image/checks/ids.js';
import { imageChecks } from '../../image/checks/index.js';
import type { ValidateTask } from '../../image/task.js';
import { VERSION } from '../tool.js';
import type { Fingerprint } from './fingerprint.js';

/** The files of a task; `original` is null for a lone image. */
export interface Fingerprints {
  readonly original: Fingerprint | null;
  readonly output: Fingerprint;
}

/**
 * sha256, hexadecimal, over everything that a result follows from: the files, the version (which pins the decoders that
 * are not ours), and the whole task but for the files' names. A field that tasks gain later is in it by itself.
 */
export function keyOf(task: ValidateTask, { original, output }: Fingerprints): string {
  const request = {
    ...task,
    tool: VERSION,
    original,
    output,
    // as they hold: a default that is stated changes nothing, and one that a new version changes does
    limits: Object.assign({}, ...imageChecks.map((check) => ownLimits(check.limits, task.limits))) as object,
    checks: [...(task.checks ?? CHECK_IDS)].toSorted(),
    metrics: [...(task.metrics ?? [])].toSorted(),
  };
  return createHash('sha256').update(canonical(request)).digest('hex');
}

/** JSON with the keys of every object in one order and without undefined values. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}
