import type { Mode } from '../../core/modes.js';
import { STATUSES, type Status } from '../results/row.js';

/** Items that the exit code treats alike. */
export interface Standing {
  readonly status: Status;
  /** null: nothing was judged. */
  readonly mode: Mode | null;
  /** What was not looked at could change the verdict. */
  readonly doubtful: boolean;
  readonly count: number;
}

export type Counts = Readonly<Record<Status, number>>;

export const SELECT_STANDINGS =
  'SELECT status, mode, doubtful, count(*) AS count FROM items GROUP BY status, mode, doubtful';

/** @param found - rows of SELECT_STANDINGS */
export function standingsOf(found: readonly unknown[]): Standing[] {
  const rows = found as readonly (Omit<Standing, 'doubtful'> & { readonly doubtful: number })[];
  return rows.map(({ status, mode, doubtful, count }) => ({ status, mode, doubtful: doubtful === 1, count }));
}

export function countsOf(standings: readonly Standing[]): Counts {
  const counts = Object.fromEntries(STATUSES.map((status) => [status, 0])) as Record<Status, number>;
  for (const { status, count } of standings) counts[status] += count;
  return counts;
}
