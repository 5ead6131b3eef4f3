import type { Architecture } from './architecture/architecture.js';
import type { Trials } from './inference/trials.js';
import type { HoldoutResult } from './holdout/result.js';
import type { FreeMemory } from './memory/free-memory.js';
import type { ModelSize } from './memory/size.js';
import type { Problem } from './problem.js';
import type { Duel, Likeness } from './regression/result.js';
import type { Signature } from './signature/signature.js';
import type { Weights } from './weights/weights.js';
import type { FileStructure, FormatName, Tensor } from './formats/format.js';

/** A regular file of an artifact. */
export interface Member {
  /** Relative to the artifact, with `/`; the file's own name where the artifact is one file. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  /** Device, inode, size and time of the last write when it was found: what is opened later has to be this file. */
  readonly identity: string;
}

/** What lies at the artifact's path. */
export interface Layout {
  /** `missing`: nothing, or nothing that can be read as a file or folder; why is a problem. */
  readonly kind: 'file' | 'folder' | 'missing';
  /** In the order of their names. */
  readonly members: readonly Member[];
  readonly bytes: number;
  /** Links, special files and what else does not belong there: concern `layout`. */
  readonly problems: readonly Problem[];
}

export interface Digests {
  /** Lower-case hex sha256 by member name. */
  readonly files: ReadonlyMap<string, string>;
  /** Of one file its own; of a folder that of its lines `<sha256>  <name>\n` in the order of names. */
  readonly sha256: string;
  /** The same with blake2b of 512 bits; null where nobody asked for it. */
  readonly blake2b: string | null;
}

/** What the files say of themselves. */
export interface Structure {
  /** Of the files that hold a model; empty: there is none. */
  readonly formats: readonly FormatName[];
  readonly files: readonly FileStructure[];
  /** Of all files, shards in the order of their names. */
  readonly tensors: readonly Tensor[];
  /** Sum over all tensors of the product of their dimensions. */
  readonly parameters: number;
  readonly architecture: string | null;
  readonly problems: readonly Problem[];
  /** Errors and warnings in all, also of those not kept. */
  readonly problemCount: number;
}

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
