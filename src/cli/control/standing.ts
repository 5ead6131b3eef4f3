import { resolveSettings } from '../../config/index.js';
import type { Mode } from '../../core/modes.js';
import { UsageError } from '../../core/errors.js';
import { SUITE_CHECKS, type SuiteName } from '../../config/suite-checks.js';
import { modesOf } from '../../guard/plan/policy-plan.js';
import { history } from '../../policy/control/index.js';
import { statedMode } from '../../policy/promotion/move.js';
import type { PromotionEvidence, PromotionThresholds } from '../../policy/promotion/conditions.js';
import type { ModeTarget } from '../../policy/promotion/target.js';
import type { Store } from '../../store/store.js';
import { viewOf } from './present.js';

/** How a suite or a check stands now, for a process with this environment. */
export interface Standing {
  readonly target: ModeTarget;
  readonly mode: Mode;
  /** Which setting says so. */
  readonly source: string;
  /** Mode under which its subjects are recorded now: that of the strictest check for a suite. */
  readonly recordedMode: Mode;
  /** When the control file last changed its mode, ms since 1970; null: it never did. */
  readonly changedAt: number | null;
  /** Checks that have modes of their own, and keep them when the suite's changes. */
  readonly keep: ReadonlyMap<string, Mode>;
  readonly thresholds: PromotionThresholds;
}

/** @throws UsageError for settings or a control file that cannot be read, and for a check that is not run */
export async function standingOf(
  target: ModeTarget,
  path: string,
  config: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<Standing> {
  const { file, problem } = await viewOf(path);
  if (problem !== null) throw new UsageError('invalid_control_file', problem);
  const resolved = resolveSettings({
    configFile: config,
    env: { ...env, PRESSPROOF_CONTROL_FILE: path },
    readControl: () => file?.settings,
  });
  const { checks, promotion } = resolved.settings;
  // the command line takes no other suites than those that there are
  const suite = target.suite as SuiteName;
  const enabled = SUITE_CHECKS[suite].filter((id) => checks[id]?.enabled ?? true);
  const { check } = target;
  if (check !== null && !enabled.some((id) => id === check))
    throw new UsageError(
      'check_disabled',
      `checks.${check}.enabled is false: it is not run, so it has no mode to move`,
    );
  const all = modesOf(suite, resolved, enabled);
  const own = check === null ? modesOf(suite, resolved, []) : (all.checks.get(check) ?? all);
  const each = enabled.map((id) => [id, all.checks.get(id)?.mode ?? all.mode] as const);
  return {
    target,
    mode: own.mode,
    source: own.source,
    recordedMode: check === null ? all.mode : own.mode,
    changedAt: await lastChange(target, path),
    keep: new Map(check === null ? each.filter(([, mode]) => mode !== own.mode) : []),
    thresholds: promotion,
  };
}

async function lastChange(target: ModeTarget, path: string): Promise<number | null> {
  const { changes } = await history(path);
  const last = changes.findLast(
    ({ old, new: next, withdrawn }) => withdrawn === null && statedMode(old, target) !== statedMode(next, target),
  );
  return last ? Date.parse(last.at) : null;
}

/** What was recorded of it in its present mode. @param now - ms since 1970 */
export function evidenceOf(
  store: Store,
  { target, recordedMode, changedAt }: Standing,
  now: number,
): PromotionEvidence {
  const { suite, check } = target;
  const evidence = store.evidence({
    suite,
    check: check ?? undefined,
    mode: recordedMode,
    since: changedAt ?? undefined,
  });
  const since = changedAt ?? evidence.firstAt;
  // a calendar that was moved back makes nothing older
  return { ...evidence, ageMs: since === null ? null : Math.max(0, now - since) };
}
