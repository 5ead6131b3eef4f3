import type { Rate } from '../../../observe/investigate/rates.js';
import type { JobKind } from '../../item.js';
import type { Status } from '../row.js';

/** How figures are spread. Quantiles are of nearest rank and told to 1 %. */
export interface Spread {
  readonly count: number;
  readonly mean: number;
  readonly p10: number;
  readonly median: number;
  readonly p90: number;
}

/** An item to look at. */
export interface Example {
  readonly item: string;
  readonly name: string;
}

/** SSIM over outputs that are fit and could be compared. */
export interface Similarity {
  readonly count: number;
  /** Of the means of outputs. */
  readonly mean: number;
  /** Of the worst frame of the worst output. */
  readonly worst: number;
  readonly worstIn: Example;
}

/**
 * Whether outputs can be published unseen, as far as was counted: `trusted` and `untrusted` are said with 95 %
 * confidence of a share of fit outputs over or under TRUSTED_SHARE; `unproven` is what was counted too little to say.
 */
export type Trust = 'trusted' | 'unproven' | 'untrusted';

/** Items that have something in common. */
export interface Group {
  readonly name: string;
  readonly items: number;
  readonly statuses: Readonly<Record<Status, number>>;
  /** Pass and warn among pass, warn and fail; with Wilson's bounds. What was not judged is evidence of nothing. */
  readonly fit: Rate;
  readonly trust: Trust;
  /** outputBytes / inputBytes of fit outputs; null: there are none. A ruined file saves nothing. */
  readonly sizeRatio: Spread | null;
  /** Sums over fit outputs. */
  readonly bytes: { readonly input: number; readonly output: number };
  /** null: nothing could be compared. */
  readonly ssim: Similarity | null;
  /** null: nothing was compressed. */
  readonly compressMs: Spread | null;
  readonly validateMs: Spread | null;
}

export interface RecipeGroup extends Group {
  readonly engine: string;
  /** Whether no other recipe has fit outputs that are as small and as good on average, and one of both more so. */
  readonly onFront: boolean;
  /** Inputs on whose own front an output of it is. */
  readonly inputFronts: number;
  /** Inputs of which it made the smallest fit output. */
  readonly smallest: number;
}

/** Why outputs are not what was asked for, the most frequent first. */
export interface Reason {
  readonly recipe: string | null;
  readonly check: string;
  readonly outcome: 'failed' | 'other';
  /** What the check stumbled over, where it says. */
  readonly finding: string | null;
  readonly count: number;
  /** Of the recipe: outputs judged; of outcome `other` with those that could not be. What has no output counts in neither. */
  readonly of: number;
  readonly example: Example & { readonly reason: string | null };
}

/** Why there is no verdict, the most frequent first. */
export interface ErrorCount {
  readonly code: string;
  readonly engine: string | null;
  readonly count: number;
  readonly example: Example & { readonly reason: string | null };
}

/** Recipes that made the same bytes: what is told apart in the plan is not told apart by the engine. */
export interface SameBytes {
  readonly recipes: readonly [string, string];
  /** Inputs of which both made the same file. */
  readonly same: number;
  /** Inputs of which both made a file. */
  readonly of: number;
}

/** What nobody looked at. */
export interface Unjudged {
  /** E.g. the emergency switch; null: it does not say. */
  readonly reason: string | null;
  readonly count: number;
  /** Of them, those whose output was published all the same. */
  readonly published: number;
}

/** summary.json. */
export interface Summary {
  readonly schemaVersion: 1;
  readonly job: JobKind | null;
  readonly total: Group;
  readonly engines: readonly Group[];
  readonly operations: readonly Group[];
  /** One parameter of one engine, whatever the others are. */
  readonly parameters: readonly Group[];
  readonly recipes: readonly RecipeGroup[];
  /** `noneFit`: of which no recipe made a fit output. */
  readonly inputs: { readonly count: number; readonly noneFit: number; readonly examples: readonly Example[] };
  readonly reasons: readonly Reason[];
  readonly errors: readonly ErrorCount[];
  readonly unjudged: readonly Unjudged[];
  readonly sameBytes: readonly SameBytes[];
}
