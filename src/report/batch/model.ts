/** What needs attention first; the page sorts by it. */
export const STATUSES_BY_URGENCY = ['fail', 'error', 'set_aside', 'inconclusive', 'warn', 'pass', 'skipped'] as const;
export type PageStatus = (typeof STATUSES_BY_URGENCY)[number];

/** Statuses as people read them. */
export const STATUS_WORDS: Readonly<Record<PageStatus, string>> = {
  fail: 'fail',
  error: 'error',
  set_aside: 'set aside',
  inconclusive: 'inconclusive',
  warn: 'warn',
  pass: 'pass',
  skipped: 'skipped',
};

/** Shapes that differ without colour. */
export const STATUS_SYMBOLS: Readonly<Record<PageStatus, string>> = {
  fail: '✗',
  error: '×',
  set_aside: '⊘',
  inconclusive: '?',
  warn: '!',
  pass: '✓',
  skipped: '–',
};

export type StatusCounts = Readonly<Record<PageStatus, number>>;

/** What the page's table shows of a result. */
export interface PageRow {
  /** Position in the run, from 0: names the result on the page. */
  readonly ordinal: number;
  readonly name: string;
  /** null where nothing was compressed. */
  readonly recipe: string | null;
  readonly operation: string | null;
  readonly status: PageStatus;
  readonly inputBytes: number | null;
  readonly outputBytes: number | null;
  readonly inputFrames: number | null;
  readonly outputFrames: number | null;
  /** Of the worst frame. */
  readonly ssimMin: number | null;
  readonly ssimMean: number | null;
  readonly deltaEMax: number | null;
  readonly compressMs: number | null;
  readonly failedChecks: readonly string[];
  readonly otherChecks: readonly string[];
  readonly reason: string | null;
}

/** Whether outputs of a recipe can be published unseen, as the run's summary judges it. */
export type Trust = 'trusted' | 'unproven' | 'untrusted';

/** One recipe, over all inputs. */
export interface RecipeLine {
  readonly label: string;
  /** Engines of its stages. */
  readonly engines: readonly string[];
  readonly results: number;
  readonly statuses: StatusCounts;
  readonly trust: Trust;
  /** Fit outputs among those judged. */
  readonly fit: { readonly count: number; readonly of: number; readonly share: number | null };
  /** Why, in a sentence; null where the numbers beside it say all. */
  readonly why: string | null;
  /** Bytes out over bytes in of the outputs that are fit, mean; null without any. */
  readonly sizeRatio: number | null;
  /** SSIM of the outputs that are fit, mean; null where it was not measured. */
  readonly quality: number | null;
  /** SSIM of the worst frame of all of them. */
  readonly worstQuality: number | null;
  readonly compressMs: number | null;
  /** No other recipe is both smaller and better. */
  readonly onFront: boolean;
}

/** A command for a shell, and what it does. */
export interface Command {
  readonly what: string;
  readonly line: string;
}

/** Everything of the page but its rows and pictures. */
export interface BatchPage {
  readonly title: string;
  /** What was done to what, in a sentence. */
  readonly subtitle: string;
  readonly version: string;
  /** ISO 8601, UTC: when the last result was recorded. */
  readonly finishedAt: string | null;
  readonly total: number;
  /** Fewer than `total` where a page could not hold them. */
  readonly rows: number;
  readonly inputs: number;
  readonly statuses: StatusCounts;
  /** Pass, warn and fail: what has no output, or could not be judged, is evidence of nothing. */
  readonly judged: number;
  /** Bytes of the originals and outputs of results that are fit; null where nothing was compressed. */
  readonly kept: { readonly original: number; readonly output: number; readonly results: number } | null;
  /** What a person should know first, each a sentence. */
  readonly findings: readonly string[];
  readonly recipes: readonly RecipeLine[];
  /** Ids of every check that is named by a row. */
  readonly checks: readonly string[];
  /** What the only picture of a result without an output shows. */
  readonly lone: 'original' | 'file';
  /** The command that makes this page with one more item's pictures; the item's number is appended. */
  readonly showItem: string;
  /** What the budget for reports and pictures is, bytes. */
  readonly budget: number;
}
