import type { Entry } from '../../config/layer.js';

/** What holds for every call of this process beside its own options: the command line of a server. */
export interface ProcessOptions {
  /** As a call's own options, which are stronger. */
  readonly flags: readonly Entry[];
  /** Instead of the file that PRESSPROOF_CONFIG names. */
  readonly configFile: string | undefined;
  /** Whether plain validations are recorded in the store too, also where nobody named one. */
  readonly recordsJudged: boolean;
}

const NOTHING: ProcessOptions = { flags: [], configFile: undefined, recordsJudged: false };

let held = NOTHING;

/** Holds from the next call on. @returns what undoes it */
export function holdForProcess(options: ProcessOptions): () => void {
  held = options;
  return () => {
    if (held === options) held = NOTHING;
  };
}

export function processOptions(): ProcessOptions {
  return held;
}
