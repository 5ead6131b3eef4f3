import { COVERAGE_LEVELS, type CoverageLevel } from '../../core/coverage.js';
import type { ArmRecord, DegradationLevel } from '../../core/decision.js';
import { invalidArgument } from '../../core/errors.js';
import type { Mode } from '../../core/modes.js';
import type { EmergencyState } from '../../core/state.js';
import type { ResolvedSettings } from '../../config/resolve.js';
import type { Settings } from '../../config/schema.js';
import { SUITE_CHECKS, type SuiteName } from '../../config/suite-checks.js';
import { admit, type Admission } from '../../policy/admission.js';
import type { EnforceRules } from '../../policy/decision.js';
import type { DegradationAdmission } from '../../policy/degradation/controller.js';
import type { Emergency } from '../../policy/emergency.js';
import { experimentNamed, type Experiment } from '../../policy/experiment.js';
import {
  effectiveModes,
  type EffectiveModes,
  type OwnMode,
  type StatedMode,
  type StatedModes,
} from '../../policy/modes.js';
import type { PoolOptions } from '../../pool/options.js';
import type { RunOptions, TaskRunner } from '../../pool/runner.js';
import { setLogLevel, warnOnce } from '../tell/log.js';
import type { PolicyOptions } from './options.js';

/** How the workers are to be used. */
export interface Workers {
  /** undefined: as the caller's own pool has it. */
  readonly timeoutMs: number | undefined;
  /** For the common pool, should this call be the one that starts it. */
  readonly start: PoolOptions;
}

/** What only a subject's own content or key can decide. */
export interface Draw {
  /** The caller's key of the subject; null: the sha256 of its original. */
  readonly key: string | null;
  /** Share of subjects that are looked at, 0 to 1. */
  readonly rate: number;
  readonly salt: string;
  readonly experiment: Experiment | null;
  /** The modes that are stated, which those of arms may be stronger or weaker than. */
  readonly modes: StatedModes;
  /** How strong the place is that states the experiments. */
  readonly rank: number;
}

/** What of the settings concerns those that record decisions and those that follow the load. */
export interface SinkSettings extends Pick<Settings, 'store' | 'alerts' | 'degradation' | 'promotion'> {
  /** Whether somebody named the store; validate and scan record only then. */
  readonly storeStated: boolean;
  readonly controlFile: string | null;
  /** Checks whose own mode is off, of which no report says anything. */
  readonly offChecks: readonly string[];
}

/** What policy decides before a subject of any suite is looked at. */
export interface PolicyPlan {
  readonly suite: SuiteName;
  readonly admission: Admission;
  readonly emergency: EmergencyState;
  /** Checks whose mode is not that of the admission. */
  readonly modes: ReadonlyMap<string, OwnMode>;
  readonly draw: Draw;
  /** Which arm of its experiment the subject was drawn into; null before the draw, and outside experiments. */
  readonly arm: ArmRecord | null;
  /** How much automatic degradation lets through. */
  readonly degradation: DegradationLevel;
  /** What goes back to the controller with what the subject took; null: it was not asked. */
  readonly load: DegradationAdmission | null;
  /** What made coverage less than was asked for. */
  readonly limitedBy: string | null;
  readonly limits: Settings['limits'];
  /** null: all checks that apply. */
  readonly checks: readonly string[] | null;
  readonly coverage: CoverageLevel;
  readonly workers: Workers;
  readonly call: {
    readonly signal: AbortSignal | undefined;
    readonly pool: TaskRunner | undefined;
    readonly onStart?: RunOptions['onStart'];
  };
  /** What reports call files, by path. */
  readonly names: ReadonlyMap<string, string>;
  readonly failOpen: boolean;
  readonly onReducedCoverage: EnforceRules['onReducedCoverage'];
  readonly quarantineDir: string | null;
  readonly maxShadowPending: number;
  /** Settings of what a decision is handed to. */
  readonly sinks: SinkSettings;
  readonly logLevel: Settings['logLevel'];
  /** For the operator, one sentence each. */
  readonly warnings: readonly string[];
}

const NO_NAMES: ReadonlyMap<string, string> = new Map();

/** Logging follows the plan of a call that is about to happen, and the operator gets its warnings. */
export function putInForce<P extends PolicyPlan>(plan: P): P {
  setLogLevel(plan.logLevel);
  warnOnce(plan.warnings);
  return plan;
}

/** @throws UsageError naming the option */
export function policyPlan(
  suite: SuiteName,
  options: PolicyOptions,
  resolved: ResolvedSettings,
  emergency: Emergency,
): PolicyPlan {
  const { settings, sources } = resolved;
  const checks =
    options.checks === undefined
      ? enabledChecks(suite, settings)
      : listOf('checks', options.checks).map((id) => parseCheckId(suite, id));
  const stated = statedModes(suite, resolved);
  const modes = effectiveModes(stated, checks ?? SUITE_CHECKS[suite]);
  const admission = admit(modes, emergency);
  const ownLimit = options.pool !== undefined && (sources['pool.timeoutMs'] ?? 'default') === 'default';
  const { disabled, reason, until } = emergency;
  return {
    suite,
    admission,
    emergency: { disabled, reason, until },
    modes: modes.checks,
    draw: drawOf(options, resolved, stated),
    arm: null,
    degradation: 'normal',
    load: null,
    limitedBy: null,
    limits: settings.limits,
    checks: withoutOff(suite, checks, modes.checks),
    coverage: options.coverage === undefined ? settings.coverage : parseCoverage(options.coverage),
    workers: {
      timeoutMs: options.timeoutMs ?? (ownLimit ? undefined : settings.pool.timeoutMs),
      start: { threads: settings.pool.threads ?? undefined, maxQueue: settings.pool.maxQueue },
    },
    call: { signal: options.signal, pool: options.pool },
    names: options.names ?? NO_NAMES,
    failOpen: settings.failOpen,
    onReducedCoverage: settings.onReducedCoverage,
    quarantineDir: settings.quarantineDir,
    maxShadowPending: settings.shadow.maxPending,
    sinks: {
      store: settings.store,
      storeStated: (sources['store.path'] ?? 'default') !== 'default',
      alerts: settings.alerts,
      degradation: settings.degradation,
      promotion: settings.promotion,
      controlFile: settings.control.file,
      offChecks: [...modes.checks].flatMap(([id, { mode }]) => (mode === 'off' ? [id] : [])),
    },
    logLevel: settings.logLevel,
    warnings: [...emergency.warnings, ...(emergency.disabled ? [admission.reason] : [])],
  };
}

/** @param ids - the checks that may run; none: the mode of the suite itself */
export function modesOf(suite: SuiteName, resolved: ResolvedSettings, ids: readonly string[]): EffectiveModes {
  return effectiveModes(statedModes(suite, resolved), ids);
}

function statedModes(suite: SuiteName, { settings, sources, ranks }: ResolvedSettings): StatedModes {
  const stated = (field: string, mode: Mode | null): StatedMode | null =>
    mode === null ? null : { mode, source: sources[field] ?? 'default', rank: ranks[field] ?? Infinity };
  const own = Object.entries(settings.checks).flatMap(([id, { mode }]) => {
    const said = stated(`checks.${id}.mode`, mode);
    return said === null ? [] : [[id, said] as const];
  });
  return {
    everything: stated('mode', settings.mode)!,
    suite: stated(`suites.${suite}.mode`, settings.suites[suite].mode),
    checks: new Map(own),
  };
}

/** Checks whose own mode is off do not run. */
export function withoutOff(
  suite: SuiteName,
  checks: readonly string[] | null,
  modes: ReadonlyMap<string, OwnMode>,
): readonly string[] | null {
  const off = (id: string) => modes.get(id)?.mode === 'off';
  if (![...modes.keys()].some(off)) return checks;
  return (checks ?? SUITE_CHECKS[suite]).filter((id) => !off(id));
}

function drawOf(
  { sampleKey, experiment }: PolicyOptions,
  { settings, ranks }: ResolvedSettings,
  modes: StatedModes,
): Draw {
  return {
    key: sampleKey === undefined ? null : parseKey(sampleKey),
    rate: settings.sampling.rate,
    salt: settings.sampling.salt,
    experiment: experiment === undefined ? null : experimentNamed(experiment, settings.experiments),
    modes,
    rank: ranks['experiments'] ?? Infinity,
  };
}

function parseKey(key: string): string {
  if (typeof key === 'string' && key !== '') return key;
  throw invalidArgument('sampleKey', 'a text that is not empty', key);
}

function enabledChecks(suite: SuiteName, { checks }: Settings): string[] | null {
  const all = SUITE_CHECKS[suite];
  const enabled = all.filter((id) => checks[id]?.enabled ?? true);
  return enabled.length === all.length ? null : enabled;
}

function parseCoverage(level: CoverageLevel): CoverageLevel {
  if (COVERAGE_LEVELS.includes(level)) return level;
  throw invalidArgument('coverage', `one of ${COVERAGE_LEVELS.join(', ')}`, level);
}

/** Callers in JavaScript have no compiler that tells them. */
export function listOf<T>(name: string, value: readonly T[]): readonly T[] {
  if (!Array.isArray(value)) throw invalidArgument(name, 'a list', value);
  return value as readonly T[];
}

function parseCheckId(suite: SuiteName, id: string): string {
  const known: readonly string[] = SUITE_CHECKS[suite];
  if (known.includes(id)) return id;
  throw invalidArgument('checks', `ids among ${known.join(', ')}`, id);
}
