import { measured, unmeasured, type FactGatherers } from '../core/fact.js';
import { ownLimits } from '../core/limits.js';
import { architectureOf } from './architecture/comparison.js';
import { digestsOf } from './digests.js';
import { ArtifactError } from './errors.js';
import { expectedDigests } from './expected-digest.js';
import type { ArtifactFacts } from './facts.js';
import { holdoutOf } from './holdout/gather.js';
import { askingLimits } from './holdout/open.js';
import { INFERENCE_LIMITS } from './inference/limits.js';
import { inferenceOf } from './inference/trial.js';
import { layoutOf } from './layout/layout.js';
import { freeMemory } from './memory/free-memory.js';
import { modelSizeOf } from './memory/model-size.js';
import type { Progress } from './progress.js';
import { baselineOf } from './regression/baseline.js';
import { duelOf } from './regression/duel.js';
import { likenessOf } from './regression/likeness.js';
import { signatureOf } from './signature/signature.js';
import { structureOf } from './structure.js';
import type { ArtifactTask } from './task.js';
import { weightsOf } from './weights/measure.js';

/** Who measures what. A new fact is one line here, one in facts.ts, and a file that measures it. */
export function gatherers(task: ArtifactTask, progress: Progress): FactGatherers<ArtifactFacts> {
  return {
    layout: async () => measured(layoutOf(task.path, task.budget)),
    digests: async (store) => {
      const layout = await store.gather('layout');
      if (!layout.measured) return layout;
      const also = expectedDigests(task.expectation).find(({ algorithm }) => algorithm !== 'sha256')?.algorithm ?? null;
      return measured(digestsOf(layout.value, also, (bytes) => progress.add(bytes)));
    },
    structure: async (store) => {
      const layout = await store.gather('layout');
      return layout.measured ? measured(structureOf(layout.value, task.budget)) : layout;
    },
    signature: async (store) => {
      const layout = await store.gather('layout');
      if (!layout.measured) return layout;
      const digestsNow = async () => {
        const digests = await store.gather('digests');
        if (digests.measured) return digests.value;
        throw new ArtifactError(digests.code, digests.reason);
      };
      return measured(await signatureOf(layout.value, task, progress, digestsNow));
    },
    weights: async (store) => {
      const layout = await store.gather('layout');
      const structure = await store.gather('structure');
      if (!layout.measured) return layout;
      if (!structure.measured) return structure;
      return measured(weightsOf(layout.value, structure.value, task, progress));
    },
    modelSize: async (store) => {
      const layout = await store.gather('layout');
      const structure = await store.gather('structure');
      if (!layout.measured) return layout;
      if (!structure.measured) return structure;
      return measured(modelSizeOf(layout.value, structure.value));
    },
    freeMemory: async () => measured(await freeMemory()),
    baseline: async () => {
      const { baseline } = task.expectation;
      return baseline === undefined ? measured(null) : baselineOf(baseline, task.budget, task.baselineAbsent);
    },
    baselineDigests: async (store) => {
      const baseline = await store.gather('baseline');
      if (!baseline.measured) return baseline;
      if (!baseline.value) return measured(null);
      return measured(digestsOf(baseline.value.layout, null, (bytes) => progress.add(bytes)));
    },
    architecture: async (store) => {
      const structure = await store.gather('structure');
      const baseline = await store.gather('baseline');
      if (!structure.measured) return structure;
      return baseline.measured ? architectureOf(structure.value, baseline.value) : baseline;
    },
    holdout: async (store) => {
      const { holdout, baseline } = task.expectation;
      if (!holdout) return measured(null);
      // with a baseline both are asked at once; where that cannot be, it is asked alone
      const duel = baseline === undefined ? null : await store.gather('duel');
      if (duel?.measured && duel.value) return measured(duel.value.candidate);
      const layout = await store.gather('layout');
      const structure = await store.gather('structure');
      if (!layout.measured) return layout;
      if (!structure.measured) return structure;
      return measured(await holdoutOf(layout.value, structure.value, holdout, askingLimits(task.limits)));
    },
    duel: async (store) => {
      const { holdout } = task.expectation;
      const layout = await store.gather('layout');
      const structure = await store.gather('structure');
      const baseline = await store.gather('baseline');
      if (!layout.measured) return layout;
      if (!structure.measured) return structure;
      if (!baseline.measured) return baseline;
      if (!holdout || !baseline.value) return measured(null);
      const candidate = { layout: layout.value, structure: structure.value };
      return measured(await duelOf(candidate, baseline.value, holdout, askingLimits(task.limits)));
    },
    likeness: async (store) => {
      const layout = await store.gather('layout');
      const structure = await store.gather('structure');
      const baseline = await store.gather('baseline');
      if (!layout.measured) return layout;
      if (!structure.measured) return structure;
      if (!baseline.measured) return baseline;
      if (!baseline.value) return unmeasured('no_baseline', 'No baseline was given');
      const candidate = { layout: layout.value, structure: structure.value };
      const limits = askingLimits(task.limits);
      return measured(await likenessOf(candidate, baseline.value, task.expectation, limits));
    },
    inference: async (store) => {
      const layout = await store.gather('layout');
      const structure = await store.gather('structure');
      if (!layout.measured) return layout;
      if (!structure.measured) return structure;
      const limits = ownLimits(INFERENCE_LIMITS, task.limits);
      return measured(await inferenceOf(layout.value, structure.value, { expectation: task.expectation, limits }));
    },
  };
}
