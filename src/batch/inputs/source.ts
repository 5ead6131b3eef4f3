import type { Expectation, Operation } from '../../image/expectation.js';
import type { Location, ModelAsked } from '../item.js';

/** A file as one of the inputs gives it. */
export interface Listed {
  readonly location: Location;
  /** Relative to the source's root, as it is found there. */
  readonly name: string;
  /** What a manifest says beside it; undefined: nothing; null: that there is no output. */
  readonly output?: Location | null | undefined;
  readonly operation?: Operation | undefined;
  readonly expectation?: Expectation | undefined;
  readonly model?: ModelAsked | undefined;
}

/** One input: a folder, a glob, a manifest, a file, an S3 prefix. */
export interface Source {
  /** As it was written. */
  readonly input: string;
  /** What names are relative to. */
  readonly root: Location;
  /** A manifest says itself what there is, and what was made of it. */
  readonly isManifest: boolean;
  /** Whether it would give a file if that were there; nothing for manifests. */
  covers(location: Location): boolean;
  /** In an order that is the same whenever it is read. */
  list(): AsyncIterable<Listed>;
  /** What it says when it gave nothing, e.g. `matches no file`. */
  readonly emptiness: string;
}

/** What sources share. */
export interface SourceOptions {
  /** Folders that are not entered, absolute: the run's own. */
  readonly except: readonly string[];
  /** For people: what was left out, and why. */
  tell(text: string): void;
  readonly signal: AbortSignal;
}
