import { entriesOf, resolveSettings, type ResolvedSettings } from '../config/index.js';
import { MODES, type Mode } from '../core/modes.js';
import type { Emergency } from '../policy/emergency.js';
import type { CallOptions, GuardOptions } from './options.js';

/**
 * What holds for a call now. In an emergency a configuration that cannot be read stops nobody: the mode is enough then.
 * @throws UsageError naming the field
 */
export function settingsFor(
  options: GuardOptions & CallOptions,
  env: NodeJS.ProcessEnv,
  emergency: Emergency,
): ResolvedSettings {
  if (options.settings) return options.settings;
  const { mode, preset, limits, cache, failOpen, quarantineDir } = options;
  try {
    const flags = entriesOf({ mode, preset, limits, cache, failOpen, quarantineDir }, 'call option');
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
