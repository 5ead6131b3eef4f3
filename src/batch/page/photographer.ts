import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { PressproofError, reasonOf } from '../../core/errors.js';
import { shippedModule } from '../../core/shipped.js';
import { PoolError } from '../../pool/errors.js';
import { WorkerPool } from '../../pool/worker-pool.js';
import type { Pictures, PictureTask } from './picture.js';

/** Twelve frames of 16 megapixels take some seconds: who needs more hangs, and the page has others to show. */
const TIMEOUT_MS = 30_000;

/** Makes pictures in threads that may die of what they decode. */
export interface Photographer {
  /** How many at once. */
  readonly width: number;
  take(task: PictureTask, signal: AbortSignal): Promise<Pictures>;
  close(): Promise<void>;
}

/** @throws PressproofError `worker_missing` */
export function openPhotographer(threads = availableParallelism()): Photographer {
  const { module, remedy } = shippedModule('batch/page', 'worker', import.meta.url);
  if (remedy !== null) {
    throw new PressproofError(
      'worker_missing',
      `Pictures cannot be made: ${fileURLToPath(module)} is missing; ${remedy}`,
    );
  }
  const pool = new WorkerPool({ threads, worker: module, timeoutMs: TIMEOUT_MS });
  return {
    width: threads,
    async take(task, signal) {
      try {
        return (await pool.run(task, { signal })) as Pictures;
      } catch (error) {
        if (!(error instanceof PoolError) || error.code === 'aborted') throw error;
        return { ...NOTHING, missing: [`No pictures could be made: ${reasonOf(error)}.`] };
      }
    },
    close: () => pool.close(),
  };
}

const NOTHING: Pictures = {
  shown: [],
  places: 0,
  original: null,
  output: null,
  difference: null,
  thumb: null,
  missing: [],
};
