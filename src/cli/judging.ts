import type { Command } from 'commander';
import type { ResolvedSettings } from '../config/index.js';
import type { Mode } from '../core/report.js';
import { imageChecks } from '../image/checks/index.js';
import { WorkerPool } from '../pool/worker-pool.js';
import { listFor } from './arguments.js';
import type { Io } from './io.js';

export interface JudgingFlags {
  readonly checks?: readonly string[];
  readonly crossCheck?: boolean;
}

const CHECK_IDS = imageChecks.map(({ id }) => id);

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

/** Options of the library's calls that come from settings. One pool a command. */
export function callOptions({ settings }: ResolvedSettings, { signal }: Pick<Io, 'signal'>) {
  const { threads, timeoutMs, maxQueue } = settings.pool;
  const pool = new WorkerPool({ timeoutMs, maxQueue, ...(threads !== null && { threads }) });
  return { signal, timeoutMs, pool };
}

/** The same with what decides a verdict. Checks that are switched off by settings stay off unless a flag names them. */
export function judgingOptions(resolved: ResolvedSettings, flags: JudgingFlags, io: Pick<Io, 'signal'>) {
  const { settings } = resolved;
  const enabled = CHECK_IDS.filter((id) => settings.checks[id]?.enabled ?? true);
  const checks = flags.checks ?? (enabled.length === CHECK_IDS.length ? undefined : enabled);
  const mode: Mode = settings.mode;
  return { ...callOptions(resolved, io), mode, limits: settings.limits, checks, crossCheck: flags.crossCheck ?? false };
}
