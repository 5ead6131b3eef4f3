import { FactStore, type Measured } from '../core/fact.js';
import { ownLimits } from '../core/limits.js';
import { memoryRequirements } from './checks/memory-requirements.js';
import type { Layout, Structure } from './contents.js';
import type { ArtifactFacts } from './facts.js';
import { gatherers } from './gather.js';
import type { ArtifactInspection, InspectedFile, InspectionFailure, InspectTask } from './inspection.js';
import type { ModelSize } from './memory/size.js';
import { whyNoModel } from './no-model.js';
import { Progress } from './progress.js';
import { memoryNeed, type MemoryNeed } from './memory/terms.js';

/** Measures what an artifact says of itself, by the gatherers that the checks use. Judges nothing. */
export async function runInspectTask(task: InspectTask): Promise<ArtifactInspection> {
  const { path, digests: wanted, limits, budget } = task;
  const progress = new Progress(task.progress);
  const coverage = wanted ? 'full' : 'structural';
  const store = new FactStore<ArtifactFacts>(
    gatherers(
      { kind: 'artifact', path, expectation: {}, limits, checks: null, coverage, budget, progress: task.progress },
      progress,
    ),
  );
  const layout = await store.gather('layout');
  if (!layout.measured) return failure(path, layout);
  if (layout.value.kind === 'missing') {
    const [first] = layout.value.problems;
    return { path, error: { code: first?.rule ?? 'not_found', message: first?.message ?? `Nothing is at ${path}` } };
  }
  const structure = await store.gather('structure');
  if (!structure.measured) return failure(path, structure);
  const none = whyNoModel(layout.value, structure.value);
  if (none) return { path, error: { code: none.code, message: none.reason } };
  const size = await store.gather('modelSize');
  if (wanted) progress.expect(layout.value.bytes);
  const digests = wanted ? await store.gather('digests') : null;
  if (digests && !digests.measured) return failure(path, digests);
  const known = digests?.value.files ?? new Map<string, string>();
  const { kind, bytes, problems } = layout.value;
  const { formats, architecture, parameters, tensors, problems: found, problemCount } = structure.value;
  return {
    path,
    kind,
    bytes,
    sha256: digests?.value.sha256 ?? null,
    formats,
    architecture,
    parameters,
    dtypes: dtypesOf(structure.value),
    memory: size.measured && size.value ? needOf(size.value, limits) : null,
    files: filesOf(layout.value, structure.value, known),
    tensors,
    problems: [...problems, ...found],
    problemCount: problems.length + problemCount,
  };
}

function failure(path: string, fact: Extract<Measured<unknown>, { measured: false }>): InspectionFailure {
  return { path, error: { code: fact.code, message: fact.reason } };
}

/** As the check reckons it for a process on this machine. */
function needOf(size: ModelSize, limits: InspectTask['limits']): MemoryNeed {
  const own = ownLimits(memoryRequirements.limits, limits);
  const { memoryContextTokens = null, memoryCacheElementBytes, memoryRuntimeMb = null } = own;
  return memoryNeed(size, {
    contextTokens: memoryContextTokens,
    // a limit with a default that is a number is one
    cacheElementBytes: Number(memoryCacheElementBytes),
    overheadMb: memoryRuntimeMb,
  });
}

function dtypesOf({ tensors }: Structure): Record<string, { tensors: number; bytes: number }> {
  const sums = new Map<string, { tensors: number; bytes: number }>();
  for (const { dtype, bytes } of tensors) {
    const sum = sums.get(dtype) ?? { tensors: 0, bytes: 0 };
    sums.set(dtype, { tensors: sum.tensors + 1, bytes: sum.bytes + bytes });
  }
  return Object.fromEntries([...sums].sort(([, a], [, b]) => b.bytes - a.bytes));
}

function filesOf({ members }: Layout, { files }: Structure, digests: ReadonlyMap<string, string>): InspectedFile[] {
  return members.map(({ name, bytes }) => {
    const found = files.find(({ file }) => file === name);
    return {
      name,
      bytes,
      sha256: digests.get(name) ?? null,
      format: found?.format ?? null,
      formatVersion: found?.version ?? null,
      architecture: found?.architecture ?? null,
      tensors: found?.tensors.length ?? 0,
      metadata: found?.metadata ?? {},
      details: found?.details ?? {},
    };
  });
}
