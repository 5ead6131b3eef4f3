import type { FactStore } from '../core/fact.js';
import type { CheckOutcome } from '../core/report.js';
import { unsettled } from '../core/unsettled.js';
import { artifactChecks } from './checks/index.js';
import type { Layout } from './contents.js';
import { ArtifactError } from './errors.js';
import type { ArtifactFacts } from './facts.js';
import { changedSince } from './layout/layout.js';
import type { ArtifactBudget, ArtifactTask } from './task.js';

/**
 * Facts that are of the baseline, too. Those of `holdout` come out of a duel and are the candidate's alone.
 */
export const OF_BASELINE: readonly (keyof ArtifactFacts)[] = [
  'baseline',
  'baselineDigests',
  'architecture',
  'duel',
  'likeness',
];
const COMPARING = artifactChecks.filter(({ needs }) => needs.some((fact) => OF_BASELINE.includes(fact)));

/** What was found, as far as candidate and baseline still are what they were: else it is inconclusive. */
export async function settled(
  found: readonly CheckOutcome[],
  { path, budget }: ArtifactTask,
  store: FactStore<ArtifactFacts>,
): Promise<readonly CheckOutcome[]> {
  const layout = await store.gather('layout');
  const changed = layout.measured ? changedFile(path, layout.value, budget) : null;
  if (changed !== null) return found.map((check) => unsettled(check, changed));
  const baseline = store.gathered.includes('baseline') ? await store.gather('baseline') : null;
  if (!baseline?.measured || baseline.value === null) return found;
  const other = changedFile(baseline.value.path, baseline.value.layout, budget);
  if (other === null) return found;
  const ids = COMPARING.map(({ id }) => id);
  return found.map((check) => (ids.includes(check.id) ? unsettled(check, `${other} of the baseline`) : check));
}

/** Name of what was written to, came or went since the artifact was first looked at; null: nothing. */
function changedFile(path: string, found: Layout, budget: ArtifactBudget): string | null {
  try {
    return changedSince(path, found, budget);
  } catch (error) {
    // it could be looked at before
    if (error instanceof ArtifactError) return path;
    throw error;
  }
}
