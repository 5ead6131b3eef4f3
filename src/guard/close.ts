import { closePool } from '../pool/pool.js';
import { drainBackground } from './background.js';
import { onClose } from './on-close.js';

/**
 * Waits for shadow validations and for what is still to be recorded or told, then ends the worker pool. Not needed for a
 * process to exit; the next call starts again.
 */
export async function close(): Promise<void> {
  await drainBackground();
  await onClose();
  await closePool();
}
