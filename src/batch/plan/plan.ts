import type { JobKind, Location } from '../item.js';
import type { Recipe } from '../recipe.js';

/** What a batch is to do. Plain data. */
export interface Plan {
  readonly job: JobKind;
  /** Absolute: folders, globs, manifests, files, `s3://` addresses. */
  readonly inputs: readonly string[];
  /** `validate`: folder of the outputs, and what their names have that those of their originals have not. */
  readonly against: Location | null;
  readonly suffix: string | null;
  /** Empty for jobs that make nothing. */
  readonly recipes: readonly Recipe[];
  /** Where outputs are published: a folder, or an S3 prefix; null: in the folder of the run. */
  readonly outputs: Location | null;
  /** Worker processes; null: not stated. */
  readonly concurrency: number | null;
  /** How is judged, as a configuration file states it; below command-line flags, above everything else. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Of `concurrency`: several times the cores of large machines; more is a slip of the keyboard. */
export const MOST_PROCESSES = 1024;

/** The settings that a plan may state: what concerns the judging of one item. The rest belongs to the process. */
export const PLAN_SETTINGS = [
  'mode',
  'preset',
  'coverage',
  'timeBudgetMs',
  'metrics',
  'limits',
  'checks',
  'artifact',
  'failOpen',
  'onReducedCoverage',
] as const;
