import { statSync } from 'node:fs';
import type { Command } from 'commander';
import type { ResolvedSettings } from '../config/resolve.js';
import { COVERAGE_LEVELS, type CoverageLevel } from '../core/coverage.js';
import { CHECK_IDS } from '../image/checks/ids.js';
import { METRIC_NAMES, type MetricName } from '../image/quality/metric-names.js';
import { readEmergency } from '../policy/emergency.js';
import { choiceFor, listFor, timeFor } from './arguments.js';
import type { Io } from './io.js';

export interface JudgingFlags {
  readonly checks?: readonly string[];
  readonly crossCheck?: boolean;
  readonly coverage?: CoverageLevel;
  readonly timeBudget?: number;
  readonly metrics?: readonly MetricName[];
}

export function addJudging(command: Command, ids: readonly string[] = CHECK_IDS): Command {
  const levels = 'full (default), sampled (a part of the frames is compared), structural (no picture)';
  return addLooking(addCrossCheck(command), ids, levels);
}

/**
 * Which checks, and how much of a subject they see.
 * @param ids - of the suite's checks
 * @param levels - what levels of coverage mean there
 */
export function addLooking(command: Command, ids: readonly string[], levels: string): Command {
  return command
    .option('--checks <ids>', `only these, separated by commas: ${ids.join(', ')}`, listFor('--checks', ids))
    .option('--coverage <level>', `how much is looked at: ${levels}`, choiceFor('--coverage', COVERAGE_LEVELS));
}

/** For commands that compare frames. */
export function addComparing(command: Command, ids?: readonly string[]): Command {
  return addJudging(command, ids)
    .option('--time-budget <time>', 'compare no further frames after it, e.g. 200ms, 5s', timeFor('--time-budget', 0))
    .option(
      '--metrics <names>',
      `report of every frame compared, separated by commas: ${METRIC_NAMES.join(', ')}`,
      listFor('--metrics', METRIC_NAMES),
    );
}

export function addCrossCheck(command: Command): Command {
  return command.option('--cross-check', 'decode with sharp and gifuct-js too and say where they see something else');
}

/**
 * Options of the library's calls. Checks that are switched off by settings stay off unless a flag names them. What the
 * operator has to know is told here, in words.
 */
export function callOptions(resolved: ResolvedSettings, { crossCheck, ...flags }: JudgingFlags, io: Io) {
  const { metrics, timeBudget: timeBudgetMs } = flags;
  tellOfUselessCache(resolved.settings.cache.dir, io);
  return { ...commonOptions(resolved, flags, io), crossCheck, timeBudgetMs, metrics };
}

/** The same for subjects of any suite. */
export function commonOptions(
  resolved: ResolvedSettings,
  { checks, coverage }: Pick<JudgingFlags, 'checks' | 'coverage'>,
  io: Io,
) {
  for (const warning of readEmergency(io.env).warnings) io.tell(warning);
  return { settings: withoutEcho(resolved), checks, coverage, signal: io.signal };
}

/** The log of a command is quiet about what costs only time; a typing error in a path would cost it at every call. */
function tellOfUselessCache(dir: string | null, io: Io): void {
  if (dir === null || dir === 'auto' || statSync(dir, { throwIfNoEntry: false })?.isDirectory() !== false) return;
  io.tell(`The cache ${dir} is no folder: everything is measured, and nothing is kept`);
}

/** Who reads the report need not read its log line too, nor a fault twice; shadow mode has no other voice than the log. */
function withoutEcho(resolved: ResolvedSettings): ResolvedSettings {
  const { settings, sources } = resolved;
  const silent = (sources['logLevel'] ?? 'default') === 'default' && settings.mode !== 'shadow';
  return silent ? { ...resolved, settings: { ...settings, logLevel: 'fatal' } } : resolved;
}
