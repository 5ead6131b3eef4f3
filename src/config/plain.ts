import { DEFAULT_ENVIRONMENTS, type EnvironmentProfile } from '../artifact/environments.js';
import type { CoverageLevel } from '../core/coverage.js';
import type { MetricName } from '../image/quality/metric-names.js';
import { DEFAULT_BUDGET } from '../image/reader.js';

/** Environment variables that state one field each. */
export const VARIABLES = {
  PRESSPROOF_MODE: 'mode',
  PRESSPROOF_LOG_LEVEL: 'logLevel',
  PRESSPROOF_SAMPLE_RATE: 'sampling.rate',
  PRESSPROOF_SAMPLE_SALT: 'sampling.salt',
  PRESSPROOF_CONTROL_FILE: 'control.file',
  PRESSPROOF_STORE: 'store.path',
} as const;

/** PRESSPROOF_STORE with this value records nothing: a variable cannot say null. */
export const NO_STORE = 'none';

/** The environment variable that names a configuration file. */
export const FILE_VARIABLE = 'PRESSPROOF_CONFIG';

/** Which of a configuration file's `environments` holds: the first that is set. The second name is that of others' tools. */
export const ENVIRONMENT_VARIABLES = ['PRESSPROOF_ENV', 'DEPLOYMENT_ENV'] as const;

/** Defaults of everything but the checks, which bring their own. */
export const PLAIN_DEFAULTS = {
  mode: 'alert',
  preset: null,
  coverage: 'full',
  timeBudgetMs: null,
  metrics: [] as MetricName[],
  pool: {
    threads: null,
    // two minutes: 100 frames of 4 megapixels compare in under one on a slow core
    timeoutMs: 120_000,
    // a waiting path costs about a kilobyte, so 10,000 of them 10 MB
    maxQueue: 10_000,
  },
  budget: { maxCanvasPixels: DEFAULT_BUDGET.maxCanvasPixels },
  cache: {
    dir: null,
    // 256 MiB: some 20,000 verdicts on animations of 100 frames
    maxBytes: 2 ** 28,
    shared: false,
  },
  failOpen: false,
  // a pass that what was not looked at could overturn is no pass to publish on
  onReducedCoverage: 'reject',
  quarantineDir: null,
  // two files a subject lie copied while it waits
  shadow: { maxPending: 100 },
  suites: { image: { mode: null }, artifact: { mode: null } },
  artifact: {
    // whatever images are looked at with: a model is published once
    coverage: 'full' as CoverageLevel,
    // an hour: 1.4 TB are hashed in it at 400 MB/s, and a long holdout is run
    timeoutMs: 3_600_000,
    environments: [...DEFAULT_ENVIRONMENTS] as EnvironmentProfile[],
    baselines: {} as Record<string, string>,
  },
  sampling: { rate: 1, salt: 'pressproof' },
  control: { file: null },
  store: {
    path: '.pressproof/results.db',
    retentionDays: 30,
    // some 200,000 decisions with their reports
    maxBytes: 2 ** 30,
  },
  degradation: {
    // off until asked for: it lowers what a verdict rests on
    enabled: false,
    windowSeconds: 60,
    minSamples: 20,
    dwellSeconds: 30,
    recoverBelow: 0.7,
    // the operations guide of the original: over 100 ms degrade, over 200 ms structural
    validationMs: { degraded: 100, structural: 200, off: null },
    queueWaitMs: { degraded: 1000, structural: 5000, off: null },
    memoryMiB: { degraded: 1024, structural: 2048, off: null },
  },
  promotion: {
    minSubjects: 500,
    minAgeHours: 24,
    maxFailureRate: 0.01,
    maxInconclusiveRate: 0.01,
    maxOverhead: 0.1,
    demote: { enabled: true, windowMinutes: 60, minSubjects: 50, overFailureRate: 0.2, overInconclusiveRate: 0.2 },
  },
  experiments: [] as never[],
  alerts: {
    channels: [] as never[],
    windowMinutes: 10,
    minSubjects: 20,
    repeatMinutes: 60,
    // half a window: what is over for less comes back
    resolveMinutes: 5,
    maxPerHour: 30,
    // thresholds of the operations guide of the original
    rules: {
      failureRate: { over: 0.05, severity: 'high' },
      slowRate: { over: 0.1, slowOverMs: 100, severity: 'medium' },
      // not in the guide, which took what could not be judged for passed; as high as failures: either way nothing was proven
      inconclusiveRate: { over: 0.05, severity: 'medium' },
      memoryMiB: { over: 200, severity: 'medium' },
      consecutiveFailures: { atLeast: 20, severity: 'high' },
    },
  },
  server: {
    host: '127.0.0.1',
    port: 8377,
    roots: [] as string[],
    tokenEnv: 'PRESSPROOF_TOKEN',
    // the largest file that the default limits accept is 100 MiB; with its original it fits
    maxBodyBytes: 2 ** 28,
    // eight of the largest requests at once
    maxUploadBytes: 2 ** 31,
    maxInFlight: 64,
    // a browser or a proxy on the same network needs ms
    headersTimeoutMs: 10_000,
    // Node's own: 256 MiB in it are 7 Mbit/s
    requestTimeoutMs: 300_000,
    // a phone that changes its network
    answerTimeoutMs: 30_000,
    // Apache's mod_reqtimeout asks for 500
    minBytesPerSecond: 500,
    // what Kubernetes waits before it kills
    shutdownTimeoutMs: 30_000,
  },
  logLevel: 'warn',
} as const;

/** Suites that there are, by the names that settings and reports have for them. */
export const SUITES = Object.keys(PLAIN_DEFAULTS.suites);

/**
 * Settings of a call for which nobody stated anything: no limit and no switch of a check, so that each check's defaults
 * hold where it runs, and nothing has to be loaded to look them up. A field without a source is a default. Frozen, as all
 * such calls share it.
 */
export const NOTHING_STATED = frozen({
  settings: { ...PLAIN_DEFAULTS, limits: {}, checks: {} },
  sources: {},
  ranks: {},
} as const);

function frozen<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) frozen(part as object);
  return Object.freeze(value);
}

/** Whether the environment states anything. An empty variable is how shells spell an absent one. */
export function statesNothing(env: Readonly<Record<string, string | undefined>>): boolean {
  return [...Object.keys(VARIABLES), FILE_VARIABLE].every((name) => (env[name] ?? '') === '');
}
