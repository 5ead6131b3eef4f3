import { newBar } from './bar.js';
import type { Io } from './io.js';

export interface ProgressFlags {
  readonly quiet?: boolean;
  /** commander's `--no-progress`. */
  readonly progress?: boolean;
}

export interface Progress {
  update(done: number): void;
  stop(): void;
}

const SILENT: Progress = { update() {}, stop() {} };

/**
 * A bar on stderr while a person watches it; nothing in pipes and logs.
 * @param total - null while nobody knows: then only what is done is counted
 */
export function progressBar(io: Io, { quiet = false, progress = true }: ProgressFlags, total: number | null): Progress {
  if (quiet || !progress || !io.watched) return SILENT;
  const bar = newBar(
    total === null ? '{value} done, {duration_formatted}' : '{bar} {value}/{total}, {duration_formatted}',
  );
  bar.start(total ?? 0, 0);
  return { update: (done) => bar.update(done), stop: () => bar.stop() };
}
