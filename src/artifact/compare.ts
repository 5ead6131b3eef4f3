import { FactStore } from '../core/fact.js';
import { differenceOf } from './architecture/difference.js';
import type { Structure } from './contents.js';
import type { ArtifactFacts } from './facts.js';
import { gatherers } from './gather.js';
import type { ComparedArtifact, CompareTask, ArtifactComparison, InspectionFailure } from './inspection.js';
import { whyNoModel } from './no-model.js';
import { Progress } from './progress.js';
import type { ArtifactBudget } from './task.js';

/** Says what is otherwise in one artifact than in another, by their headers. Judges nothing. */
export async function runCompareTask({ from, to, budget }: CompareTask): Promise<ArtifactComparison> {
  const [a, b] = [await sideOf(from, budget), await sideOf(to, budget)];
  if ('error' in a) return a;
  if ('error' in b) return b;
  return { from: a.side, to: b.side, difference: differenceOf(a.structure, b.structure) };
}

type Side = { readonly side: ComparedArtifact; readonly structure: Structure };

async function sideOf(path: string, budget: ArtifactBudget): Promise<Side | InspectionFailure> {
  const own = { expectation: {}, limits: {}, checks: null, coverage: 'structural', budget, progress: null } as const;
  const store = new FactStore<ArtifactFacts>(gatherers({ kind: 'artifact', path, ...own }, new Progress(null)));
  const layout = await store.gather('layout');
  const structure = await store.gather('structure');
  if (!layout.measured) return { path, error: { code: layout.code, message: layout.reason } };
  if (!structure.measured) return { path, error: { code: structure.code, message: structure.reason } };
  const problems = [...layout.value.problems, ...structure.value.problems];
  const none = whyNoModel(layout.value, structure.value);
  if (none) return { path, error: { code: none.code, message: `${path} cannot be compared: ${none.reason}` } };
  const { formats, architecture, parameters, tensors } = structure.value;
  const { bytes } = layout.value;
  const side = { path, bytes, formats, architecture, parameters, tensors: tensors.length, problems: problems.length };
  return { side, structure: structure.value };
}
