import type { Architecture } from './architecture/architecture.js';
import type { Digests, Layout, Structure } from './contents.js';
import type { Trials } from './inference/trials.js';
import type { HoldoutResult } from './holdout/result.js';
import type { FreeMemory } from './memory/free-memory.js';
import type { ModelSize } from './memory/size.js';
import type { Duel, Likeness } from './regression/result.js';
import type { Signature } from './signature/signature.js';
import type { Weights } from './weights/weights.js';

/** What the artifact is to replace. */
export interface Baseline {
  readonly path: string;
  readonly layout: Layout;
  readonly structure: Structure;
}

/** Everything that checks may ask for; see gather.ts for who measures what. */
export interface ArtifactFacts {
  readonly layout: Layout;
  readonly digests: Digests;
  readonly structure: Structure;
  readonly signature: Signature;
  readonly weights: Weights;
  readonly modelSize: ModelSize | null;
  /** What this machine could give a process now. */
  readonly freeMemory: FreeMemory;
  /** null: none was named. */
  readonly baseline: Baseline | null;
  /** Of what was compared with, so that a report can name it; null: no baseline was named. */
  readonly baselineDigests: Digests | null;
  readonly architecture: Architecture;
  /** How it did on the holdout; null: none was named. */
  readonly holdout: HoldoutResult | null;
  /** The same of it and its baseline, in turns; null: one of them was not named. */
  readonly duel: Duel | null;
  /** Whether it and its baseline answer alike. */
  readonly likeness: Likeness;
  /** The models were loaded by real runtimes and asked. */
  readonly inference: Trials;
}
