import { setMaxListeners } from 'node:events';

/**
 * Calls `listener` when the signal aborts. One signal may be that of hundreds of tasks; Node would suspect a leak from
 * the eleventh listener on.
 * @returns ends that: to be called when there is nothing left to abort
 */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (!signal) return () => undefined;
  // the signals of other libraries are none that Node would suspect, or take
  if (signal instanceof EventTarget) setMaxListeners(0, signal);
  signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}
