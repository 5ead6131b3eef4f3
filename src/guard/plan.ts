import { invalidArgument } from '../core/errors.js';
import { MODES, type Mode } from '../core/modes.js';
import { entriesOf, resolveSettings, type ResolvedSettings, type Settings } from '../config/index.js';
import { imageChecks } from '../image/checks/index.js';
import { OPERATIONS, parseExpectation, type Expectation, type Operation } from '../image/expectation.js';
import { DEFAULT_BUDGET, type Budget } from '../image/reader.js';
import { admit, type Admission } from '../policy/admission.js';
import { readEmergency, type Emergency } from '../policy/emergency.js';
import type { PoolOptions } from '../pool/options.js';
import type { TaskRunner } from '../pool/runner.js';
import { setLogLevel, warnOnce } from './log.js';
import { refuseUnknownOptions, type CallOptions, type GuardOptions } from './options.js';

/** How the workers are to be used. */
export interface Workers {
  readonly budget: Budget;
  /** undefined: as the caller's own pool has it. */
  readonly timeoutMs: number | undefined;
  /** For the common pool, should this call be the one that starts it. */
  readonly start: PoolOptions;
}

/** Everything that is decided before a subject is looked at. */
export interface Plan {
  readonly admission: Admission;
  readonly operation: Operation;
  readonly expectation: Expectation;
  readonly limits: Settings['limits'];
  /** null: all checks that apply. */
  readonly checks: readonly string[] | null;
  readonly crossCheck: boolean;
  readonly workers: Workers;
  readonly call: { readonly signal: AbortSignal | undefined; readonly pool: TaskRunner | undefined };
  readonly failOpen: boolean;
  readonly quarantineDir: string | null;
  readonly logLevel: Settings['logLevel'];
  /** For the operator, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * The plan of a call that is about to happen: logging follows it and the operator gets its warnings.
 * @throws UsageError naming the field
 */
export function planNow(options: GuardOptions & CallOptions): Plan {
  const plan = planFor(options, process.env);
  setLogLevel(plan.logLevel);
  warnOnce(plan.warnings);
  return plan;
}

/**
 * Resolves options, environment and configuration, as they are now.
 * @throws UsageError naming the field
 */
export function planFor(options: GuardOptions & CallOptions, env: NodeJS.ProcessEnv): Plan {
  refuseUnknownOptions(options);
  const emergency = readEmergency(env);
  const { settings, sources } = settingsFor(options, env, emergency);
  const admission = admit({ mode: settings.mode, source: sources['mode'] ?? 'default' }, emergency);
  const ownLimit = options.pool !== undefined && sources['pool.timeoutMs'] === 'default';
  return {
    admission,
    operation: parseOperation(options.operation),
    expectation: parseExpectation(options.expectation ?? {}),
    limits: settings.limits,
    checks: options.checks?.map(parseCheckId) ?? enabledChecks(settings),
    crossCheck: options.crossCheck ?? false,
    workers: {
      budget: { ...DEFAULT_BUDGET, ...settings.budget },
      timeoutMs: options.timeoutMs ?? (ownLimit ? undefined : settings.pool.timeoutMs),
      start: { threads: settings.pool.threads ?? undefined, maxQueue: settings.pool.maxQueue },
    },
    call: { signal: options.signal, pool: options.pool },
    failOpen: settings.failOpen,
    quarantineDir: settings.quarantineDir,
    logLevel: settings.logLevel,
    warnings: [...emergency.warnings, ...(emergency.variable === null ? [] : [admission.reason])],
  };
}

/** What holds for a call now. In an emergency a configuration that cannot be read stops nobody: the mode is enough then. */
function settingsFor(options: GuardOptions, env: NodeJS.ProcessEnv, emergency: Emergency): ResolvedSettings {
  if (options.settings) return options.settings;
  const { mode, preset, limits, failOpen, quarantineDir } = options;
  try {
    const flags = entriesOf({ mode, preset, limits, failOpen, quarantineDir }, 'call option');
    return resolveSettings({ flags, configFile: options.config, env });
  } catch (error) {
    if (emergency.variable === null) throw error;
    return resolveSettings({ flags: entriesOf({ mode: statedMode(options, env) }, 'call option'), env: {} });
  }
}

/** The mode by option or environment: what is left of the order of sources when a configuration cannot be read. */
export function statedMode({ mode }: GuardOptions, env: NodeJS.ProcessEnv): Mode | undefined {
  return mode ?? MODES.find((known) => known === env['PRESSPROOF_MODE']);
}

function enabledChecks({ checks }: Settings): string[] | null {
  const enabled = imageChecks.map(({ id }) => id).filter((id) => checks[id]?.enabled ?? true);
  return enabled.length === imageChecks.length ? null : enabled;
}

function parseOperation(operation: Operation = 'recompress'): Operation {
  if (OPERATIONS.includes(operation)) return operation;
  throw invalidArgument('operation', `one of ${OPERATIONS.join(', ')}`, operation);
}

function parseCheckId(id: string): string {
  const ids = imageChecks.map((check) => check.id);
  if (ids.includes(id)) return id;
  throw invalidArgument('checks', `ids among ${ids.join(', ')}`, id);
}
