import type { Layout, Structure } from '../contents.js';
import { ggufValues } from '../formats/gguf/values.js';
import type { Progress } from '../progress.js';
import type { ArtifactTask } from '../task.js';
import { OpenedFiles } from './opened-files.js';
import { weigh, type Weights } from './weights.js';

/** What the tensors of an artifact hold, in one pass over its files. */
export function weightsOf(layout: Layout, structure: Structure, task: ArtifactTask, progress: Progress): Weights {
  const files = new OpenedFiles(layout, task.budget.maxHeldBytes);
  const seconds = task.limits['maxWeightsSeconds'];
  try {
    return weigh(structure, {
      coverage: task.coverage,
      open: (file) => files.open(file),
      own: { gguf: ggufValues },
      // all of every file was announced (run.ts)
      expect: (bytes) => progress.expect(bytes - layout.bytes),
      onBytes: (bytes) => progress.add(bytes),
      timeMs: typeof seconds === 'number' ? 1000 * seconds : null,
    });
  } finally {
    files.close();
  }
}
