import { entriesOf, entryOf, resolveSettings, type Entry, type ResolvedSettings } from '../../config/index.js';
import { NOTHING_STATED, statesNothing } from '../../config/plain.js';
import { MODES, type Mode } from '../../core/modes.js';
import { readEmergency, type Emergency } from '../../policy/emergency.js';
import { controlAt } from './live-control.js';
import type { CallOptions, GuardOptions } from './options.js';
import { processOptions } from './process-options.js';

/** Options that state settings. */
type StatedOptions = Pick<
  GuardOptions & CallOptions,
  'settings' | 'config' | 'mode' | 'preset' | 'limits' | 'cache' | 'failOpen' | 'quarantineDir' | 'onReducedCoverage'
>;

/**
 * What holds for a call now. In an emergency a configuration that cannot be read stops nobody: the mode is enough then.
 * @throws UsageError naming the field
 */
export function settingsFor(options: StatedOptions, env: NodeJS.ProcessEnv): ResolvedSettings {
  if (options.settings) return options.settings;
  const { mode, preset, limits, cache, failOpen, quarantineDir, onReducedCoverage } = options;
  const stated = { mode, preset, limits, cache, failOpen, quarantineDir, onReducedCoverage };
  const common = processOptions();
  const configFile = options.config ?? common.configFile;
  const isPlain = configFile === undefined && common.flags.length === 0 && isEmpty(stated);
  if (isPlain && statesNothing(env)) return NOTHING_STATED;
  return unlessEmergency(
    () => {
      const own = entriesOf(stated, 'call option');
      return resolveSettings({ flags: [...own, ...common.flags], readControl, configFile, env });
    },
    () => [...entriesOf({ mode: statedMode(options, env) }, 'call option'), ...common.flags],
    env,
  );
}

function isEmpty(stated: object): boolean {
  return Object.values(stated).every((value) => value === undefined);
}

/**
 * Settings; where they cannot be resolved and validation is switched off, those of what is left, with the control file
 * that says so.
 * @throws what `resolve` throws, when there is no emergency
 */
export function unlessEmergency(
  resolve: () => ResolvedSettings,
  left: () => readonly Entry[],
  env: NodeJS.ProcessEnv,
): ResolvedSettings {
  try {
    return resolve();
  } catch (error) {
    const path = env['PRESSPROOF_CONTROL_FILE'] || null;
    if (!emergencyAt(env, path).disabled) throw error;
    const file = entryOf('control.file', path, 'environment PRESSPROOF_CONTROL_FILE');
    return resolveSettings({ flags: [...left(), file], env: {} });
  }
}

/** What the control file at a path states now, in the form of a configuration. */
export function readControl(path: string): unknown {
  return controlAt(path).file?.settings;
}

/** Whether validation is switched off now, by the environment or by the control file that the settings name. */
export function emergencyNow(env: NodeJS.ProcessEnv, { settings }: ResolvedSettings): Emergency {
  return emergencyAt(env, settings.control.file);
}

/** The same where no more is known than the path of a control file, or that there is none. */
function emergencyAt(env: NodeJS.ProcessEnv, path: string | null): Emergency {
  return readEmergency(env, path === null ? null : { path, emergency: controlAt(path).emergency });
}

/** The mode by option, flag or environment: what is left of the order of sources when a configuration cannot be read. */
export function statedMode({ mode }: Pick<GuardOptions, 'mode'>, env: NodeJS.ProcessEnv): Mode | undefined {
  const flag = processOptions().flags.find(({ field }) => field === 'mode')?.value;
  return mode ?? MODES.find((known) => known === (flag ?? env['PRESSPROOF_MODE']));
}
