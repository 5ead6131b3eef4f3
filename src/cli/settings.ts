import type { Command } from 'commander';
import { NOTHING_STATED, statesNothing } from '../config/plain.js';
import { PRESET_NAMES } from '../config/presets.js';
import type { ResolvedSettings } from '../config/resolve.js';
import { invalidArgument } from '../core/errors.js';
import { MODES } from '../core/modes.js';
import { assignment, choiceFor, timeFor } from './arguments.js';
import type { SettingsFlags } from './settings-flags.js';

export type { SettingsFlags };

export function addSettings(command: Command): Command {
  const purposes = `limits for a purpose: ${PRESET_NAMES.join(', ')}`;
  return addSources(command.option('--preset <name>', purposes, choiceFor('--preset', PRESET_NAMES)));
}

/** The same without presets, which are about images. @param example - of --set */
export function addSources(command: Command, example = 'limits.fpsTolerance=0.1'): Command {
  return command
    .option('--config <file>', 'configuration file, JSON or YAML (default: PRESSPROOF_CONFIG)')
    .option('--set <field=value>', `one setting, e.g. ${example}; may be repeated`, assignment)
    .option('--timeout <time>', 'time limit of one subject, e.g. 500ms, 30s, 2m', timeFor('--timeout'));
}

export function addMode(command: Command): Command {
  return command.option('--mode <mode>', `what a verdict does: ${MODES.join(', ')}`, choiceFor('--mode', MODES));
}

/** For commands that make verdicts. */
export function addCache(command: Command): Command {
  return command.option(
    '--cache <folder>',
    'keep verdicts there, and judge the same bytes under the same configuration once (auto: in your cache folder)',
  );
}

const FLAGS = Object.keys({
  mode: true,
  preset: true,
  config: true,
  set: true,
  timeout: true,
  cache: true,
  quarantine: true,
  failOpen: true,
} satisfies Record<keyof SettingsFlags, true>) as (keyof SettingsFlags)[];

/** A cache is for those who are in a hurry, and its folder is all that the flag can state. */
function withCache(dir: string | undefined): ResolvedSettings {
  if (dir === undefined) return NOTHING_STATED;
  if (dir === '') throw invalidArgument('--cache', 'a folder', dir);
  const { settings } = NOTHING_STATED;
  const sources = { 'cache.dir': 'flag --cache' };
  return { settings: { ...settings, cache: { ...settings.cache, dir } }, sources, ranks: { 'cache.dir': 0 } };
}

/**
 * The settings of a command with work to do. Where nobody stated anything, the schema that would check it is not loaded.
 * @throws UsageError
 */
export async function settingsOf(flags: SettingsFlags, env: NodeJS.ProcessEnv): Promise<ResolvedSettings> {
  const stated = FLAGS.filter((name) => flags[name] !== undefined);
  if (stated.every((name) => name === 'cache') && statesNothing(env)) return withCache(flags.cache);
  const { settingsForWork } = await import('./stated-settings.js');
  return settingsForWork(flags, env);
}

/** Where nothing was published, decisions are recorded only where somebody named a store. */
export function storesJudged({ settings, sources }: ResolvedSettings): boolean {
  return settings.store.path !== null && (sources['store.path'] ?? 'default') !== 'default';
}
