import type { FileStructure, FormatName, Tensor } from './formats/format.js';
import type { Problem } from './problem.js';

/** A regular file of an artifact. */
export interface Member {
  /** Relative to the artifact, with `/`; the file's own name where the artifact is one file. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  /** Device, inode, size and time of the last write when it was found: what is opened later has to be this file. */
  readonly identity: string;
  /** When its bytes, name or rights last changed, ns: unlike the time of the last write nobody can set it back. */
  readonly changedNs: bigint;
  /** A link in a cache, and the file is the one that it leads to. */
  readonly isLink?: true;
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
