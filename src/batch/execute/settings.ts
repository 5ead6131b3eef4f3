import { controlEntries, type ResolvedSettings } from '../../config/index.js';
import type { CoverageLevel } from '../../core/coverage.js';
import type { MetricName } from '../../image/quality/metric-names.js';
import { controlAt } from '../../guard/plan/live-control.js';

/** How items are judged; the same for every item of a run. Plain data, fit for JSON, without secrets: see workSettings. */
export interface WorkSettings {
  /** Without what a control file states: that is read at every item. */
  readonly settings: ResolvedSettings;
  readonly checks?: readonly string[] | undefined;
  readonly crossCheck?: boolean | undefined;
  readonly coverage?: CoverageLevel | undefined;
  readonly timeBudgetMs?: number | undefined;
  readonly metrics?: readonly MetricName[] | undefined;
}

/**
 * What workers are told. Whoever gives them items records their decisions and tells of them, so that alerts count over
 * the whole run: their own store, alerts and demotion are off, and no address or password of a channel leaves this process.
 * @param options - settings resolved without `readControl`
 */
export function workSettings(options: WorkSettings): WorkSettings {
  const { settings, sources, ranks } = options.settings;
  const quiet = (sources['logLevel'] ?? 'default') === 'default';
  return {
    ...options,
    settings: {
      settings: {
        ...withoutSinks(settings),
        // a worker process has one item at a time
        pool: { ...settings.pool, threads: 1 },
        // every result says its verdict: logged too, a corpus of failures would be a log of thousands of lines
        logLevel: quiet ? 'error' : settings.logLevel,
      },
      sources: { ...sources, 'store.path': 'default' },
      ranks,
    },
  };
}

/** Nothing that is decided is recorded, told or acted on where these are in force: somebody else does. */
export function withoutSinks(settings: ResolvedSettings['settings']): ResolvedSettings['settings'] {
  const { store, alerts, promotion } = settings;
  return {
    ...settings,
    store: { ...store, path: null },
    alerts: { ...alerts, channels: [] },
    promotion: { ...promotion, demote: { ...promotion.demote, enabled: false } },
  };
}

/** Flags are stronger than a control file, everything else is weaker. */
const FLAG_RANK = 0;
const CONTROL_RANK = 1;

/**
 * The settings with what the control file states now on top. The file is the one that this machine's environment names,
 * else that of the run.
 * @throws UsageError for a suite or a check that does not exist
 */
export function settingsNow(base: ResolvedSettings, env: NodeJS.ProcessEnv): ResolvedSettings {
  const path = env['PRESSPROOF_CONTROL_FILE'] || base.settings.control.file;
  if (path === null) return base;
  const settings = structuredClone(base.settings);
  settings.control.file = path;
  const sources = { ...base.sources };
  const ranks = { ...base.ranks };
  for (const { field, value, source } of controlEntries(controlAt(path).file?.settings ?? {}, path)) {
    if (ranks[field] === FLAG_RANK) continue;
    place(settings, field.split('.'), value);
    sources[field] = source;
    ranks[field] = CONTROL_RANK;
  }
  return { settings, sources, ranks };
}

function place(tree: object, [key, ...rest]: readonly string[], value: unknown): void {
  const fields = tree as Record<string, unknown>;
  if (rest.length === 0) fields[key!] = value;
  else place((fields[key!] ??= {}) as object, rest, value);
}
