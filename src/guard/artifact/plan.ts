import type { ResolvedSettings } from '../../config/resolve.js';
import { DEFAULT_ARTIFACT_BUDGET, type ArtifactBudget } from '../../artifact/task.js';
import type { ArtifactExpectation } from '../../artifact/expectation.js';
import type { Emergency } from '../../policy/emergency.js';
import { policyPlan, type PolicyPlan } from '../plan/policy-plan.js';
import type { ArtifactOptions } from './options.js';

/** Everything that is decided before an artifact is looked at. */
export interface ArtifactPlan extends PolicyPlan {
  readonly suite: 'artifact';
  readonly expectation: ArtifactExpectation;
  readonly budget: ArtifactBudget;
  readonly progress: SharedArrayBuffer | null;
}

/** @throws UsageError naming the option */
export function artifactPlan(options: ArtifactOptions, resolved: ResolvedSettings, emergency: Emergency): ArtifactPlan {
  return {
    ...policyPlan('artifact', options, resolved, emergency),
    suite: 'artifact',
    expectation: options.expectation ?? {},
    budget: DEFAULT_ARTIFACT_BUDGET,
    progress: options.progress ?? null,
  };
}
