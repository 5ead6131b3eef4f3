import type { CoverageLevel } from '../../core/coverage.js';
import { DEGRADATION_LEVELS, type DegradationLevel } from '../../core/decision.js';

/** Values over which work is removed, by the level that they lead to; null: none leads there. */
export type Ladder = Readonly<Record<Exclude<DegradationLevel, 'normal'>, number | null>>;

/** The configuration's section `degradation`. */
export interface DegradationSettings {
  /** How far back the 95th percentiles look. */
  readonly windowSeconds: number;
  /** Subjects that a move rests on at least. */
  readonly minSamples: number;
  /** Least time between two moves. */
  readonly dwellSeconds: number;
  /** Share of a limit, 0 to 1, below which what is measured has to be for a better level. */
  readonly recoverBelow: number;
  readonly validationMs: Ladder;
  readonly queueWaitMs: Ladder;
  readonly memoryMiB: Ladder;
}

/** What is looked at on each level; null: nothing. */
export const COVERAGE_ON: Readonly<Record<DegradationLevel, CoverageLevel | null>> = {
  normal: 'full',
  degraded: 'sampled',
  structural: 'structural',
  off: null,
};

/** The levels that some limit leads to, best first, and `normal` before them. */
export function levelsOf({ validationMs, queueWaitMs, memoryMiB }: DegradationSettings): readonly DegradationLevel[] {
  return DEGRADATION_LEVELS.filter(
    (level) => level === 'normal' || [validationMs, queueWaitMs, memoryMiB].some((ladder) => ladder[level] !== null),
  );
}

/**
 * What a level may reach before it is left for a deeper one: the least limit that leads further down; Infinity: none
 * does.
 */
export function limitOn(level: DegradationLevel, ladder: Ladder): number {
  const deeper = DEGRADATION_LEVELS.slice(DEGRADATION_LEVELS.indexOf(level) + 1) as (keyof Ladder)[];
  return Math.min(...deeper.map((below) => ladder[below] ?? Infinity));
}
