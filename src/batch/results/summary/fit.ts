import { isPublishable } from '../../../core/outcome.js';
import type { ResultRow, Status } from '../row.js';

/** Judged, and fit to be published. */
export function isFit({ status }: Pick<ResultRow, 'status'>): boolean {
  return isVerdict(status) && status !== 'skipped' && isPublishable(status);
}

/** What nobody looked at is neither fit nor unfit. */
export function isUnfit(row: Pick<ResultRow, 'status'>): boolean {
  return row.status !== 'skipped' && !isFit(row);
}

function isVerdict(status: Status): status is Exclude<Status, 'error' | 'set_aside'> {
  return status !== 'error' && status !== 'set_aside';
}
