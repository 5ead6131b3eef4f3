import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { reasonOf } from '../../core/errors.js';
import { isSystemError, systemReason } from '../../core/system-error.js';

/** Why the folder of a path takes no file: `no folder DIR`, or what the system says; null: it is there. */
export function folderProblem(path: string): string | null {
  const folder = dirname(path);
  try {
    return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? null : `no folder ${folder}`;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return systemReason(error);
  }
}

/** Why a file could not be written, without the temporary name that it had until then. */
export function whyUnwritable(path: string, error: unknown): string {
  return folderProblem(path) ?? (isSystemError(error) ? systemReason(error) : reasonOf(error));
}
