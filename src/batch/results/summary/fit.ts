import { isPublishable } from '../../../core/outcome.js';
import type { ResultRow, Status } from '../row.js';

/** Judged, and fit to be published. */
export function isFit({ status }: Pick<ResultRow, 'status'>): boolean {
  return isVerdict(status) && status !== 'skipped' && isPublishable(status);
}

function isVerdict(status: Status): status is Exclude<Status, 'error' | 'set_aside'> {
  return status !== 'error' && status !== 'set_aside';
}
