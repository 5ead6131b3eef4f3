import { closePool } from '../pool/pool.js';
import { drainBackground } from './background.js';

/** Waits for shadow validations, then ends the worker pool. Not needed for a process to exit; the next call starts again. */
export async function close(): Promise<void> {
  await drainBackground();
  await closePool();
}
