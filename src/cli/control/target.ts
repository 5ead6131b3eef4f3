import { hostname, userInfo } from 'node:os';
import type { Command } from 'commander';
import { controlEntries, resolveSettings } from '../../config/index.js';
import { invalidArgument, UsageError } from '../../core/errors.js';
import type { Change, ChangeOptions, ControlFile } from '../../policy/control/index.js';

export interface TargetFlags {
  readonly file?: string;
  readonly config?: string;
}

export interface ChangeFlags extends TargetFlags {
  readonly reason?: string;
  readonly by?: string;
  readonly force?: boolean;
}

export function addTarget(command: Command): Command {
  return command
    .option('--file <file>', 'the control file (default: PRESSPROOF_CONTROL_FILE, else control.file of --config)')
    .option('--config <file>', 'configuration file, JSON or YAML (default: PRESSPROOF_CONFIG)');
}

export function addAuthor(command: Command): Command {
  return command
    .option('--reason <text>', 'why, for the history and whoever reads it')
    .option('--by <name>', 'who (default: the user)');
}

/**
 * The control file that is meant. What names it outright is asked first: a configuration that is broken must not keep
 * anybody from the emergency switch.
 * @throws UsageError `no_control_file`
 */
export function controlFileOf({ file, config }: TargetFlags, env: NodeJS.ProcessEnv): string {
  if (file === '') throw invalidArgument('--file', 'a file', file);
  const path =
    file ?? (env['PRESSPROOF_CONTROL_FILE'] || resolveSettings({ configFile: config, env }).settings.control.file);
  if (path !== null) return path;
  throw new UsageError(
    'no_control_file',
    'No control file is stated. Name it with --file FILE, PRESSPROOF_CONTROL_FILE=FILE or control.file of the ' +
      'configuration, the same one as for the processes that are to follow it',
  );
}

/** What of a control file only the configuration can tell: whether its suites and checks exist. */
export function settingsCheck(path: string) {
  return (settings: ControlFile['settings']): void => void controlEntries(settings, path);
}

/** Who makes a change, and how. */
export function changeOptions(flags: ChangeFlags, path: string, env: NodeJS.ProcessEnv): ChangeOptions {
  const { reason = '', by, force } = flags;
  if (by === '') throw invalidArgument('--by', 'a name', by);
  return { by: author(by, env), why: reason, force, check: settingsCheck(path) };
}

function author(by: string | undefined, env: NodeJS.ProcessEnv): NonNullable<Change['by']> {
  // whom sudo let in says more than "root"
  return { name: by ?? (env['SUDO_USER'] || userName()), host: hostname(), pid: process.pid };
}

/** In a container a user may have no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
