import { judgeSplits } from '../formats/gguf/split.js';
import type { AcrossFiles } from './across.js';

/** Also of one file alone: a part without the others is no model. */
export function judgeGgufSplits({ files, context }: AcrossFiles): void {
  for (const problem of judgeSplits(files)) context.problems.add(problem);
}
