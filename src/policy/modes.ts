import { MODES, type Mode } from '../core/modes.js';

/** A mode that somebody stated, and who. */
export interface StatedMode {
  readonly mode: Mode;
  /** As `config print` shows it. */
  readonly source: string;
  /** How strong that place is, 0 the strongest; Infinity where nobody stated anything. */
  readonly rank: number;
}

/** Modes as they are stated: for everything, for the suite, and for single checks by id. */
export interface StatedModes {
  readonly everything: StatedMode;
  readonly suite: StatedMode | null;
  readonly checks: ReadonlyMap<string, StatedMode>;
}

/** The mode of a check and which setting decided it. */
export interface OwnMode {
  readonly mode: Mode;
  readonly source: string;
}

export interface EffectiveModes {
  /** The strictest that any check has: what the caller of a compression is treated by. */
  readonly mode: Mode;
  readonly source: string;
  /** Checks whose mode is another. */
  readonly checks: ReadonlyMap<string, OwnMode>;
}

/**
 * Which mode each check has. The stronger place wins, whatever it speaks of: who sets PRESSPROOF_MODE=shadow at three in
 * the morning means every check, also one that a configuration file enforces. Within one place the narrower wins.
 * @param ids - the checks that may run
 */
export function effectiveModes({ everything, suite, checks }: StatedModes, ids: readonly string[]): EffectiveModes {
  const common = strongest([suite, everything]) ?? everything;
  if (checks.size === 0) return { mode: common.mode, source: common.source, checks: new Map() };
  const each = ids.map((id) => [id, strongest([checks.get(id), suite, everything]) ?? common] as const);
  const strictest = each.reduce<OwnMode>(
    (most, [, own]) => (strictness(own.mode) > strictness(most.mode) ? own : most),
    each[0]?.[1] ?? common,
  );
  return {
    mode: strictest.mode,
    source: strictest.source,
    checks: new Map(
      each.flatMap(([id, { mode, source }]) => (mode === strictest.mode ? [] : [[id, { mode, source }]])),
    ),
  };
}

/** off, shadow, alert, enforce: 0 to 3. */
export function strictness(mode: Mode): number {
  return MODES.indexOf(mode);
}

/** @param candidates - the narrowest first */
function strongest(candidates: readonly (StatedMode | null | undefined)[]): StatedMode | undefined {
  return candidates
    .filter((candidate) => candidate !== null && candidate !== undefined)
    .reduce<StatedMode | undefined>((best, next) => (best && best.rank <= next.rank ? best : next), undefined);
}
