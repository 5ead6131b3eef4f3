import { measured, unmeasured, type Measured } from '../../core/fact.js';
import { ArtifactError } from '../errors.js';
import type { Baseline } from '../facts.js';
import { layoutOf } from '../layout/layout.js';
import { structureOf } from '../structure.js';
import type { ArtifactBudget } from '../task.js';

/** What lies at the path of a baseline and what it says of itself. Whatever is wrong there is no fault of the candidate. */
export function baselineOf(
  path: string,
  budget: ArtifactBudget,
  absent = `There is no baseline at ${path}`,
): Measured<Baseline> {
  try {
    const layout = layoutOf(path, budget);
    if (layout.kind === 'missing') return unmeasured('baseline_missing', absent);
    return measured({ path, layout, structure: structureOf(layout, budget) });
  } catch (error) {
    if (!(error instanceof ArtifactError)) throw error;
    return unmeasured(error.code, `The baseline cannot be read: ${error.message}`);
  }
}
