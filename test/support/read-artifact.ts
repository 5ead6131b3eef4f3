import type { FileStructure } from '../../src/artifact/formats/format.js';
import { ProblemList, type Problem } from '../../src/artifact/problem.js';
import { MemorySource } from '../../src/artifact/source/byte-source.js';
import { readSource } from '../../src/artifact/structure.js';
import { DEFAULT_ARTIFACT_BUDGET } from '../../src/artifact/task.js';

export interface ReadArtifact {
  readonly structure: FileStructure | null;
  readonly problems: readonly Problem[];
  readonly errors: number;
}

/** Reads one file's bytes as the suite does, whichever format they are of. */
export function readArtifact(bytes: Uint8Array, name: string, budget = DEFAULT_ARTIFACT_BUDGET): ReadArtifact {
  const problems = new ProblemList();
  const structure = readSource(new MemorySource(bytes, name), { problems, budget });
  return { structure, problems: problems.kept, errors: problems.errors };
}

/** What tests ask of problems: rule, byte and part, as `rule@offset part`. */
export function places(problems: readonly Problem[]): string[] {
  return problems.map(({ rule, offset, part }) => `${rule}@${offset ?? '-'}${part === null ? '' : ` ${part}`}`);
}
