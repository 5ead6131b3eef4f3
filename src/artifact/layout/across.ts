import type { Layout } from '../contents.js';
import type { FileStructure, ReadContext } from '../formats/format.js';

/** All that is known once every file was read by itself. */
export interface AcrossFiles {
  readonly layout: Layout;
  /** Of the files whose beginning could be read; what is wrong with the others is noted already. */
  readonly files: readonly FileStructure[];
  readonly context: ReadContext;
}

/** Judges files against each other, and notes what does not fit. */
export type AcrossJudgement = (found: AcrossFiles) => void;
