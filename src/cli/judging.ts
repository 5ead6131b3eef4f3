import type { Command } from 'commander';
import type { ResolvedSettings } from '../config/resolve.js';
import { CHECK_IDS } from '../image/checks/ids.js';
import { readEmergency } from '../policy/emergency.js';
import { listFor } from './arguments.js';
import type { Io } from './io.js';

export interface JudgingFlags {
  readonly checks?: readonly string[];
  readonly crossCheck?: boolean;
}

export function addJudging(command: Command): Command {
  return addCrossCheck(command).option(
    '--checks <ids>',
    `only these, separated by commas: ${CHECK_IDS.join(', ')}`,
    listFor('--checks', CHECK_IDS),
  );
}

export function addCrossCheck(command: Command): Command {
  return command.option('--cross-check', 'decode with sharp and gifuct-js too and say where they see something else');
}

/**
 * Options of the library's calls. Checks that are switched off by settings stay off unless a flag names them. What the
 * operator has to know is told here, in words.
 */
export function callOptions(resolved: ResolvedSettings, { checks, crossCheck }: JudgingFlags, io: Io) {
  for (const warning of readEmergency(io.env).warnings) io.tell(warning);
  return { settings: withoutEcho(resolved), checks, crossCheck, signal: io.signal };
}

/** Who reads the report need not read its log line too, nor a fault twice; shadow mode has no other voice than the log. */
function withoutEcho({ settings, sources }: ResolvedSettings): ResolvedSettings {
  const silent = (sources['logLevel'] ?? 'default') === 'default' && settings.mode !== 'shadow';
  return silent ? { settings: { ...settings, logLevel: 'fatal' }, sources } : { settings, sources };
}
