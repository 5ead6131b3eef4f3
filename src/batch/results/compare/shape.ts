import type { JobKind } from '../../item.js';
import type { Status } from '../row.js';

/** What differs by less is the same. */
export interface Tolerance {
  /** Relative change of outputBytes. */
  readonly size: number;
  /** Change of the mean SSIM. */
  readonly ssim: number;
}

/** Ways in which an item can differ between two runs. */
export const CHANGES = ['lost', 'gained', 'status', 'larger', 'smaller', 'worse', 'better'] as const;

/**
 * `lost`: fit before, and not fit after (fail, inconclusive, error, set_aside); `gained`: the other way round; `status`:
 * any other change of the status. The others compare outputs that are fit in both runs.
 */
export type Change = (typeof CHANGES)[number];

/** An item in both runs. */
export interface Changed {
  readonly item: string;
  readonly name: string;
  readonly recipe: string | null;
  readonly before: Side;
  readonly after: Side;
}

export interface Side {
  readonly status: Status;
  readonly outputBytes: number | null;
  readonly ssimMean: number | null;
  readonly reason: string | null;
}

/** Items in both runs that have something in common. */
export interface ChangeGroup {
  readonly name: string;
  readonly items: number;
  readonly changes: Readonly<Record<Change, number>>;
  /** Items with the same output, byte for byte. */
  readonly sameBytes: number;
  /** Outputs after / before, geometric mean over those that are fit in both; null: there are none. */
  readonly sizeRatio: number | null;
  /** After - before, mean over those that could be compared in both. */
  readonly ssimChange: number | null;
  /** Time to compress after / before, geometric mean. */
  readonly timeRatio: number | null;
}

export interface ComparedRun {
  readonly folder: string;
  readonly id: string;
  readonly job: JobKind;
  readonly toolVersion: string;
  readonly startedAt: string;
}

/** Items that only one run has. */
export interface Only {
  readonly count: number;
  readonly examples: readonly { readonly item: string; readonly name: string; readonly recipe: string | null }[];
  /** Recipes of which the other run has no item. */
  readonly recipes: readonly string[];
}

export interface Comparison {
  readonly schemaVersion: 1;
  readonly before: ComparedRun;
  readonly after: ComparedRun;
  readonly tolerance: Tolerance;
  readonly total: ChangeGroup;
  readonly engines: readonly (ChangeGroup & { readonly versions: EngineVersions })[];
  readonly recipes: readonly ChangeGroup[];
  /** The greatest of each kind first. */
  readonly examples: Readonly<Record<Change, readonly Changed[]>>;
  /** Items whose input has other bytes than before: of these only the status is compared. */
  readonly inputsChanged: number;
  readonly onlyBefore: Only;
  readonly onlyAfter: Only;
}

export interface EngineVersions {
  readonly before: string | null;
  readonly after: string | null;
}
