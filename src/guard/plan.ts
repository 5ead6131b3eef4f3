import { invalidArgument } from '../core/errors.js';
import type { Settings } from '../config/index.js';
import { imageChecks } from '../image/checks/index.js';
import { expectationSchema, OPERATIONS, type Expectation, type Operation } from '../image/expectation.js';
import { admit, type Admission } from '../policy/admission.js';
import { readEmergency } from '../policy/emergency.js';
import type { Environment } from '../policy/environment.js';
import { log, warnOnce } from './log.js';
import { refuseUnknownOptions, type CallOptions, type StatedSettings, type ValidateOptions } from './options.js';
import { settingsFor, workersOf, type Workers } from './settings.js';

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
  readonly call: Pick<CallOptions, 'signal' | 'pool'>;
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
export function planNow(options: ValidateOptions & StatedSettings): Plan {
  const plan = planFor(options, process.env);
  log().level = plan.logLevel;
  warnOnce(plan.warnings);
  return plan;
}

/**
 * Resolves options, environment and configuration, as they are now.
 * @throws UsageError naming the field
 */
export function planFor(options: ValidateOptions & StatedSettings, env: Environment): Plan {
  refuseUnknownOptions(options);
  const emergency = readEmergency(env);
  const resolved = settingsFor(options, env, emergency);
  const { settings, sources } = resolved;
  const workers = workersOf(resolved);
  return {
    admission: admit({ mode: settings.mode, source: sources['mode'] ?? 'default' }, emergency),
    operation: parseOperation(options.operation),
    expectation: parseExpectation(options.expectation),
    limits: settings.limits,
    checks: options.checks?.map(parseCheckId) ?? enabledChecks(settings),
    crossCheck: options.crossCheck ?? false,
    workers: { ...workers, timeoutMs: options.timeoutMs ?? workers.timeoutMs },
    call: { signal: options.signal, pool: options.pool },
    failOpen: options.failOpen ?? settings.failOpen,
    quarantineDir: options.quarantineDir ?? settings.quarantineDir,
    logLevel: settings.logLevel,
    warnings: emergency.warnings,
  };
}

function enabledChecks({ checks }: Settings): string[] | null {
  const enabled = imageChecks.map(({ id }) => id).filter((id) => checks[id]?.enabled ?? true);
  return enabled.length === imageChecks.length ? null : enabled;
}

function parseOperation(operation: Operation = 'recompress'): Operation {
  if (OPERATIONS.includes(operation)) return operation;
  throw invalidArgument('operation', `one of ${OPERATIONS.join(', ')}`, operation);
}

function parseExpectation(expectation: Expectation = {}): Expectation {
  const stated = Object.fromEntries(Object.entries(expectation).filter(([, value]) => value !== undefined));
  const parsed = expectationSchema.safeParse(stated);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path[0];
  const known = typeof name === 'string' && name in expectationSchema.shape;
  throw invalidArgument(
    known ? `expectation.${name}` : 'expectation',
    known ? `a value in range (${issue?.message})` : `only ${Object.keys(expectationSchema.shape).join(', ')}`,
    known ? stated[name] : (name ?? expectation),
  );
}

function parseCheckId(id: string): string {
  const ids = imageChecks.map((check) => check.id);
  if (ids.includes(id)) return id;
  throw invalidArgument('checks', `ids among ${ids.join(', ')}`, id);
}
