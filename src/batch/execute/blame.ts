import type { Report } from '../../core/report.js';
import { blameOf, evidenceIn } from '../../guard/pipeline/outcome.js';
import type { Recipe } from '../recipe.js';
import type { StageOutcome } from '../task.js';

/** What each stage of a recipe did, and which of them caused a failure. Of one alone the report says it all. */
export function stagesIn(
  { stages }: Recipe,
  report: Report,
): { readonly failedStage: number | null; readonly stages: readonly StageOutcome[] } {
  if (stages.length < 2) return { failedStage: null, stages: [] };
  const evidence = evidenceIn(report);
  const { failedStage } = blameOf(report);
  return {
    failedStage,
    stages: stages.map(({ engine }, index) => {
      // one run may have done several; none did those that came after a stop, and in shadow mode nobody looks
      const own = evidence.find((each) => each.stages.includes(index));
      return { engine, verdict: own?.verdict ?? null, reason: own?.reason ?? null };
    }),
  };
}
