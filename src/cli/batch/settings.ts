import type { WorkSettings } from '../../batch/execute/settings.js';
import { workSettings } from '../../batch/execute/settings.js';
import { settingsEntries } from '../../batch/plan/load-plan.js';
import type { Asked } from '../../batch/run/open-run.js';
import { resolveSettings, type ResolvedSettings } from '../../config/index.js';
import { putInForce, type SinkSettings } from '../../guard/plan/policy-plan.js';
import { planFor } from '../../guard/plan/plan-now.js';
import { readControl, unlessEmergency } from '../../guard/plan/settings.js';
import { flagEntries } from '../stated-settings.js';
import type { StatedJudging } from './flags.js';

export interface BatchSettings {
  readonly work: WorkSettings;
  /** Of those who hear of decisions in this process. */
  readonly sinks: SinkSettings;
}

/**
 * How the items of a run are judged, and who hears of it.
 * @param rejected - where enforce mode keeps what it rejects, unless somebody says where
 * @throws UsageError
 */
export function batchSettings(asked: Asked, rejected: string, env: NodeJS.ProcessEnv): BatchSettings {
  const stated = asked.flags as StatedJudging;
  const flags = [...timedFor(asked.job, stated), ...settingsEntries(asked.settings, 'of the run')];
  const resolved = (control: typeof readControl | undefined) =>
    unlessEmergency(
      () => resolveSettings({ flags, readControl: control, configFile: stated.config, env }),
      () => flags,
      env,
    );
  // workers read the control file themselves, at every item
  const settings = keeping(resolved(undefined), rejected);
  const { checks, crossCheck, coverage, timeBudget: timeBudgetMs, metrics } = stated;
  const work = workSettings({ settings, checks, crossCheck, coverage, timeBudgetMs, metrics });
  const now = resolved(readControl);
  const { logLevel } = work.settings.settings;
  const { sinks } = putInForce(planFor({ settings: { ...now, settings: { ...now.settings, logLevel } } }, env));
  // what is decided is in the run; another store is for those who named one
  const store = { ...sinks.store, path: sinks.storeStated ? sinks.store.path : null };
  return { work, sinks: { ...sinks, store } };
}

/** The time limit is that of one subject, and artifacts have one of their own. */
function timedFor(job: Asked['job'], stated: StatedJudging): ReturnType<typeof flagEntries> {
  if (job !== 'artifacts') return flagEntries(stated);
  const { timeout, ...others } = stated;
  return flagEntries(others, [['artifact.timeoutMs', '--timeout', timeout]]);
}

function keeping(resolved: ResolvedSettings, rejected: string): ResolvedSettings {
  const { settings } = resolved;
  return { ...resolved, settings: { ...settings, quarantineDir: settings.quarantineDir ?? rejected } };
}
