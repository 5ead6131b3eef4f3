import { availableParallelism, cpus, loadavg } from 'node:os';
import { versionOf } from './programs.js';

/** Where figures were taken: absolute ones can be compared on the same machine only. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  readonly programs: Readonly<Record<string, string | null>>;
  /** Processes that wanted to run in the last minute, before and after. */
  readonly load: { readonly before: number; readonly after: number };
}

export function currentLoad(): number {
  return loadavg()[0]!;
}

export function machine(loadBefore: number): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    node: process.version,
    programs: {
      ffmpeg: versionOf('ffmpeg'),
      gifsicle: versionOf('gifsicle'),
      imagemagick: versionOf('convert'),
    },
    load: { before: loadBefore, after: currentLoad() },
  };
}
