import type { ResolvedSettings } from '../../config/index.js';
import type { CoverageLevel } from '../../core/coverage.js';
import { invalidArgument } from '../../core/errors.js';
import type { Mode, Report } from '../../core/report.js';
import type { Expectation, Operation } from '../../image/expectation.js';
import type { MetricName } from '../../image/quality/metric-names.js';
import type { ImageArgument } from '../../image/source.js';
import type { WorkerPool } from '../../pool/worker-pool.js';

/** Options of every long call. */
export interface CallOptions {
  /** Ends the work; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Time limit of this subject once a worker has it, ms. A subject that takes longer is inconclusive. */
  readonly timeoutMs?: number | undefined;
  /** Workers of the caller's own instead of the process's common pool. */
  readonly pool?: WorkerPool | undefined;
  /** Configuration file, JSON or YAML. Default: the one that PRESSPROOF_CONFIG names. */
  readonly config?: string | undefined;
  /** Settings that were resolved already, as the command line does; then no place is looked up again. */
  readonly settings?: ResolvedSettings | undefined;
  /** What reports call files that lie elsewhere than their users know them, such as copies and uploads; by path. */
  readonly names?: ReadonlyMap<string, string> | undefined;
}

export interface CacheOptions {
  readonly dir: string;
  /** Default 256 MiB; the least recently used verdicts go first. */
  readonly maxBytes?: number | undefined;
  /** Everybody who can write to the folder is trusted. */
  readonly shared?: boolean | undefined;
}

/** What policy decides a call by, whatever its subject is. */
export interface PolicyOptions extends CallOptions {
  readonly mode?: Mode | undefined;
  /** Limits by name. What is not stated comes from the configuration file, the preset, the defaults. */
  readonly limits?: Readonly<Record<string, unknown>> | undefined;
  /** Ids of the checks to run. Default: all that apply and are enabled. */
  readonly checks?: readonly string[] | undefined;
  /** Decides which subjects are sampled and which arm they are drawn into. Default: the sha256 of the original. */
  readonly sampleKey?: string | undefined;
  /** Name of a configured experiment that the subject is put to. */
  readonly experiment?: string | undefined;
  /** How much is looked at: `full` (default), `sampled` (a part of the content), `structural` (no content). */
  readonly coverage?: CoverageLevel | undefined;
}

export interface ScanOptions extends PolicyOptions {
  /** Named set of limits. */
  readonly preset?: string | undefined;
  /** Also decode with sharp and gifuct-js; disagreements show in file_integrity. */
  readonly crossCheck?: boolean | undefined;
  /**
   * Folder that keeps verdicts (`auto`: in the user's cache folder), so that the same bytes under the same configuration
   * are judged once. Whoever can write to it decides verdicts: one that others can write to is refused unless `shared`.
   */
  readonly cache?: CacheOptions | undefined;
}

export interface ValidateOptions extends ScanOptions {
  /** Default `recompress`: same frames, same timing, fewer bytes. */
  readonly operation?: Operation | undefined;
  /** What was asked for. What is not stated is expected to be preserved. */
  readonly expectation?: Expectation | undefined;
  /** Time after which no further frames are compared, ms. Default: all that `coverage` asks for are. */
  readonly timeBudgetMs?: number | undefined;
  /** Metrics to be reported of every frame compared, e.g. `ssimulacra2`. Default: none but those that limits need. */
  readonly metrics?: readonly MetricName[] | undefined;
}

/** One of several outputs, with what concerns it alone. */
export interface OutputToValidate extends Pick<
  ValidateOptions,
  'operation' | 'expectation' | 'limits' | 'checks' | 'coverage' | 'timeBudgetMs' | 'metrics'
> {
  readonly output: ImageArgument;
}

export interface GuardOptions extends Omit<ValidateOptions, 'signal'> {
  /** Where enforce keeps rejected files and, beside each, its report. Created when needed. */
  readonly quarantineDir?: string | undefined;
  /** Whether enforce publishes when the validator itself failed (died, ran out of time). Default: it rejects. */
  readonly failOpen?: boolean | undefined;
  /** What enforce does with a pass that what was not looked at could overturn. Default: it rejects. */
  readonly onReducedCoverage?: 'reject' | 'accept' | 'queue-full-check' | undefined;
  /** Gets every report, also those of shadow mode. What it throws goes to the log. */
  readonly onReport?: ((report: Report) => void | Promise<void>) | undefined;
}

/** Every option of every call; the type makes a new one join the list. */
const OPTION_NAMES = Object.keys({
  signal: true,
  timeoutMs: true,
  pool: true,
  config: true,
  settings: true,
  names: true,
  mode: true,
  preset: true,
  limits: true,
  checks: true,
  crossCheck: true,
  cache: true,
  coverage: true,
  timeBudgetMs: true,
  metrics: true,
  sampleKey: true,
  experiment: true,
  operation: true,
  expectation: true,
  failOpen: true,
  onReducedCoverage: true,
  quarantineDir: true,
  onReport: true,
} satisfies Record<keyof CallOptions | keyof GuardOptions, true>);

/**
 * A misspelt option must not pass for one that was heard: `{ colors: 32 }` would otherwise judge no colours at all.
 * @throws UsageError `invalid_argument`
 */
export function refuseUnknownOptions(options: object, known: readonly string[] = OPTION_NAMES): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) throw invalidArgument('options', `only ${known.join(', ')}`, unknown);
}
