import { measured, unmeasured, type FactGatherers, type Measured, type Unmeasured } from '../core/fact.js';
import type { FileIntegrity, Integrity, PairFacts } from './facts.js';
import type { ImagePair } from './pair.js';
import type { ImageSubject } from './subject.js';
import type { ValidateTask } from './task.js';

/** What facts are gathered from. */
export interface Sources {
  readonly task: ValidateTask;
  /** null for a lone image, as is `pair`. */
  readonly original: ImageSubject | null;
  readonly output: ImageSubject;
  readonly pair: ImagePair | null;
  /** Facts that the chosen checks need in any case. */
  readonly needed: ReadonlySet<keyof PairFacts>;
}

export function gatherers({ task, original, output, pair, needed }: Sources): FactGatherers<PairFacts> {
  const none = async (): Promise<Unmeasured> => unmeasured('no_original', 'There is no original to compare with');
  return {
    outputFile: async (store) => {
      // every report has both, and they come from one reading
      await store.gather('outputStructure');
      return output.file();
    },
    outputStructure: () => output.structure(),
    outputIntegrity: async () => {
      if (task.coverage === 'structural') return withExtent(await output.outlineIntegrity(), false);
      await pair?.decodeOnce();
      // through the compositor, where colours are wanted too
      if (needed.has('outputPixels')) await output.pixels();
      const integrity = withExtent(await output.integrity(), true);
      // what is damaged is judged already, and every reader shows something else of it
      if (!task.crossCheck || !integrity.measured || !integrity.value.complete) return integrity;
      const { crossCheckProblems } = await import('./cross-check.js');
      const disagreements = await crossCheckProblems(output.reader(), output.source(), task.budget);
      return measured({ ...integrity.value, problems: [...integrity.value.problems, ...disagreements] });
    },
    outputPixels: async () => {
      await pair?.decodeOnce();
      const pixels = await output.pixels();
      return (await output.damage('output')) ?? pixels;
    },
    originalFile: async (store) => {
      // the same, where somebody will want its blocks
      if (needed.has('originalStructure') || pair?.isWaiting) await store.gather('originalStructure');
      return original?.file() ?? none();
    },
    originalStructure: async () => original?.structure() ?? none(),
    originalPixels: async () => {
      await pair?.decodeOnce();
      return original?.pixels() ?? none();
    },
    comparison: async () => pair?.comparison() ?? none(),
    otherClocks: async () => pair?.otherClocks() ?? none(),
  };
}

function withExtent(integrity: Measured<Integrity>, decoded: boolean): Measured<FileIntegrity> {
  return integrity.measured ? measured({ ...integrity.value, decoded }) : integrity;
}
