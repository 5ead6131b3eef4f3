import type { Mode } from '../../core/modes.js';
import { conditionsOf, type Condition, type PromotionEvidence, type PromotionThresholds } from './conditions.js';
import { stricterMode, type ModeTarget } from './target.js';

export interface PromotionCase {
  readonly target: ModeTarget;
  readonly mode: Mode;
  /** Counted in this mode; null: nothing could be counted. */
  readonly evidence: PromotionEvidence | null;
  readonly thresholds: PromotionThresholds;
}

export interface PromotionJudgement {
  readonly target: ModeTarget;
  readonly mode: Mode;
  /** The one stricter mode that comes after it; null: there is none. */
  readonly next: Mode | null;
  readonly ready: boolean;
  readonly conditions: readonly Condition[];
}

const NOTHING: PromotionEvidence = {
  subjects: 0,
  failed: 0,
  inconclusive: 0,
  measured: { subjects: 0, validationMs: 0, compressionMs: 0 },
  ageMs: null,
};

/**
 * Whether a suite or a check may become one step stricter: shadow to alert to enforce on counted evidence alone, where
 * what was not measured meets no condition. Off to shadow has none: off leaves nothing to count, and shadow is how
 * counting begins without anybody noticing.
 */
export function judgePromotion({ target, mode, evidence, thresholds }: PromotionCase): PromotionJudgement {
  const next = stricterMode(mode);
  if (next === null || mode === 'off') return { target, mode, next, ready: next !== null, conditions: [] };
  const conditions = conditionsOf(mode, evidence ?? NOTHING, thresholds);
  return { target, mode, next, ready: conditions.every(({ met }) => met), conditions };
}
