import { entryOf, namesIn, resolveSettings, type Entry, type ResolvedSettings } from '../config/index.js';
import { emergencyNow, readControl, unlessEmergency } from '../guard/plan/settings.js';
import type { SettingsFlags } from './settings-flags.js';

/**
 * The settings that flags, environment, file, preset and defaults make. Emergency disable is not in them: whoever
 * validates reads it at every call.
 * @throws UsageError
 */
export function checkedSettings(flags: SettingsFlags, env: NodeJS.ProcessEnv): ResolvedSettings {
  return resolveSettings({ flags: flagEntries(flags), readControl, configFile: flags.config, env });
}

/**
 * The same for a command with work to do. As in the library, in an emergency a configuration that cannot be read stops
 * nobody: then what the flags say holds.
 * @throws UsageError
 */
export function settingsForWork(flags: SettingsFlags, env: NodeJS.ProcessEnv): ResolvedSettings {
  return unlessEmergency(
    () => checkedSettings(flags, env),
    () => flagEntries(flags),
    env,
  );
}

/** The same with emergency disable on top, as it is now. */
export function settingsInForce(flags: SettingsFlags, env: NodeJS.ProcessEnv): ResolvedSettings {
  const resolved = checkedSettings(flags, env);
  const { settings, sources } = resolved;
  const { disabled, source } = emergencyNow(env, resolved);
  if (!disabled) return resolved;
  return {
    ...resolved,
    settings: { ...settings, mode: 'off' },
    sources: { ...sources, mode: `emergency disable by ${source} (else ${settings.mode}, ${sources['mode']})` },
  };
}

/**
 * What flags state, strongest first.
 * @param own - the command's own flags that are settings: field, flag, value
 * @throws UsageError
 */
export function flagEntries(
  { mode, preset, timeout, cache, quarantine, failOpen, set = [] }: SettingsFlags,
  own: readonly (readonly [string, string, unknown])[] = [],
): Entry[] {
  const named = [
    ...own,
    ['mode', '--mode', mode],
    ['preset', '--preset', preset],
    ['pool.timeoutMs', '--timeout', timeout],
    ['cache.dir', '--cache', cache],
    ['quarantineDir', '--quarantine', quarantine],
    ['failOpen', '--fail-open', failOpen],
  ] as const;
  return [
    ...named.flatMap(([field, flag, value]) =>
      value === undefined ? [] : [{ ...entryOf(field, value, `flag ${flag}`), name: flag }],
    ),
    // the last of equal ones wins, as on any command line
    ...set.map(({ field, value }) => entryOf(field, namesIn(field, value), 'flag --set')).reverse(),
  ];
}
