import { PressproofError, reasonOf } from '../../core/errors.js';
import type { Outcome } from '../task.js';

/** What Node says of a place that cannot be written, in our codes. */
const BY_SYSTEM_CODE: Readonly<Record<string, string>> = {
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
  EROFS: 'output_unwritable',
  EACCES: 'output_unwritable',
  EPERM: 'output_unwritable',
  ENOENT: 'output_unwritable',
  ENOTDIR: 'output_unwritable',
};

/**
 * What became of an item that nothing could be made of. Its code is that of the error; of an input `input_missing` or
 * `input_unreadable`, of the place for outputs `disk_full` or `output_unwritable`; `item_failed` for everything else.
 */
export function failureOf(error: unknown): Extract<Outcome, { kind: 'error' }> {
  const { stage } = Object(error) as { readonly stage?: unknown };
  return {
    kind: 'error',
    code: codeOf(error),
    message: reasonOf(error),
    failedStage: typeof stage === 'number' ? stage : null,
  };
}

function codeOf(error: unknown): string {
  const system = systemCodeOf(error);
  if (system !== null) return BY_SYSTEM_CODE[system] ?? 'item_failed';
  return error instanceof PressproofError ? error.code : 'item_failed';
}

/** Of the file system, also where one of our errors says that it could not write. */
function systemCodeOf(error: unknown): string | null {
  if (error instanceof PressproofError) return error.code === 'output_unwritable' ? systemCodeOf(error.cause) : null;
  const { code } = Object(error) as { readonly code?: unknown };
  return typeof code === 'string' && code.startsWith('E') ? code : null;
}
