import { entriesOf, resolveSettings, type ResolvedSettings } from '../config/index.js';
import { DEFAULT_BUDGET, type Budget } from '../image/reader.js';
import type { PoolOptions } from '../pool/options.js';
import type { Emergency } from '../policy/emergency.js';
import type { Environment } from '../policy/environment.js';
import type { CallOptions, StatedSettings } from './options.js';

/**
 * What holds for a call now. In an emergency a configuration that cannot be read stops nobody: then the call's own
 * mode holds, or the default.
 * @throws UsageError naming the field
 */
export function settingsFor(
  options: CallOptions & StatedSettings,
  env: Environment,
  emergency: Emergency,
): ResolvedSettings {
  if (options.settings) return options.settings;
  const { mode, preset, limits, failOpen, quarantineDir } = options;
  try {
    const flags = entriesOf({ mode, preset, limits, failOpen, quarantineDir }, 'call option');
    return resolveSettings({ flags, configFile: options.config, env });
  } catch (error) {
    if (emergency.variable === null) throw error;
    return resolveSettings({ flags: entriesOf({ mode }, 'call option'), env: {} });
  }
}

/** How the workers are to be used. */
export interface Workers {
  readonly budget: Budget;
  readonly timeoutMs: number;
  /** For the common pool, should this call be the one that starts it. */
  readonly start: PoolOptions;
}

export function workersOf({ settings: { pool, budget } }: ResolvedSettings): Workers {
  return {
    budget: { ...DEFAULT_BUDGET, ...budget },
    timeoutMs: pool.timeoutMs,
    start: { threads: pool.threads ?? undefined, maxQueue: pool.maxQueue },
  };
}
