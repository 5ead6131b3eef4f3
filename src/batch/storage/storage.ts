import type { Location } from '../item.js';
import type { Written } from '../task.js';

export interface GetOptions {
  /** More is refused before anything is read, and while it is. */
  readonly maxBytes: number;
  /** What the content has to be. */
  readonly sha256?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Where files lie. Memory is bounded whatever their size, and a file appears at its place whole or not at all.
 * Methods throw StorageError, what the file system says, or the signal's reason.
 */
export interface Storage {
  /** null: nothing is there, or no file. */
  stat(location: Location): Promise<{ readonly bytes: number } | null>;
  /** What is there; null: nothing. It is read for it, unless the storage knows its digest. */
  digest(location: Location, signal?: AbortSignal): Promise<Written | null>;
  /** Copies it to a path on this machine, whose folder exists. */
  get(location: Location, path: string, options: GetOptions): Promise<Written>;
  /** Copies a file of this machine there; folders are made. What is there is replaced. */
  put(path: string, location: Location, signal?: AbortSignal): Promise<Written>;
  /** Both in this storage; folders are made. What is at `to` is replaced. */
  move(from: Location, to: Location): Promise<void>;
  /** What is not there is removed already. */
  remove(location: Location): Promise<void>;
}
